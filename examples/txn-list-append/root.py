#!/usr/bin/env python3
"""
All lists are one value, the root, under one key of the service lin-kv. A transaction reads it, makes a new one, and puts
it in the place of the old one, unless somebody else was faster: then nothing has happened.
"""

import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import KEY_DOES_NOT_EXIST, PRECONDITION_FAILED, TXN_CONFLICT, Node, RpcError

node = Node()


async def read():
    try:
        return (await node.rpc("lin-kv", {"type": "read", "key": "root"}))["value"]
    except RpcError as error:
        if error.code == KEY_DOES_NOT_EXIST:
            return {}
        raise


async def replace(before, after):
    request = {"type": "cas", "key": "root", "from": before, "to": after, "create_if_not_exists": True}
    try:
        await node.rpc("lin-kv", request)
    except RpcError as error:
        if error.code == PRECONDITION_FAILED:
            raise RpcError(TXN_CONFLICT, "another transaction was faster") from None
        raise


@node.on("txn")
async def txn(body, src):
    before = await read()
    after = dict(before)
    done = []
    for f, key, value in body["txn"]:
        name = str(key)  # a JSON object has no other keys
        if f == "append":
            after[name] = [*after.get(name, []), value]
        done.append([f, key, value if f == "append" else after.get(name)])
    if after != before:  # whoever only reads has seen one state of the store, and may leave it at that
        await replace(before, after)
    return {"type": "txn_ok", "txn": done}


node.run()
