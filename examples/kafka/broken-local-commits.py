#!/usr/bin/env python3
"""
The first node leads: it has all the logs, and the others ask it.

The bug: a commit is kept by the node that was told. Who asks another node is sent back to where that one has last
heard of, and processes the messages again.
"""

from log import Borrowed, MemoryLog, lend, serve
from maelstrom import Node

node = Node()
own = MemoryLog()
lend(node, own)


def leader():
    return own if node.id == node.ids[0] else Borrowed(node, node.ids[0])


class Following:
    def append(self, key, msg):
        return leader().append(key, msg)

    def read(self, key, start):
        return leader().read(key, start)

    def commit(self, key, offset):
        return own.commit(key, offset)

    def committed(self, key):
        return own.committed(key)


serve(node, Following())
