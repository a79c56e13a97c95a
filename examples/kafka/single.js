#!/usr/bin/env node
// A log for each key, all on one node: the offset of a message is its place in an array.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
const logs = new Map() // key → messages
const committed = new Map() // key → offset

node.on('send', ({ key, msg }) => {
  if (!logs.has(key)) logs.set(key, [])
  const log = logs.get(key)
  log.push(msg)
  return { type: 'send_ok', offset: log.length - 1 }
})

node.on('poll', ({ offsets }) => {
  const msgs = {}
  for (const [key, from] of Object.entries(offsets)) {
    const log = logs.get(key) ?? []
    msgs[key] = log.slice(from).map((msg, i) => [from + i, msg])
  }
  return { type: 'poll_ok', msgs }
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
