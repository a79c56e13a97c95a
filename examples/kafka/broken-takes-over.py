#!/usr/bin/env python3
"""
The first node leads: it gives out the offsets. The others pass requests on, and keep a copy of what they have seen.

The bug: a node that cannot reach the leader takes its place, and goes on with its copy. When the leader is there again,
its log counts: what was acknowledged meanwhile is gone, and its offsets are given to other messages.
"""

import sys
from collections import defaultdict

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import Node, RpcError

PATIENCE = 0.15  # seconds

node = Node()
logs = defaultdict(dict)  # key → offset → message
committed = {}  # key → offset


def append(key, msg):
    offset = max(logs[key], default=-1) + 1
    logs[key][offset] = msg
    return offset


def read(key, start):
    return [[offset, logs[key][offset]] for offset in sorted(logs[key]) if offset >= start]


async def ask_leader(body):
    """What the leader answers, or None if this node has to do."""
    leader = node.ids[0]
    if node.id == leader:
        return None
    try:
        return await node.rpc(leader, {k: v for k, v in body.items() if k != "msg_id"}, PATIENCE)
    except RpcError:
        return None


def without_envelope(reply):
    return {k: v for k, v in reply.items() if k not in ("msg_id", "in_reply_to")}


@node.on("send")
async def send(body, src):
    reply = await ask_leader(body)
    if reply:
        return without_envelope(reply)
    offset = append(body["key"], body["msg"])
    if node.id == node.ids[0]:
        for peer in node.peers:
            node.send(peer, {"type": "copy", "key": body["key"], "offset": offset, "msg": body["msg"]})
    return {"type": "send_ok", "offset": offset}


@node.on("copy")
def copy(body, src):
    logs[body["key"]][body["offset"]] = body["msg"]


@node.on("poll")
async def poll(body, src):
    reply = await ask_leader(body)
    if reply:
        return without_envelope(reply)
    return {"type": "poll_ok", "msgs": {key: read(key, start) for key, start in body["offsets"].items()}}


@node.on("commit_offsets")
async def commit(body, src):
    reply = await ask_leader(body)
    if reply:
        return without_envelope(reply)
    for key, offset in body["offsets"].items():
        committed[key] = max(committed.get(key, 0), offset)
    return {"type": "commit_offsets_ok"}


@node.on("list_committed_offsets")
async def list_committed(body, src):
    reply = await ask_leader(body)
    if reply:
        return without_envelope(reply)
    offsets = {key: committed[key] for key in body["keys"] if key in committed}
    return {"type": "list_committed_offsets_ok", "offsets": offsets}


node.run()
