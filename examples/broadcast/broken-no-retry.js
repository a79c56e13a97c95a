#!/usr/bin/env node
// Remembers what is unacknowledged, and forgets to send it again.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
const seen = new Set()
const unacknowledged = new Map()

node.on('topology', ({ topology }) => {
  for (const neighbour of topology[node.id]) unacknowledged.set(neighbour, new Set())
  return { type: 'topology_ok' }
})

node.on('broadcast', ({ message }, { src }) => {
  learn(message, src)
  return { type: 'broadcast_ok' }
})

node.on('gossip', ({ message }, { src }) => {
  learn(message, src)
  return { type: 'gossip_ok' }
})

node.on('read', () => ({ type: 'read_ok', messages: [...seen] }))
node.run()

function learn(message, from) {
  if (seen.has(message)) return
  seen.add(message)
  for (const [neighbour, pending] of unacknowledged) if (neighbour !== from) tell(neighbour, message, pending)
}

async function tell(neighbour, message, pending) {
  pending.add(message)
  try {
    await node.rpc(neighbour, { type: 'gossip', message })
    pending.delete(message)
  } catch (error) {
    console.error(error.message)
  }
}
