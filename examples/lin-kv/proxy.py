#!/usr/bin/env python3
"""Passes every request on to the service lin-kv, and its answer back, errors included."""

import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import Node

node = Node()


@node.on("read")
@node.on("write")
@node.on("cas")
async def forward(body, src):
    return await node.rpc("lin-kv", body)


node.run()
