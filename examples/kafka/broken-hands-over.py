#!/usr/bin/env python3
"""
Logs that all nodes share, in the service lin-kv: a counter for each key gives out the offsets, and message n of a key
is stored under key/n, by the first node alone.

The bug: the others hand it their messages, and acknowledge them without asking whether they have arrived. In a
partition they do not.
"""

import asyncio

from log import serve
from maelstrom import Node
from shared_log import SharedLog

node = Node()


class HandingOver(SharedLog):
    async def append(self, key, msg):
        offset = await self.increment(f"next/{key}")
        first = node.ids[0]
        if node.id == first:
            await self.store(f"{key}/{offset}", msg)
        else:
            node.send(first, {"type": "store", "slot": f"{key}/{offset}", "msg": msg})
        return offset

    async def store(self, slot, msg):
        await self.kv({"type": "write", "key": slot, "value": msg})

    async def read(self, key, start):
        end = await self.get(f"next/{key}") or 0
        found = await asyncio.gather(*(self.get(f"{key}/{offset}") for offset in range(start, end)))
        return [[start + i, msg] for i, msg in enumerate(found) if msg is not None]


log = HandingOver(node)


@node.on("store")
async def store(body, src):
    await log.store(body["slot"], body["msg"])


serve(node, log)
