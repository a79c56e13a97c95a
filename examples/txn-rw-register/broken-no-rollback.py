#!/usr/bin/env python3
"""
Registers on the disk of one node. A transaction locks what it touches, and gives up when it finds something locked.

The bug: what it has written by then stays, although it was aborted, and others read it.
"""

import asyncio
import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import TXN_CONFLICT, Node, RpcError

node = Node()
registers = {}
locks = set()


@node.on("txn")
async def txn(body, src):
    own = set()
    done = []
    try:
        for f, key, value in body["txn"]:
            if key in locks - own:
                raise RpcError(TXN_CONFLICT, f"another transaction is at {key}")
            own.add(key)
            locks.add(key)
            if f == "w":
                registers[key] = value
                await asyncio.sleep(0.002)  # the disk takes its time
            done.append([f, key, registers.get(key)])
    finally:
        locks.difference_update(own)
    return {"type": "txn_ok", "txn": done}


node.run()
