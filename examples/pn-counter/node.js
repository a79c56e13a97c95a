#!/usr/bin/env node
// A counter that goes both ways: two grow-only counters, one for what was added and one for what was taken away. Each
// of them only grows, so the larger of two counts is the newer one.
import { Node } from '../lib/maelstrom.js'

const GOSSIP = 100 // ms

const node = new Node()
const counts = { added: {}, removed: {} } // each: node → what was added or taken away there

node.on('init', () => setInterval(gossip, GOSSIP))

node.on('add', ({ delta }) => {
  const side = delta < 0 ? counts.removed : counts.added
  side[node.id] = (side[node.id] ?? 0) + Math.abs(delta)
  return { type: 'add_ok' }
})

node.on('merge', body => {
  for (const side of ['added', 'removed']) {
    for (const [id, count] of Object.entries(body.counts[side])) {
      counts[side][id] = Math.max(counts[side][id] ?? 0, count)
    }
  }
})

node.on('read', () => ({ type: 'read_ok', value: total(counts.added) - total(counts.removed) }))
node.run()

function total(side) {
  return Object.values(side).reduce((sum, count) => sum + count, 0)
}

function gossip() {
  for (const peer of node.peers) node.send(peer, { type: 'merge', counts })
}
