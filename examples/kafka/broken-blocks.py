#!/usr/bin/env python3
"""
Logs that all nodes share, in the service lin-kv: message n of a key is stored under key/n. To ask less often, a node
takes ten offsets of a key at once.

The bug: it uses them up one by one, while others use theirs. A poll finds the empty slots, takes them for gaps, and
goes on to the messages behind them; the reader never comes back for those that are stored there later.
"""

import asyncio
from collections import defaultdict

from log import serve
from maelstrom import Node
from shared_log import SharedLog

BLOCK = 10


class Blocks(SharedLog):
    def __init__(self, node):
        super().__init__(node)
        self.free = defaultdict(list)  # key → offsets

    async def append(self, key, msg):
        while not self.free[key]:
            start = BLOCK * await self.increment(f"blocks/{key}")
            self.free[key] += range(start, start + BLOCK)
        offset = self.free[key].pop(0)
        await self.kv({"type": "write", "key": f"{key}/{offset}", "value": msg})
        return offset

    async def read(self, key, start):
        end = BLOCK * (await self.get(f"blocks/{key}") or 0)
        found = await asyncio.gather(*(self.get(f"{key}/{offset}") for offset in range(start, end)))
        return [[start + i, msg] for i, msg in enumerate(found) if msg is not None]


node = Node()
serve(node, Blocks(node))
