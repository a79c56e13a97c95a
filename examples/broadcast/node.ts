#!/usr/bin/env node
// Few messages, and still none lost: the nodes form a flat tree of their own, whatever topology they are given, and
// what is new for a neighbour goes out as one batch, which is repeated until it is acknowledged.
import { type Body, Node } from '../lib/maelstrom.js'

const FANOUT = 5
const BATCH = 80 // ms
const RETRY = 500 // ms; longer than a round trip

interface Broadcast extends Body {
  message: number
}

interface Gossip extends Body {
  messages: number[]
}

interface Neighbour {
  id: string
  /** What it may not know yet. */
  pending: Set<number>
  /** Whether a batch is under way to it. */
  busy: boolean
}

const node = new Node()
const seen = new Set<number>()
let neighbours: Neighbour[] = []

node.on('init', () => {
  const self = node.ids.indexOf(node.id)
  const parent = self > 0 ? node.ids.slice(Math.floor((self - 1) / FANOUT)).slice(0, 1) : []
  const children = node.ids.slice(self * FANOUT + 1).slice(0, FANOUT)
  neighbours = [...parent, ...children].map(id => ({ id, pending: new Set(), busy: false }))
  setInterval(() => neighbours.forEach(flush), BATCH)
})

node.on('topology', () => ({ type: 'topology_ok' }))

node.on<Broadcast>('broadcast', ({ message }, { src }) => {
  learn([message], src)
  return { type: 'broadcast_ok' }
})

node.on<Gossip>('gossip', ({ messages }, { src }) => {
  learn(messages, src)
  return { type: 'gossip_ok' }
})

node.on('read', () => ({ type: 'read_ok', messages: [...seen] }))
node.run()

function learn(messages: number[], from: string) {
  for (const message of messages) {
    if (seen.has(message)) continue
    seen.add(message)
    for (const { id, pending } of neighbours) if (id !== from) pending.add(message)
  }
}

async function flush(neighbour: Neighbour) {
  if (neighbour.busy || neighbour.pending.size === 0) return
  const messages = [...neighbour.pending]
  neighbour.busy = true
  try {
    await node.rpc(neighbour.id, { type: 'gossip', messages }, RETRY)
    for (const message of messages) neighbour.pending.delete(message)
  } catch {
    // Lost, or late: it stays pending, and goes out with the next batch.
  }
  neighbour.busy = false
}
