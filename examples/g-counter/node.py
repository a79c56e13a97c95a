#!/usr/bin/env python3
"""
A grow-only counter: every node counts what was added at itself, and knows the counts of the others by hearsay. A count
only grows, so the larger of two is the newer one; the value is their sum.

A node writes its own count down before it acknowledges, so that it survives a restart; those of the others it is told.
"""

import os
import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import Node

GOSSIP = 0.1  # seconds

node = Node()
path = os.path.join(os.environ.get("MAELSTROM_DATA_DIR", "."), "count")
counts = {}  # node → what was added there


@node.on("init")
def init(body, src):
    if os.path.exists(path):
        with open(path) as file:
            counts[node.id] = int(file.read())
    node.every(GOSSIP, gossip)


@node.on("add")
def add(body, src):
    counts[node.id] = counts.get(node.id, 0) + body["delta"]
    save(counts[node.id])
    return {"type": "add_ok"}


@node.on("merge")
def merge(body, src):
    for id, count in body["counts"].items():
        counts[id] = max(counts.get(id, 0), count)


@node.on("read")
def read(body, src):
    return {"type": "read_ok", "value": sum(counts.values())}


def save(count):
    """Leaves the old file or the new one, whenever the node is killed, and never half of one."""
    with open(f"{path}.new", "w") as file:
        file.write(str(count))
    os.replace(f"{path}.new", path)


def gossip():
    for peer in node.peers:
        node.send(peer, {"type": "merge", "counts": counts})


node.run()
