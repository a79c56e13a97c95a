"""
All that a node in Python needs: it reads messages from stdin, calls the handler of their type, and writes what the
handler returns to stdout as the reply. Everything runs on one asyncio loop, so a handler is interrupted by nothing
but its own `await`s.
"""

import asyncio
import inspect
import json
import random
import sys
import traceback

# The error codes of the protocol that a node has a use for.
TIMEOUT = 0
NOT_SUPPORTED = 10
TEMPORARILY_UNAVAILABLE = 11
CRASH = 13
ABORT = 14
KEY_DOES_NOT_EXIST = 20
PRECONDITION_FAILED = 22
TXN_CONFLICT = 30


class RpcError(Exception):
    """Raise it in a handler to answer with an error body; `rpc` raises it when an error body is what comes back."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Node:
    def __init__(self):
        self.id = None  # this node's id, and those of all nodes; known from `init` on
        self.ids = []
        self._handlers = {}
        self._waiting = {}
        self._tasks = set()
        # Not from 1: a node that was killed and restarted must not take a late reply to its former self for its own.
        self._next_msg_id = random.randrange(2**40)

    @property
    def peers(self):
        """All other nodes."""
        return [id for id in self.ids if id != self.id]

    def on(self, type):
        """Decorates the handler of a type of message: `handler(body, src)` returns the body of the reply, or None."""

        def register(handler):
            self._handlers[type] = handler
            return handler

        return register

    def send(self, dest, body):
        """Sends a body and forgets about it."""
        sys.stdout.write(json.dumps({"src": self.id, "dest": dest, "body": body}) + "\n")
        sys.stdout.flush()

    async def rpc(self, dest, body, timeout=1.0):
        """Sends a request and returns the body of the reply. Raises RpcError, after `timeout` seconds with code 0."""
        msg_id = self._next_msg_id
        self._next_msg_id += 1
        self._waiting[msg_id] = asyncio.get_running_loop().create_future()
        self.send(dest, {**body, "msg_id": msg_id})
        try:
            reply = await asyncio.wait_for(self._waiting[msg_id], timeout)
        except asyncio.TimeoutError:
            raise RpcError(TIMEOUT, f"{dest} did not answer {body['type']} within {timeout} s") from None
        finally:
            del self._waiting[msg_id]
        if reply["type"] == "error":
            raise RpcError(reply["code"], reply.get("text", ""))
        return reply

    def spawn(self, coroutine):
        """Runs a coroutine in the background."""
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)  # the loop itself keeps only a weak reference
        task.add_done_callback(self._tasks.discard)
        return task

    def every(self, seconds, action):
        """Calls `action()` again and again."""

        async def repeat():
            while True:
                await asyncio.sleep(seconds)
                action()

        return self.spawn(repeat())

    def run(self):
        """Serves messages until stdin ends."""
        asyncio.run(self._serve())

    async def _serve(self):
        lines = asyncio.StreamReader(limit=2**26)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        while line := await lines.readline():
            self._receive(json.loads(line))

    def _receive(self, message):
        src, body = message["src"], message["body"]
        if "in_reply_to" in body:
            waiting = self._waiting.get(body["in_reply_to"])
            if waiting and not waiting.done():
                waiting.set_result(body)
            return
        try:
            reply = self._handle(body, src)
        except Exception as error:
            self._reply_error(src, body, error)
        else:
            if inspect.isawaitable(reply):
                self.spawn(self._reply_later(src, body, reply))
            else:
                self._reply(src, body, reply)

    def _handle(self, body, src):
        handler = self._handlers.get(body["type"])
        if body["type"] == "init":
            self.id, self.ids = body["node_id"], body["node_ids"]
            if handler:
                handler(body, src)
            return {"type": "init_ok"}
        if not handler:
            raise RpcError(NOT_SUPPORTED, f"{self.id} does not know {body['type']}")
        return handler(body, src)

    async def _reply_later(self, src, body, reply):
        try:
            self._reply(src, body, await reply)
        except Exception as error:
            self._reply_error(src, body, error)

    def _reply(self, src, body, reply):
        if reply is not None:
            self.send(src, {**reply, "in_reply_to": body.get("msg_id")})

    def _reply_error(self, src, body, error):
        if not isinstance(error, RpcError):
            traceback.print_exception(type(error), error, error.__traceback__)
        code = getattr(error, "code", CRASH)
        self.send(src, {"type": "error", "code": code, "text": str(error), "in_reply_to": body.get("msg_id")})
