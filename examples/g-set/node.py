#!/usr/bin/env python3
"""
A grow-only set: what a node has is written down before it is acknowledged, and told to everyone time and again. To
merge two sets is to unite them, in whatever order, however often.
"""

import json
import os
import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import Node

GOSSIP = 0.2  # seconds

node = Node()
file = open(os.path.join(os.environ.get("MAELSTROM_DATA_DIR", "."), "elements.jsonl"), "a+")
file.seek(0)
elements = {json.loads(line) for line in file}


@node.on("init")
def init(body, src):
    node.every(GOSSIP, gossip)


@node.on("add")
def add(body, src):
    learn({body["element"]})
    return {"type": "add_ok"}


@node.on("merge")
def merge(body, src):
    learn(set(body["elements"]))


@node.on("read")
def read(body, src):
    return {"type": "read_ok", "value": list(elements)}


def learn(candidates):
    fresh = candidates - elements
    # What the kernel has taken outlives the process; only a machine that may lose its power needs fsync as well.
    file.writelines(f"{json.dumps(element)}\n" for element in fresh)
    file.flush()
    elements.update(fresh)


def gossip():
    for peer in node.peers:
        node.send(peer, {"type": "merge", "elements": list(elements)})


node.run()
