#!/usr/bin/env python3
"""
A log for each key, all on one node.

The bug: to save memory it keeps the last messages of each key only, read or not. What it has acknowledged is gone
before anybody has come for it.
"""

from log import MemoryLog, serve
from maelstrom import Node

KEPT = 3


class Short(MemoryLog):
    def append(self, key, msg):
        offset = super().append(key, msg)
        if offset >= KEPT:
            self.messages[key][offset - KEPT] = None
        return offset

    def read(self, key, start):
        return [[offset, msg] for offset, msg in super().read(key, start) if msg is not None]


serve(Node(), Short())
