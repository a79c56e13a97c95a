#!/usr/bin/env python3
# __title__. __doc__

from maelstrom import NOT_SUPPORTED, Node, RpcError

node = Node()


# [[each request]]
# __what__
#   request  __request__
#   reply    __reply__
@node.on("__type__")
def handle___type__(body, src):
    raise RpcError(NOT_SUPPORTED, "__todo__")


# [[end]]
node.run()
