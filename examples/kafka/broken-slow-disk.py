#!/usr/bin/env python3
"""
A log for each key, all on one node.

The bug: the disk takes its time, and until it is done the log is as long as before. A second message takes the same
offset, and the place of the first one, which was acknowledged as well.
"""

import asyncio

from log import MemoryLog, serve
from maelstrom import Node


class OnDisk(MemoryLog):
    async def append(self, key, msg):
        offset = len(self.messages[key])
        await asyncio.sleep(0.005)
        self.put(key, offset, msg)
        return offset


serve(Node(), OnDisk())
