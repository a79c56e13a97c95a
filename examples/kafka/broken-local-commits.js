#!/usr/bin/env node
// The first node leads: it has all the logs, and the others ask it.
//
// The bug: a commit is kept by the node that was told. Who asks another node is sent back to where that one has last
// heard of, and processes the messages again.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
const logs = new Map() // key → messages, at the leader
const committed = new Map() // key → offset

const leader = () => node.ids[0]
const leads = () => node.id === leader()

node.on('send', async ({ type, key, msg }) => {
  if (!leads()) return await node.rpc(leader(), { type, key, msg })
  const log = logs.get(key) ?? []
  logs.set(key, [...log, msg])
  return { type: 'send_ok', offset: log.length }
})

node.on('poll', async ({ type, offsets }) => {
  if (!leads()) return await node.rpc(leader(), { type, offsets })
  const read = (key, from) => (logs.get(key) ?? []).slice(from).map((msg, i) => [from + i, msg])
  return {
    type: 'poll_ok',
    msgs: Object.fromEntries(Object.entries(offsets).map(([key, from]) => [key, read(key, from)])),
  }
})

node.on('commit_offsets', ({ offsets }) => {
  for (const [key, offset] of Object.entries(offsets)) {
    committed.set(key, Math.max(committed.get(key) ?? 0, offset))
  }
  return { type: 'commit_offsets_ok' }
})

node.on('list_committed_offsets', ({ keys }) => {
  const known = keys.filter(key => committed.has(key))
  return { type: 'list_committed_offsets_ok', offsets: Object.fromEntries(known.map(key => [key, committed.get(key)])) }
})

node.run()
