#!/usr/bin/env node
// A grow-only counter: every node counts what was added at itself, and knows the counts of the others by hearsay. A
// count only grows, so the larger of two is the newer one; the value is their sum.
import { Node } from '../lib/maelstrom.js'

const GOSSIP = 100 // ms

const node = new Node()
const counts = {} // node → what was added there

node.on('init', () => setInterval(gossip, GOSSIP))

node.on('add', ({ delta }) => {
  counts[node.id] = (counts[node.id] ?? 0) + delta
  return { type: 'add_ok' }
})

node.on('merge', body => {
  for (const [id, count] of Object.entries(body.counts)) counts[id] = Math.max(counts[id] ?? 0, count)
})

node.on('read', () => ({ type: 'read_ok', value: Object.values(counts).reduce((sum, count) => sum + count, 0) }))
node.run()

function gossip() {
  for (const peer of node.peers) node.send(peer, { type: 'merge', counts })
}
