/** Bugs in a grow-only set: forgetting, and merging that is no union. */

import type { Bug } from './bug.ts'

const options = { workload: 'g-set', nodes: 3, rate: 20, timeLimit: '3s', recovery: '4s' } as const
const cut = { ...options, nemesis: ['partition'], nemesisInterval: '600ms' } satisfies Bug['options']
const restarts = {
  ...options,
  nemesis: ['kill'],
  nemesisInterval: '500ms',
  concurrency: '10n',
} satisfies Bug['options']

export const setBugs: readonly Bug[] = [
  {
    name: 'set-forgets-on-restart',
    base: 'g-set/node.js',
    change: { from: `  appendFileSync(file, `, to: `  void (file, ` },
    options: restarts,
    property: 'valid',
    explains:
      'Elements are kept in memory only; what a node has told nobody yet dies with it, although it was acknowledged.',
  },
  {
    name: 'set-acknowledges-before-writing',
    base: 'g-set/node.js',
    change: { from: `  learn([element])\n`, to: `  setTimeout(() => learn([element]), 20) // in batches, some day\n` },
    options: { ...restarts, rate: 100 },
    property: 'valid',
    explains:
      'The client is answered at once and the element written down a little later; a crash in between loses it.',
  },
  {
    name: 'set-replaced-by-merge',
    base: 'g-set/node.js',
    change: {
      from: `node.on('merge', body => learn(body.elements))`,
      to: `node.on('merge', body => {
  elements.clear()
  learn(body.elements)
})`,
    },
    options,
    property: 'valid',
    explains: 'What a peer sends replaces the own elements instead of being united with them.',
  },
  {
    name: 'set-tells-each-thing-once',
    base: 'g-set/node.js',
    change: {
      from: `function gossip() {
  for (const peer of node.peers) node.send(peer, { type: 'merge', elements: [...elements] })`,
      to: `let told = 0
function gossip() {
  const fresh = [...elements].slice(told)
  told = elements.size
  for (const peer of node.peers) node.send(peer, { type: 'merge', elements: fresh })`,
    },
    options: cut,
    property: 'valid',
    explains:
      'To save bandwidth only what is new since the last round is sent; what a partition swallows is never sent again.',
  },
  {
    name: 'set-round-that-never-ends',
    base: 'g-set/node.ts',
    change: {
      from: `node.on('init', () => setInterval(gossip, GOSSIP))`,
      to: `node.on('init', async () => {
  for (let before = -1; before < set.elements.size; await gossip()) {
    before = set.elements.size
    await new Promise(resolve => setTimeout(resolve, GOSSIP))
  }
})`,
    },
    options: cut,
    property: 'valid',
    explains: 'Gossip ends as soon as a round brings nothing new, as if nothing could come later.',
  },
]
