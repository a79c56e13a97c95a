"""
Logs that all nodes share, in the service lin-kv: message n of a key is stored under key/n. Whoever stores it there
first has the offset; who comes too late tries the next one. A node that dies leaves no gap, and needs no memory.
"""

import log  # finds the library
from maelstrom import KEY_DOES_NOT_EXIST, PRECONDITION_FAILED, RpcError

BATCH = 20  # messages of a key that one poll returns at most


class SharedLog:
    def __init__(self, node):
        self.node = node
        self.messages = {}  # slot → message; what is stored there never changes
        self.ends = {}  # key → the lowest offset that may be free, as far as this node knows

    async def append(self, key, msg):
        offset = self.ends.get(key, 0)
        while not await self.replace(f"{key}/{offset}", None, msg):  # a slot that exists holds no None
            offset += 1
        self.ends[key] = max(offset + 1, self.ends.get(key, 0))
        return offset

    async def read(self, key, start):
        found = []
        for offset in range(start, start + BATCH):
            slot = f"{key}/{offset}"
            msg = self.messages.get(slot) or await self.get(slot)
            if msg is None:
                break
            self.messages[slot] = msg
            found.append([offset, msg])
        return found

    async def commit(self, key, offset):
        """Raises a number to at least this; it never falls, whoever else is at it."""
        slot = f"committed/{key}"
        while (before := await self.get(slot)) is None or before < offset:
            if await self.replace(slot, before, offset):
                return

    async def committed(self, key):
        return await self.get(f"committed/{key}")

    async def get(self, slot):
        try:
            return (await self.kv({"type": "read", "key": slot}))["value"]
        except RpcError as error:
            if error.code == KEY_DOES_NOT_EXIST:
                return None
            raise

    async def replace(self, slot, before, after):
        """Whether the slot held `before`, and now holds `after`."""
        try:
            await self.kv({"type": "cas", "key": slot, "from": before, "to": after, "create_if_not_exists": True})
            return True
        except RpcError as error:
            if error.code == PRECONDITION_FAILED:
                return False
            raise

    async def increment(self, slot):
        """Returns the number before it was incremented; 0 the first time."""
        while True:
            before = await self.get(slot) or 0
            if await self.replace(slot, before, before + 1):
                return before

    def kv(self, body):
        return self.node.rpc("lin-kv", body)
