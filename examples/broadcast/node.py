#!/usr/bin/env python3
"""
Tells every neighbour, again and again until it has acknowledged. While one request to a neighbour is under way
everything new for it gathers, and goes out with the next one.
"""

import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import Node, RpcError

RETRY = 0.3  # seconds; longer than a round trip

node = Node()
seen = set()
unacknowledged = {}  # neighbour → the messages that it may not know yet
busy = set()  # neighbours to which a request is under way


@node.on("topology")
def topology(body, src):
    for neighbour in body["topology"][node.id]:
        unacknowledged[neighbour] = set()
    return {"type": "topology_ok"}


@node.on("broadcast")
def broadcast(body, src):
    learn({body["message"]}, src)
    return {"type": "broadcast_ok"}


@node.on("gossip")
def gossip(body, src):
    learn(set(body["messages"]), src)
    return {"type": "gossip_ok"}


@node.on("read")
def read(body, src):
    return {"type": "read_ok", "messages": list(seen)}


def learn(messages, origin):
    fresh = messages - seen
    seen.update(fresh)
    for neighbour, pending in unacknowledged.items():
        if neighbour != origin:
            pending |= fresh
            if neighbour not in busy:
                node.spawn(tell(neighbour, pending))


async def tell(neighbour, pending):
    busy.add(neighbour)
    while pending:
        messages = list(pending)
        try:
            await node.rpc(neighbour, {"type": "gossip", "messages": messages}, RETRY)
            pending.difference_update(messages)
        except RpcError:
            pass  # lost, or late: it stays in `pending`
    busy.discard(neighbour)


node.run()
