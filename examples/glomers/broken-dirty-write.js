#!/usr/bin/env node
// Challenge 6: registers on every node, always available, in which the latest write wins.
//
// The bug: every write is stamped when it is made, and the disk takes its time. Between two writes of a transaction comes
// another one, and each is the later one of a register. In the end one of them has x, and the other has y: a dirty write.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
const registers = new Map() // key → { value, time, writer }
let time = 0

node.on('txn', async ({ txn }) => {
  const done = []
  for (const step of txn) {
    done.push(carryOut(step))
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  return { type: 'txn_ok', txn: done }
})

node.on('merge', ({ write }) => {
  merge(write)
  return { type: 'merge_ok' }
})
node.run()

function carryOut([f, key, value]) {
  if (f === 'r') return ['r', key, registers.get(key)?.value ?? null]
  time++
  const write = { key, value, time, writer: node.id }
  merge(write)
  for (const peer of node.peers) tell(peer, { type: 'merge', write })
  return ['w', key, value]
}

function merge(write) {
  time = Math.max(time, write.time)
  const present = registers.get(write.key)
  const later = !present || write.time > present.time || (write.time === present.time && write.writer > present.writer)
  if (later) registers.set(write.key, write)
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
