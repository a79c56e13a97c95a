#!/usr/bin/env python3
"""Logs that all nodes share, in the service lin-kv."""

from log import serve
from maelstrom import Node
from shared_log import SharedLog

node = Node()
serve(node, SharedLog(node))
