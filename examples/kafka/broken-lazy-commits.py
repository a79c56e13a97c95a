#!/usr/bin/env python3
"""
A log for each key, all on one node.

The bug: commits are acknowledged at once and take effect later, twice a second, all together. Who asks meanwhile is
sent back to where readers had been before, and processes the messages again.
"""

from log import MemoryLog, serve
from maelstrom import Node


class Lazy(MemoryLog):
    def __init__(self):
        super().__init__()
        self.waiting = {}

    def commit(self, key, offset):
        self.waiting[key] = max(self.waiting.get(key, 0), offset)

    def take_effect(self):
        for key, offset in self.waiting.items():
            super().commit(key, offset)


node = Node()
log = Lazy()


@node.on("init")
def init(body, src):
    node.every(0.5, log.take_effect)


serve(node, log)
