#!/usr/bin/env python3
"""A compare-and-set made of a read and a write. Between the two there is time for somebody else's."""

import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import PRECONDITION_FAILED, Node, RpcError

node = Node()


@node.on("read")
@node.on("write")
async def forward(body, src):
    return await node.rpc("lin-kv", body)


@node.on("cas")
async def cas(body, src):
    value = (await node.rpc("lin-kv", {"type": "read", "key": body["key"]}))["value"]
    if value != body["from"]:
        raise RpcError(PRECONDITION_FAILED, f"{body['key']} is {value}, not {body['from']}")
    await node.rpc("lin-kv", {"type": "write", "key": body["key"], "value": body["to"]})
    return {"type": "cas_ok"}


node.run()
