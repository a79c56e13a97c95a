#!/usr/bin/env python3
"""
An id is node, incarnation, counter. The counter starts anew when a node is killed and restarted, so how often the node
has started is written down, once for each start.
"""

import itertools
import os
import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import Node


def next_incarnation(path):
    """A number that no earlier start of this node has got. The file has one byte for each of them."""
    with open(path, "ab") as file:
        file.write(b".")
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


node = Node()
incarnation = next_incarnation(os.path.join(os.environ.get("MAELSTROM_DATA_DIR", "."), "incarnation"))
counter = itertools.count()


@node.on("generate")
def generate(body, src):
    return {"type": "generate_ok", "id": f"{node.id}-{incarnation}-{next(counter)}"}


node.run()
