#!/usr/bin/env node
// Tells every neighbour, again and again until it has acknowledged. While one request to a neighbour is under way
// everything new for it gathers, and goes out with the next one.
import { Node } from '../lib/maelstrom.js'

const RETRY = 300 // ms; longer than a round trip

const node = new Node()
const seen = new Set()
const unacknowledged = new Map() // neighbour → the messages that it may not know yet
const busy = new Set() // neighbours to which a request is under way

node.on('topology', ({ topology }) => {
  for (const neighbour of topology[node.id]) unacknowledged.set(neighbour, new Set())
  return { type: 'topology_ok' }
})

node.on('broadcast', ({ message }, { src }) => {
  learn([message], src)
  return { type: 'broadcast_ok' }
})

node.on('gossip', ({ messages }, { src }) => {
  learn(messages, src)
  return { type: 'gossip_ok' }
})

node.on('read', () => ({ type: 'read_ok', messages: [...seen] }))
node.run()

function learn(messages, from) {
  const fresh = messages.filter(message => !seen.has(message))
  for (const message of fresh) seen.add(message)
  for (const [neighbour, pending] of unacknowledged) {
    if (neighbour === from) continue
    for (const message of fresh) pending.add(message)
    tell(neighbour, pending)
  }
}

async function tell(neighbour, pending) {
  if (busy.has(neighbour)) return
  busy.add(neighbour)
  while (pending.size > 0) {
    const messages = [...pending]
    try {
      await node.rpc(neighbour, { type: 'gossip', messages }, RETRY)
      for (const message of messages) pending.delete(message)
    } catch {
      // Lost, or late: it stays in `pending`.
    }
  }
  busy.delete(neighbour)
}
