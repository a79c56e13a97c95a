#!/usr/bin/env python3
"""
The first node leads: it gives out the offsets, and sends every message to the others.

The bug: those answer polls from what has arrived by then. Where a message overtook another, they take the empty place
for a gap, and the reader never comes back for the one that was late.
"""

from log import Borrowed, MemoryLog, lend, serve
from maelstrom import Node

node = Node()


class Leading(MemoryLog):
    def append(self, key, msg):
        offset = super().append(key, msg)
        for peer in node.peers:
            node.send(peer, {"type": "copy", "key": key, "offset": offset, "msg": msg})
        return offset


own = Leading()
lend(node, own)


@node.on("copy")
def copy(body, src):
    own.put(body["key"], body["offset"], body["msg"])


def leader():
    return own if node.id == node.ids[0] else Borrowed(node, node.ids[0])


class Following:
    def append(self, key, msg):
        return leader().append(key, msg)

    def read(self, key, start):
        return [[offset, msg] for offset, msg in own.read(key, start) if msg is not None]

    def commit(self, key, offset):
        return leader().commit(key, offset)

    def committed(self, key):
        return leader().committed(key)


serve(node, Following())
