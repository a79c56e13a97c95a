#!/usr/bin/env python3
"""Lists in the memory of one node. A handler that awaits nothing is interrupted by nobody: transactions are serial."""

import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import Node

node = Node()
lists = {}


@node.on("txn")
def txn(body, src):
    return {"type": "txn_ok", "txn": [carry_out(*step) for step in body["txn"]]}


def carry_out(f, key, value):
    if f == "r":
        return ["r", key, list(lists[key]) if key in lists else None]
    lists.setdefault(key, []).append(value)
    return ["append", key, value]


node.run()
