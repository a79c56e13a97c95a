"""
What the logs of this folder share. A log has `append(key, msg)` → offset, `read(key, start)` → [[offset, msg], …],
`commit(key, offset)`, and `committed(key)` → offset or None; each of these may be a coroutine.
"""

import asyncio
import inspect
import sys
from collections import defaultdict

sys.path.append(f"{sys.path[0]}/../lib")


async def settled(value):
    return await value if inspect.isawaitable(value) else value


def serve(node, log):
    """Serves the requests of the workload from a log."""

    async def each(keys, ask):
        return dict(zip(keys, await asyncio.gather(*(settled(ask(key)) for key in keys))))

    @node.on("send")
    async def send(body, src):
        return {"type": "send_ok", "offset": await settled(log.append(body["key"], body["msg"]))}

    @node.on("poll")
    async def poll(body, src):
        offsets = body["offsets"]
        return {"type": "poll_ok", "msgs": await each(offsets, lambda key: log.read(key, offsets[key]))}

    @node.on("commit_offsets")
    async def commit(body, src):
        offsets = body["offsets"]
        await each(offsets, lambda key: log.commit(key, offsets[key]))
        return {"type": "commit_offsets_ok"}

    @node.on("list_committed_offsets")
    async def list_committed(body, src):
        offsets = await each(body["keys"], log.committed)
        known = {key: offset for key, offset in offsets.items() if offset is not None}
        return {"type": "list_committed_offsets_ok", "offsets": known}

    node.run()


class MemoryLog:
    """Logs in the memory of one node: the offset of a message is its place in a list."""

    def __init__(self):
        self.messages = defaultdict(list)  # key → messages; None where there is none yet
        self.commits = {}  # key → offset

    def append(self, key, msg):
        offset = len(self.messages[key])
        self.put(key, offset, msg)
        return offset

    def put(self, key, offset, msg):
        """Puts a message where it belongs, also before those that come first are there."""
        log = self.messages[key]
        log.extend([None] * (offset + 1 - len(log)))
        log[offset] = msg

    def read(self, key, start):
        return [[start + i, msg] for i, msg in enumerate(self.messages[key][start:])]

    def commit(self, key, offset):
        self.commits[key] = max(self.commits.get(key, 0), offset)

    def committed(self, key):
        return self.commits.get(key)


OPERATIONS = ["append", "read", "commit", "committed"]


def lend(node, log):
    """Answers what other nodes ask of a log of this node."""

    def answer(what):
        node.on(what)(lambda body, src: {"type": f"{what}_ok", "result": getattr(log, what)(*body["rest"])})

    for what in OPERATIONS:
        answer(what)


class Borrowed:
    """The log of another node; it may not answer in time."""

    def __init__(self, node, id, timeout=1.0):
        self.node, self.id, self.timeout = node, id, timeout

    def __getattr__(self, what):
        if what not in OPERATIONS:
            raise AttributeError(what)

        async def ask(*rest):
            return (await self.node.rpc(self.id, {"type": what, "rest": rest}, self.timeout))["result"]

        return ask
