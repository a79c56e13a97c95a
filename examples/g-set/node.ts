#!/usr/bin/env node
// A grow-only set that spreads like a rumour: every so often a node shows one other node, picked at random, what it
// has, and gets back what it lacks. Two messages a round, whatever the number of nodes.
//
// It lives in memory: it holds under partitions and loss, but what a node has told nobody dies with it.
import { type Body, Node } from '../lib/maelstrom.js'

const GOSSIP = 50 // ms

class GSet<T> {
  readonly elements = new Set<T>()

  add(element: T) {
    this.elements.add(element)
  }

  /** Commutative, associative, idempotent: it does not matter what arrives when, or how often. */
  merge(others: Iterable<T>) {
    for (const element of others) this.elements.add(element)
  }

  /** What is in this set and not in the other. */
  minus(others: Iterable<T>): T[] {
    const known = new Set(others)
    return [...this.elements].filter(element => !known.has(element))
  }
}

interface Elements extends Body {
  elements: number[]
}

const node = new Node()
const set = new GSet<number>()

node.on('init', () => setInterval(gossip, GOSSIP))

node.on<Body & { element: number }>('add', ({ element }) => {
  set.add(element)
  return { type: 'add_ok' }
})

node.on<Elements>('show', ({ elements }) => {
  const missing = set.minus(elements)
  set.merge(elements)
  return { type: 'show_ok', elements: missing }
})

node.on('read', () => ({ type: 'read_ok', value: [...set.elements] }))
node.run()

async function gossip() {
  const peer = node.peers[Math.floor(Math.random() * node.peers.length)]
  if (peer === undefined) return
  try {
    const { elements } = await node.rpc<Elements>(peer, { type: 'show', elements: [...set.elements] })
    set.merge(elements)
  } catch {
    // There is another round soon.
  }
}
