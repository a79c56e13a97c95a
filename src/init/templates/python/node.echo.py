#!/usr/bin/env python3
from maelstrom import Node

node = Node()


# A message {"type": "echo", "echo": …} comes in; what this returns goes back, with the right `in_reply_to`.
@node.on("echo")
def echo(body, src):
    return {"type": "echo_ok", "echo": body["echo"]}


node.run()
