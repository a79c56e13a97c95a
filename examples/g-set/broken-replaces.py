#!/usr/bin/env python3
"""Takes the longer of two sets for the newer one, and so throws away what only the shorter one had."""

import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import Node

node = Node()
elements = []


@node.on("init")
def init(body, src):
    node.every(0.1, gossip)


@node.on("add")
def add(body, src):
    elements.append(body["element"])
    return {"type": "add_ok"}


@node.on("merge")
def merge(body, src):
    if len(body["elements"]) > len(elements):
        elements[:] = body["elements"]


@node.on("read")
def read(body, src):
    return {"type": "read_ok", "value": elements}


def gossip():
    for peer in node.peers:
        node.send(peer, {"type": "merge", "elements": elements})


node.run()
