#!/usr/bin/env python3
"""
One key in seq-kv for all nodes, read and then written. Whatever another node writes in between is overwritten: it takes
a compare-and-set, and another try when that fails.
"""

import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import KEY_DOES_NOT_EXIST, Node, RpcError

node = Node()


@node.on("add")
async def add(body, src):
    value = await current()
    await node.rpc("seq-kv", {"type": "write", "key": "counter", "value": value + body["delta"]})
    return {"type": "add_ok"}


@node.on("read")
async def read(body, src):
    return {"type": "read_ok", "value": await current()}


async def current():
    try:
        return (await node.rpc("seq-kv", {"type": "read", "key": "counter"}))["value"]
    except RpcError as error:
        if error.code != KEY_DOES_NOT_EXIST:
            raise
        return 0


node.run()
