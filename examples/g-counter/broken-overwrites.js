#!/usr/bin/env node
// Gossips the value of the counter, and takes the larger of two values: two adds at different nodes are counted once.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
let value = 0

node.on('init', () => setInterval(gossip, 100))

node.on('add', ({ delta }) => {
  value += delta
  return { type: 'add_ok' }
})

node.on('merge', body => {
  value = Math.max(value, body.value)
})

node.on('read', () => ({ type: 'read_ok', value }))
node.run()

function gossip() {
  for (const peer of node.peers) node.send(peer, { type: 'merge', value })
}
