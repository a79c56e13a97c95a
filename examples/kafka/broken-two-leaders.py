#!/usr/bin/env python3
"""
Each key has a leader: the one node that gives out its offsets and keeps its messages.

The bug: a node counts itself first. No two of them agree on who leads a key, and each of its leaders gives out its
offsets from the beginning.
"""

from log import Borrowed, MemoryLog, lend, serve
from maelstrom import Node

node = Node()
own = MemoryLog()
lend(node, own)


def log_of(key):
    leader = [node.id, *node.peers][len(key) % len(node.ids)]
    return own if leader == node.id else Borrowed(node, leader)


class Leaders:
    def append(self, key, msg):
        return log_of(key).append(key, msg)

    def read(self, key, start):
        return log_of(key).read(key, start)

    def commit(self, key, offset):
        return log_of(key).commit(key, offset)

    def committed(self, key):
        return log_of(key).committed(key)


serve(node, Leaders())
