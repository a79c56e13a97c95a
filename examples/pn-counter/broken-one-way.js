#!/usr/bin/env node
// A grow-only counter that is also taken from. Of two counts it still takes the larger one for the newer, so the others
// never hear of what was taken away, and a node unlearns it when its own old count comes back to it.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
const counts = {} // node → what was added there, less what was taken away

node.on('init', () => setInterval(gossip, 100))

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
