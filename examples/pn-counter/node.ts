#!/usr/bin/env node
// A counter that goes both ways, built from smaller parts: a PN-counter is a pair of G-counters, and a G-counter is a
// map from nodes to numbers that only grow. Each part has a merge of its own, made from the merge of its parts.
import { type Body, Node } from '../lib/maelstrom.js'

const GOSSIP = 100 // ms

type GCounter = Record<string, number>

const GCounter = {
  add: (counter: GCounter, id: string, delta: number): GCounter => ({ ...counter, [id]: (counter[id] ?? 0) + delta }),
  merge: (a: GCounter, b: GCounter): GCounter => {
    const ids = [...Object.keys(a), ...Object.keys(b)]
    return Object.fromEntries(ids.map(id => [id, Math.max(a[id] ?? 0, b[id] ?? 0)]))
  },
  value: (counter: GCounter): number => Object.values(counter).reduce((sum, count) => sum + count, 0),
}

interface PNCounter {
  added: GCounter
  removed: GCounter
}

const PNCounter = {
  zero: { added: {}, removed: {} } satisfies PNCounter,
  add: ({ added, removed }: PNCounter, id: string, delta: number): PNCounter =>
    delta < 0
      ? { added, removed: GCounter.add(removed, id, -delta) }
      : { added: GCounter.add(added, id, delta), removed },
  merge: (a: PNCounter, b: PNCounter): PNCounter => ({
    added: GCounter.merge(a.added, b.added),
    removed: GCounter.merge(a.removed, b.removed),
  }),
  value: ({ added, removed }: PNCounter): number => GCounter.value(added) - GCounter.value(removed),
}

const node = new Node()
let counter: PNCounter = PNCounter.zero

node.on('init', () => setInterval(gossip, GOSSIP))

node.on<Body & { delta: number }>('add', ({ delta }) => {
  counter = PNCounter.add(counter, node.id, delta)
  return { type: 'add_ok' }
})

node.on<Body & { counter: PNCounter }>('merge', body => {
  counter = PNCounter.merge(counter, body.counter)
})

node.on('read', () => ({ type: 'read_ok', value: PNCounter.value(counter) }))
node.run()

function gossip() {
  for (const peer of node.peers) node.send(peer, { type: 'merge', counter })
}
