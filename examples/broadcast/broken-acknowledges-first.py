#!/usr/bin/env python3
"""
Repeats what is unacknowledged every 200 ms, which is right. But it keeps one list of what to repeat for all
neighbours, and takes a message off that list as soon as the first of them has acknowledged it.
"""

import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import Node

node = Node()
neighbours = []
seen = set()
unacknowledged = set()


@node.on("init")
def init(body, src):
    node.every(0.2, repeat)


@node.on("topology")
def topology(body, src):
    neighbours.extend(body["topology"][node.id])
    return {"type": "topology_ok"}


@node.on("broadcast")
def broadcast(body, src):
    learn({body["message"]})
    return {"type": "broadcast_ok"}


@node.on("gossip")
def gossip(body, src):
    learn(set(body["messages"]))
    node.send(src, {"type": "gossiped", "messages": body["messages"]})


@node.on("gossiped")
def gossiped(body, src):
    unacknowledged.difference_update(body["messages"])


@node.on("read")
def read(body, src):
    return {"type": "read_ok", "messages": list(seen)}


def learn(messages):
    unacknowledged.update(messages - seen)
    seen.update(messages)


def repeat():
    for neighbour in neighbours:
        if unacknowledged:
            node.send(neighbour, {"type": "gossip", "messages": list(unacknowledged)})


node.run()
