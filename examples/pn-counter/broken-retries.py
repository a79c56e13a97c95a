#!/usr/bin/env python3
"""
Sends every delta to all other nodes, and sends it again when no acknowledgement has come. The delta may have arrived
all the same, with only the acknowledgement lost: then it is counted twice.
"""

import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import Node, RpcError

node = Node()
value = 0


@node.on("add")
def add(body, src):
    apply(body["delta"])
    for peer in node.peers:
        node.spawn(tell(peer, body["delta"]))
    return {"type": "add_ok"}


@node.on("apply")
def applied(body, src):
    apply(body["delta"])
    return {"type": "apply_ok"}


@node.on("read")
def read(body, src):
    return {"type": "read_ok", "value": value}


def apply(delta):
    global value
    value += delta


async def tell(peer, delta):
    while True:
        try:
            return await node.rpc(peer, {"type": "apply", "delta": delta}, timeout=0.2)
        except RpcError:
            pass


node.run()
