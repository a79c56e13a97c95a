#!/usr/bin/env python3
"""A log for each key, all on one node: the offset of a message is its place in a list."""

import sys
from collections import defaultdict

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import Node

node = Node()
logs = defaultdict(list)  # key → messages
committed = {}  # key → offset


@node.on("send")
def send(body, src):
    log = logs[body["key"]]
    log.append(body["msg"])
    return {"type": "send_ok", "offset": len(log) - 1}


@node.on("poll")
def poll(body, src):
    msgs = {
        key: [[start + i, msg] for i, msg in enumerate(logs[key][start:])]
        for key, start in body["offsets"].items()
    }
    return {"type": "poll_ok", "msgs": msgs}


@node.on("commit_offsets")
def commit(body, src):
    for key, offset in body["offsets"].items():
        committed[key] = max(committed.get(key, 0), offset)
    return {"type": "commit_offsets_ok"}


@node.on("list_committed_offsets")
def list_committed(body, src):
    offsets = {key: committed[key] for key in body["keys"] if key in committed}
    return {"type": "list_committed_offsets_ok", "offsets": offsets}


node.run()
