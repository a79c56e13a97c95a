#!/usr/bin/env node
// Keeps its elements in memory only: what it has acknowledged but told nobody yet is gone when it is killed.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
const elements = new Set()

node.on('init', () => setInterval(gossip, 500))

node.on('add', ({ element }) => {
  elements.add(element)
  return { type: 'add_ok' }
})

node.on('merge', body => {
  for (const element of body.elements) elements.add(element)
})

node.on('read', () => ({ type: 'read_ok', value: [...elements] }))
node.run()

function gossip() {
  for (const peer of node.peers) node.send(peer, { type: 'merge', elements: [...elements] })
}
