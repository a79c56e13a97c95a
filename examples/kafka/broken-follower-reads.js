#!/usr/bin/env node
// The first node leads: it gives out the offsets, and sends every message to the others.
//
// The bug: those answer polls from what has arrived by then. Where a message overtook another, they take the empty place
// for a gap, and the reader never comes back for the one that was late.
import { Node } from '../lib/maelstrom.js'
import { borrow, lend, MemoryLog, serve } from './log.js'

const node = new Node()

class Leading extends MemoryLog {
  append(key, msg) {
    const offset = super.append(key, msg)
    for (const peer of node.peers) node.send(peer, { type: 'copy', key, offset, msg })
    return offset
  }
}

const own = new Leading()
lend(node, own)
node.on('copy', ({ key, offset, msg }) => {
  own.messages(key)[offset] = msg
})

const leader = () => (node.id === node.ids[0] ? own : borrow(node, node.ids[0]))

serve(node, {
  append: (key, msg) => leader().append(key, msg),
  read: (key, from) => own.read(key, from).filter(() => true), // leaves out what is not there
  commit: (key, offset) => leader().commit(key, offset),
  committed: key => leader().committed(key),
})
