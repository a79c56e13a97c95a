#!/usr/bin/env python3
"""The whole protocol in one page: a line of JSON in, a line of JSON out."""

import json
import sys

node_id = None


def reply(request, body):
    body["in_reply_to"] = request["body"]["msg_id"]
    print(json.dumps({"src": node_id, "dest": request["src"], "body": body}), flush=True)


for line in sys.stdin:
    request = json.loads(line)
    body = request["body"]
    if body["type"] == "init":
        node_id = body["node_id"]
        reply(request, {"type": "init_ok"})
    elif body["type"] == "echo":
        reply(request, {"type": "echo_ok", "echo": body["echo"]})
