#!/usr/bin/env python3
"""
The leader is the first node from which something was heard lately. It has every request carried out, and sends the
others a copy of what changed. When the network parts, each side has a first node.
"""

import sys
import time

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import KEY_DOES_NOT_EXIST, PRECONDITION_FAILED, Node, RpcError

HEARTBEAT = 0.05  # seconds
LATELY = 0.2

node = Node()
store = {}
heard = {}  # node → when it was heard from last


@node.on("init")
def init(body, src):
    for peer in node.peers:
        heard[peer] = time.monotonic()
    node.every(HEARTBEAT, beat)


def beat():
    for peer in node.peers:
        node.send(peer, {"type": "heartbeat"})


@node.on("heartbeat")
def heartbeat(body, src):
    heard[src] = time.monotonic()


@node.on("copy")
def copy(body, src):
    store[body["key"]] = body["value"]


def leader():
    now = time.monotonic()
    return next(id for id in node.ids if id == node.id or now - heard[id] < LATELY)


@node.on("read")
@node.on("write")
@node.on("cas")
async def request(body, src):
    first = leader()
    return carry_out(body) if first == node.id else await node.rpc(first, body, timeout=LATELY)


def carry_out(request):
    type, key = request["type"], request["key"]
    if type == "write":
        return put(key, request["value"], "write_ok")
    if key not in store:
        raise RpcError(KEY_DOES_NOT_EXIST, f"there is no {key}")
    if type == "read":
        return {"type": "read_ok", "value": store[key]}
    if store[key] != request["from"]:
        raise RpcError(PRECONDITION_FAILED, f"{key} is {store[key]}, not {request['from']}")
    return put(key, request["to"], "cas_ok")


def put(key, value, reply):
    store[key] = value
    for peer in node.peers:
        node.send(peer, {"type": "copy", "key": key, "value": value})
    return {"type": reply}


node.run()
