#!/usr/bin/env python3
"""
Logs that all nodes share, in the service lin-kv: the messages of a key are a list.

The bug: `send` reads the list, appends to it, and writes it back. Two nodes that do so at once read the same list, and
give out the same offset: the message of the slower one takes the place of the other, which had been acknowledged.
"""

import sys

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import KEY_DOES_NOT_EXIST, Node, RpcError

node = Node()


async def get(key, default):
    try:
        return (await node.rpc("lin-kv", {"type": "read", "key": key}))["value"]
    except RpcError as error:
        if error.code == KEY_DOES_NOT_EXIST:
            return default
        raise


async def put(key, value):
    await node.rpc("lin-kv", {"type": "write", "key": key, "value": value})


@node.on("send")
async def send(body, src):
    log = await get(f"log/{body['key']}", [])
    await put(f"log/{body['key']}", [*log, body["msg"]])
    return {"type": "send_ok", "offset": len(log)}


@node.on("poll")
async def poll(body, src):
    msgs = {}
    for key, start in body["offsets"].items():
        log = await get(f"log/{key}", [])
        msgs[key] = [[start + i, msg] for i, msg in enumerate(log[start:])]
    return {"type": "poll_ok", "msgs": msgs}


@node.on("commit_offsets")
async def commit(body, src):
    for key, offset in body["offsets"].items():
        await put(f"committed/{key}", offset)
    return {"type": "commit_offsets_ok"}


@node.on("list_committed_offsets")
async def list_committed(body, src):
    offsets = {key: await get(f"committed/{key}", None) for key in body["keys"]}
    known = {key: offset for key, offset in offsets.items() if offset is not None}
    return {"type": "list_committed_offsets_ok", "offsets": known}


node.run()
