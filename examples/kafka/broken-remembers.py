#!/usr/bin/env python3
"""
Logs that all nodes share, in the service lin-kv.

The bug: a node asks for a committed offset once, and remembers it. Who asks later is sent back to where readers had
been at that time, and processes the messages again.
"""

from log import serve
from maelstrom import Node
from shared_log import SharedLog


class Remembering(SharedLog):
    def __init__(self, node):
        super().__init__(node)
        self.known = {}

    async def committed(self, key):
        if key not in self.known:
            self.known[key] = await super().committed(key)
        return self.known[key]


node = Node()
serve(node, Remembering(node))
