#!/usr/bin/env python3
"""A node's id and a counter: right until the node is restarted, when the counter starts anew."""

import itertools
import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import Node

node = Node()
counter = itertools.count()


@node.on("generate")
def generate(body, src):
    return {"type": "generate_ok", "id": f"{node.id}-{next(counter)}"}


node.run()
