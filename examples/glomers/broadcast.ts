#!/usr/bin/env node
// Challenge 3, all parts of it. The first node is the hub: everyone tells it what is new, and it tells everyone else, in batches. Every way is two
// hops, so it is quick; a batch is one message however much it holds, so they are few. What is not acknowledged goes out again.
import { type Body, Node } from '../lib/maelstrom.js'

const BATCH = 60 // ms between two batches to the same node
const RETRY = 450 // ms; longer than a round trip

interface Gossip extends Body {
  messages: number[]
}

const node = new Node()
const seen = new Set<number>()
/** For each neighbour: what it may not know yet, and when that was sent last (0: not yet). */
const pending = new Map<string, Map<number, number>>()

node.on('init', () => {
  const [hub, ...spokes] = node.ids
  for (const id of node.id === hub ? spokes : [hub!]) pending.set(id, new Map())
  setInterval(() => [...pending.keys()].forEach(flush), BATCH)
})

node.on('topology', () => ({ type: 'topology_ok' }))

node.on<Body & { message: number }>('broadcast', ({ message }, { src }) => {
  learn([message], src)
  return { type: 'broadcast_ok' }
})

node.on<Gossip>('gossip', ({ messages }, { src }) => {
  learn(messages, src)
  return { type: 'gossip_ok' }
})

node.on('read', () => ({ type: 'read_ok', messages: [...seen] }))
node.run()

function learn(messages: readonly number[], from: string) {
  for (const message of messages) {
    if (seen.has(message)) continue
    seen.add(message)
    for (const [id, unknown] of pending) if (id !== from) unknown.set(message, 0)
  }
}

async function flush(id: string) {
  const unknown = pending.get(id)!
  const now = Date.now()
  const messages = [...unknown].filter(([, sent]) => now - sent > RETRY).map(([message]) => message)
  if (messages.length === 0) return
  for (const message of messages) unknown.set(message, now)
  try {
    await node.rpc(id, { type: 'gossip', messages }, RETRY)
    for (const message of messages) unknown.delete(message)
  } catch {
    // Lost, or late: it goes out with a later batch.
  }
}
