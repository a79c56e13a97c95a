#!/usr/bin/env python3
"""
The first node leads: it gives out the offsets, and sends every message to the others.

The bug: a node that cannot reach the leader takes its place, and goes on with its copy. When the leader is there
again, its log counts: what was acknowledged meanwhile is gone, and its offsets are given to other messages.
"""

from log import Borrowed, MemoryLog, lend, serve
from maelstrom import Node, RpcError

PATIENCE = 0.15  # seconds

node = Node()


class Leading(MemoryLog):
    def append(self, key, msg):
        offset = super().append(key, msg)
        if node.id == node.ids[0]:
            for peer in node.peers:
                node.send(peer, {"type": "copy", "key": key, "offset": offset, "msg": msg})
        return offset


own = Leading()
lend(node, own)


@node.on("copy")
def copy(body, src):
    own.put(body["key"], body["offset"], body["msg"])


async def ask(what, *rest):
    if node.id != node.ids[0]:
        try:
            return await getattr(Borrowed(node, node.ids[0], PATIENCE), what)(*rest)
        except RpcError:
            pass
    return getattr(own, what)(*rest)


class TakingOver:
    def append(self, key, msg):
        return ask("append", key, msg)

    async def read(self, key, start):
        return [[offset, msg] for offset, msg in await ask("read", key, start) if msg is not None]  # copies have holes

    def commit(self, key, offset):
        return ask("commit", key, offset)

    def committed(self, key):
        return ask("committed", key)


serve(node, TakingOver())
