#!/usr/bin/env python3
"""
A counter on the service lin-kv: one key, a compare-and-set, and another try when somebody else was faster. No node
keeps anything, so a partition between them changes nothing, and neither does a restart.
"""

import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import KEY_DOES_NOT_EXIST, PRECONDITION_FAILED, Node, RpcError

node = Node()


@node.on("add")
async def add(body, src):
    while True:
        value = await current()
        try:
            await node.rpc("lin-kv", {
                "type": "cas",
                "key": "counter",
                "from": value,
                "to": value + body["delta"],
                "create_if_not_exists": True,
            })
            return {"type": "add_ok"}
        except RpcError as error:
            if error.code != PRECONDITION_FAILED:
                raise  # after a timeout nobody knows whether it was added, so it must not be tried again


@node.on("read")
async def read(body, src):
    return {"type": "read_ok", "value": await current()}


async def current():
    try:
        return (await node.rpc("lin-kv", {"type": "read", "key": "counter"}))["value"]
    except RpcError as error:
        if error.code != KEY_DOES_NOT_EXIST:
            raise
        return 0


node.run()
