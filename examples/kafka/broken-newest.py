#!/usr/bin/env python3
"""
A log for each key, all on one node.

The bug: a poll returns the newest messages, so that who is far behind never gets those between.
"""

from log import MemoryLog, serve
from maelstrom import Node

BATCH = 5  # messages of a key that one poll returns at most


class Newest(MemoryLog):
    def read(self, key, start):
        return super().read(key, start)[-BATCH:]


serve(Node(), Newest())
