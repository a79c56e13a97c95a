#!/usr/bin/env node
// Registers on every node, always available, in which the latest write wins, as in available.js.
//
// The bug: the others are told of each write as it is made, and not of what the transaction leaves in the end. They see
// values that it has overwritten itself.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
const registers = new Map() // key → { value, time, writer }
let time = 0

node.on('txn', ({ txn }) => ({ type: 'txn_ok', txn: txn.map(carryOut) }))

node.on('merge', ({ key, value, time, writer }) => {
  merge(key, value, time, writer)
  return { type: 'merge_ok' }
})
node.run()

function carryOut([f, key, value]) {
  if (f === 'r') return ['r', key, registers.get(key)?.value ?? null]
  time++
  merge(key, value, time, node.id)
  for (const peer of node.peers) tell(peer, { type: 'merge', key, value, time, writer: node.id })
  return ['w', key, value]
}

function merge(key, value, written, writer) {
  time = Math.max(time, written)
  const present = registers.get(key)
  const later = !present || written > present.time || (written === present.time && writer > present.writer)
  if (later) registers.set(key, { value, time: written, writer })
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
