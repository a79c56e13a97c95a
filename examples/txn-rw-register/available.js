#!/usr/bin/env node
// Registers on every node, always available, even to who is cut off from all others (Bailis et al., Highly Available
// Transactions, 2013). A transaction runs on one node at once. Only then are the others told of its writes, together, again
// and again until they have them; in every register the latest write wins. That is read committed, and not much more.
//
// Later is who has the higher time, which is a Lamport clock, so that whoever has seen a write is later than it.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
const registers = new Map() // key → { value, time, writer }
let time = 0

node.on('txn', ({ txn }) => {
  const own = new Map()
  const done = txn.map(([f, key, value]) => {
    if (f === 'w') own.set(key, value)
    return [f, key, own.has(key) ? own.get(key) : (registers.get(key)?.value ?? null)]
  })
  if (own.size > 0) commit([...own])
  return { type: 'txn_ok', txn: done }
})

node.on('merge', ({ writes, time, writer }) => {
  merge(writes, time, writer)
  return { type: 'merge_ok' }
})
node.run()

function commit(writes) {
  time++
  merge(writes, time, node.id)
  for (const peer of node.peers) tell(peer, { type: 'merge', writes, time, writer: node.id })
}

function merge(writes, written, writer) {
  time = Math.max(time, written)
  for (const [key, value] of writes) {
    const present = registers.get(key)
    const later = !present || written > present.time || (written === present.time && writer > present.writer)
    if (later) registers.set(key, { value, time: written, writer })
  }
}

async function tell(peer, message) {
  for (;;) {
    try {
      await node.rpc(peer, message, 500)
      return
    } catch {
      // No answer: it may not have arrived. To merge it twice does no harm.
    }
  }
}
