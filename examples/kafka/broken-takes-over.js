#!/usr/bin/env node
// The first node leads: it gives out the offsets, and sends every message to the others.
//
// The bug: a node that cannot reach the leader takes its place, and goes on with its copy. When the leader is there again,
// its log counts: what was acknowledged meanwhile is gone, and its offsets are given to other messages.
import { Node } from '../lib/maelstrom.js'
import { borrow, lend, MemoryLog, serve } from './log.js'

const PATIENCE = 150 // ms

const node = new Node()

class Leading extends MemoryLog {
  append(key, msg) {
    const offset = super.append(key, msg)
    if (node.id === node.ids[0]) for (const peer of node.peers) node.send(peer, { type: 'copy', key, offset, msg })
    return offset
  }
}

const own = new Leading()
lend(node, own)
node.on('copy', ({ key, offset, msg }) => {
  own.messages(key)[offset] = msg
})

async function ask(what, ...rest) {
  if (node.id === node.ids[0]) return own[what](...rest)
  return await borrow(node, node.ids[0], PATIENCE)
    [what](...rest)
    .catch(() => own[what](...rest))
}

serve(node, {
  append: (key, msg) => ask('append', key, msg),
  read: async (key, from) => (await ask('read', key, from)).filter(Boolean), // a copy may have holes
  commit: (key, offset) => ask('commit', key, offset),
  committed: key => ask('committed', key),
})
