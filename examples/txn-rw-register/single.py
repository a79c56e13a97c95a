#!/usr/bin/env python3
"""Registers in the memory of one node. A handler that awaits nothing is interrupted by nobody: transactions are serial."""

import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import Node

node = Node()
registers = {}


@node.on("txn")
def txn(body, src):
    return {"type": "txn_ok", "txn": [carry_out(*step) for step in body["txn"]]}


def carry_out(f, key, value):
    if f == "w":
        registers[key] = value
    return [f, key, registers.get(key)]


node.run()
