#!/usr/bin/env python3
"""
A key-value store on Raft, as in Figure 2 of "In Search of an Understandable Consensus Algorithm" (Ongaro and Ousterhout,
2014), without snapshots and changes of membership. Every request, reads included, goes through the log; whoever gets one
has it carried out by the leader, and tries again for as long as its client is still waiting.
"""

import asyncio
import json
import os
import random
import sys
import time

sys.path.append(f"{sys.path[0]}/../lib")
from maelstrom import KEY_DOES_NOT_EXIST, PRECONDITION_FAILED, TEMPORARILY_UNAVAILABLE, TIMEOUT, Node, RpcError

# All in seconds.
HEARTBEAT = 0.05
ELECTION = (0.15, 0.3)  # without a heartbeat until a follower stands for election
PATIENCE = 0.9  # a client waits for a second at least
ATTEMPT = 0.3

node = Node()


class DurableState:
    """
    What a server must not forget: its term, its vote in that term, and its log. It is kept in memory, and in a file that
    is only ever appended to. Whatever a method changes is on disk when it returns.
    """

    def __init__(self, path):
        self.term = 0
        self.vote = None
        self.log = [{"term": 0, "command": None}]  # an entry that all logs share, so that every real one has a predecessor
        self.file = open(path, "a+b")
        self.file.seek(0)
        end = 0
        for line in self.file:
            if not line.endswith(b"\n"):
                break  # cut short by a crash: it was never relied upon
            end += len(line)
            self.replay(json.loads(line))
        self.file.truncate(end)

    @property
    def last_index(self):
        return len(self.log) - 1

    def set_term(self, term, vote):
        if (term, vote) != (self.term, self.vote):
            self.write([{"term": term, "vote": vote}])

    def append(self, index, entries):
        """Puts entries at `index` and behind it, in place of all that was there."""
        if entries:
            self.write([{"index": index + i, "entry": entry} for i, entry in enumerate(entries)])

    def write(self, lines):
        self.file.write(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
        self.file.flush()
        os.fsync(self.file.fileno())
        for line in lines:
            self.replay(line)

    def replay(self, line):
        if "entry" in line:
            self.log[line["index"] :] = [line["entry"]]
        else:
            self.term, self.vote = line["term"], line["vote"]


class Store:
    """The state machine. A request is carried out once, however often it was proposed."""

    def __init__(self):
        self.values = {}
        self.replies = {}

    def apply(self, command):
        name = command["name"]
        if name not in self.replies:
            self.replies[name] = self.carry_out(command["request"])
        return self.replies[name]

    def carry_out(self, request):
        type, key = request["type"], request["key"]
        if type == "write":
            self.values[key] = request["value"]
            return {"type": "write_ok"}
        if key not in self.values:
            return {"type": "error", "code": KEY_DOES_NOT_EXIST, "text": f"there is no {key}"}
        value = self.values[key]
        if type == "read":
            return {"type": "read_ok", "value": value}
        if value != request["from"]:
            return {"type": "error", "code": PRECONDITION_FAILED, "text": f"{key} is {value}, not {request['from']}"}
        self.values[key] = request["to"]
        return {"type": "cas_ok"}


class Raft:
    def __init__(self, state, apply):
        self.state = state
        self.apply = apply
        self.role = "follower"
        self.leader = None  # of the current term, as far as this node knows
        self.commit_index = 0
        self.last_applied = 0
        self.votes = set()
        self.next = {}  # for each peer: which entry to send next,
        self.match = {}  # and up to where its log is known to equal ours
        self.proposals = {}  # commands proposed here, by index, that wait to be applied
        self.election = None

    def start(self):
        self.await_election()
        node.every(HEARTBEAT, self.replicate)

    def propose(self, command):
        """Appends a command at the leader. The future has its result once a majority has it, or fails with a timeout."""
        if self.role != "leader":
            raise RpcError(TEMPORARILY_UNAVAILABLE, f"{node.id} does not lead")
        future = self.proposals[self.state.last_index + 1] = asyncio.get_running_loop().create_future()
        self.append(command)
        return future

    @property
    def majority(self):
        return len(node.ids) // 2 + 1

    # --- Elections ---

    def await_election(self):
        if self.election:
            self.election.cancel()
        self.election = asyncio.get_running_loop().call_later(random.uniform(*ELECTION), self.stand_for_election)

    def stand_for_election(self):
        self.role, self.leader, self.votes = "candidate", None, {node.id}
        self.state.set_term(self.state.term + 1, node.id)
        self.await_election()
        for peer in node.peers:
            node.send(peer, {
                "type": "request_vote",
                "term": self.state.term,
                "last_index": self.state.last_index,
                "last_term": self.state.log[-1]["term"],
            })
        self.count_votes()

    def on_request_vote(self, body, candidate):
        self.observe(body["term"])
        state = self.state
        up_to_date = (body["last_term"], body["last_index"]) >= (state.log[-1]["term"], state.last_index)
        granted = body["term"] == state.term and up_to_date and state.vote in (None, candidate)
        if granted:
            state.set_term(state.term, candidate)
            self.await_election()
        node.send(candidate, {"type": "vote", "term": state.term, "granted": granted})

    def on_vote(self, body, voter):
        self.observe(body["term"])
        if self.role == "candidate" and body["term"] == self.state.term and body["granted"]:
            self.votes.add(voter)
            self.count_votes()

    def count_votes(self):
        if len(self.votes) >= self.majority:
            self.election.cancel()
            self.role, self.leader = "leader", node.id
            self.next = {peer: self.state.last_index + 1 for peer in node.peers}
            self.match = {peer: 0 for peer in node.peers}
            self.append(None)  # entries of earlier terms are committed together with one of this term (section 5.4.2)

    def observe(self, term):
        """Follows whoever has a later term."""
        if term > self.state.term:
            self.state.set_term(term, None)
            self.follow(None)

    def follow(self, leader):
        if self.role == "leader":
            for future in self.proposals.values():
                if not future.done():
                    future.set_exception(RpcError(TIMEOUT, f"{node.id} was deposed"))
            self.proposals.clear()
        if self.role == "leader" or leader:
            self.await_election()
        self.role, self.leader = "follower", leader

    # --- Replication ---

    def append(self, command):
        self.state.append(self.state.last_index + 1, [{"term": self.state.term, "command": command}])
        self.replicate()
        self.commit()

    def replicate(self):
        """
        Sends to each peer what it lacks, and a heartbeat when it lacks nothing. What was sent is taken to arrive: when it
        does not, the peer refuses the next request, and says from where on it needs the log.
        """
        if self.role != "leader":
            return
        log = self.state.log
        for peer in node.peers:
            next = self.next[peer]
            node.send(peer, {
                "type": "append_entries",
                "term": self.state.term,
                "prev_index": next - 1,
                "prev_term": log[next - 1]["term"],
                "entries": log[next:],
                "commit_index": self.commit_index,
            })
            self.next[peer] = len(log)

    def on_append_entries(self, body, leader):
        prev, entries, state = body["prev_index"], body["entries"], self.state
        self.observe(body["term"])
        if body["term"] < state.term:
            success, index = False, 0
        else:
            self.follow(leader)
            success = prev < len(state.log) and state.log[prev]["term"] == body["prev_term"]
            index = prev + len(entries) if success else self.before_conflict(prev)
        if success:
            # Only from the first entry on that differs: an old request may arrive late, and must not cut off what came
            # since.
            for i, entry in enumerate(entries, start=prev + 1):
                if i >= len(state.log) or state.log[i]["term"] != entry["term"]:
                    state.append(i, entries[i - prev - 1 :])
                    break
            self.commit_up_to(min(body["commit_index"], index))
        node.send(leader, {"type": "appended", "term": state.term, "success": success, "index": index})

    def before_conflict(self, prev):
        """Where to try next after a refusal: behind our log, or before the whole term that contradicts (section 5.3)."""
        log = self.state.log
        if prev >= len(log):
            return len(log)
        while prev > self.commit_index + 1 and log[prev - 1]["term"] == log[prev]["term"]:
            prev -= 1
        return prev

    def on_appended(self, body, peer):
        self.observe(body["term"])
        if self.role != "leader" or body["term"] != self.state.term:
            return
        if body["success"]:
            self.match[peer] = max(self.match[peer], body["index"])
            self.commit()
        else:
            self.next[peer] = max(body["index"], self.match[peer] + 1)

    def commit(self):
        """The leader commits what a majority has, provided that it is of its own term."""
        matches = sorted([self.state.last_index, *self.match.values()], reverse=True)
        index = matches[self.majority - 1]
        if self.state.log[index]["term"] == self.state.term:
            self.commit_up_to(index)

    def commit_up_to(self, index):
        self.commit_index = max(self.commit_index, index)
        while self.last_applied < self.commit_index:
            self.last_applied += 1
            command = self.state.log[self.last_applied]["command"]
            if command is None:
                continue
            result = self.apply(command)
            future = self.proposals.pop(self.last_applied, None)
            if future and not future.done():
                future.set_result(result)


store = Store()
raft = Raft(DurableState(os.path.join(os.environ.get("MAELSTROM_DATA_DIR", "."), "raft.jsonl")), store.apply)

node.on("init")(lambda body, src: raft.start())
node.on("request_vote")(raft.on_request_vote)
node.on("vote")(raft.on_vote)
node.on("append_entries")(raft.on_append_entries)
node.on("appended")(raft.on_appended)


@node.on("propose")
async def propose(body, src):
    return {"type": "proposed", "result": await raft.propose(body["command"])}


@node.on("read")
@node.on("write")
@node.on("cas")
async def request(body, src):
    # No two requests have the same client and the same msg_id: that makes their name.
    command = {"name": f"{src} {body['msg_id']}", "request": body}
    deadline = time.monotonic() + PATIENCE
    proposed = False
    while (left := deadline - time.monotonic()) > 0:
        try:
            if raft.leader:
                proposed = True
                return await propose_to(raft.leader, command, min(ATTEMPT, left))
        except (RpcError, asyncio.TimeoutError):
            pass  # the leader was deposed, or does not answer; to propose the command again does no harm
        await asyncio.sleep(0.02)
    if proposed:
        raise RpcError(TIMEOUT, "proposed, but not committed in time")
    raise RpcError(TEMPORARILY_UNAVAILABLE, "there is no leader")


async def propose_to(leader, command, timeout):
    if leader == node.id:
        return await asyncio.wait_for(raft.propose(command), timeout)
    return (await node.rpc(leader, {"type": "propose", "command": command}, timeout))["result"]


node.run()
