#!/usr/bin/env python3
"""
All lists are one value, the root, under one key of the service lin-kv, as in root.py.

The bug: the new root is written, whatever is there by now. Two transactions that read the same root both commit, and the
one that writes last undoes the other.
"""

import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import KEY_DOES_NOT_EXIST, Node, RpcError

node = Node()


async def read():
    try:
        return (await node.rpc("lin-kv", {"type": "read", "key": "root"}))["value"]
    except RpcError as error:
        if error.code == KEY_DOES_NOT_EXIST:
            return {}
        raise


@node.on("txn")
async def txn(body, src):
    root = await read()
    done = []
    for f, key, value in body["txn"]:
        name = str(key)
        if f == "append":
            root[name] = [*root.get(name, []), value]
        done.append([f, key, value if f == "append" else root.get(name)])
    if any(f == "append" for f, _, _ in done):
        await node.rpc("lin-kv", {"type": "write", "key": "root", "value": root})
    return {"type": "txn_ok", "txn": done}


node.run()
