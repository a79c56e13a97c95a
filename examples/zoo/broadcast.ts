/** Bugs in gossip: something that was acknowledged to a client does not reach everyone. */

import type { Bug } from './bug.ts'

const options = { workload: 'broadcast', nodes: 5, rate: 20, timeLimit: '3s', recovery: '4s' } as const
const cut = { ...options, nemesis: ['partition'], nemesisInterval: '600ms' } satisfies Bug['options']
const lossy = { ...options, nemesis: ['loss'], nemesisInterval: '600ms' } satisfies Bug['options']

export const broadcastBugs: readonly Bug[] = [
  {
    name: 'broadcast-lost-retry',
    base: 'broadcast/node.js',
    change: { from: `  while (pending.size > 0) {`, to: `  if (pending.size > 0) {` },
    options: cut,
    property: 'valid',
    explains: 'What was not acknowledged is kept, but nothing sends it again unless something new comes along.',
  },
  {
    name: 'broadcast-forgets-when-sent',
    base: 'broadcast/node.js',
    change: {
      from: `    const messages = [...pending]\n`,
      to: `    const messages = [...pending]\n    pending.clear()\n`,
    },
    options: lossy,
    property: 'valid',
    explains:
      'What is sent is struck off the list before it is acknowledged, so a message that is lost is lost for good.',
  },
  {
    name: 'broadcast-forgets-too-much',
    base: 'broadcast/node.js',
    change: { from: `for (const message of messages) pending.delete(message)`, to: `pending.clear()` },
    options: { ...options, rate: 100 },
    property: 'valid',
    explains: 'An acknowledgement clears the whole list, with what was added to it while the request was under way.',
  },
  {
    name: 'broadcast-not-forwarded',
    base: 'broadcast/node.js',
    change: {
      from: `  learn(messages, src)\n`,
      to: `  for (const message of messages) seen.add(message)\n`,
    },
    options,
    property: 'valid',
    explains: 'Gossip is believed and not passed on; in a topology that is not complete, it stops after one hop.',
  },
  {
    name: 'broadcast-stops-after-first-ack',
    base: 'broadcast/node.js',
    change: { from: `  busy.delete(neighbour)\n`, to: `` },
    options,
    property: 'valid',
    explains: 'The mark that a request is under way is never taken back; each neighbour is told once, and never again.',
  },
  {
    name: 'broadcast-one-ack-for-all',
    base: 'broadcast/node.js',
    change: {
      from: `  for (const neighbour of topology[node.id]) unacknowledged.set(neighbour, new Set())`,
      to: `  const pending = new Set()
  for (const neighbour of topology[node.id]) unacknowledged.set(neighbour, pending)`,
    },
    options: cut,
    property: 'valid',
    explains:
      'All neighbours share one list of what is unacknowledged; the first acknowledgement counts for all of them.',
  },
  {
    name: 'broadcast-topology-ignored',
    base: 'broadcast/flood.js',
    change: { from: `  neighbours = topology[node.id]\n`, to: `  neighbours = Object.keys(topology).slice(0, 2)\n` },
    options,
    property: 'valid',
    explains:
      'The neighbours are the first two nodes, and not the own ones of the topology: most nodes are never told.',
  },
  {
    name: 'broadcast-echoes-back-only',
    base: 'broadcast/flood.js',
    change: { from: `if (neighbour !== from) node.send`, to: `if (neighbour > node.id) node.send` },
    options,
    property: 'valid',
    explains:
      'To save messages, a node tells only those neighbours that come after it; news never travels the other way.',
  },
  {
    name: 'broadcast-tree-off-by-one',
    base: 'broadcast/node.ts',
    change: { from: `node.ids.slice(self * FANOUT + 1)`, to: `node.ids.slice(self * FANOUT + 2)` },
    options,
    property: 'valid',
    explains: 'The first child of each node is left out of the tree: it can speak, but nobody tells it anything.',
  },
  {
    name: 'broadcast-stuck-after-timeout',
    base: 'broadcast/node.ts',
    change: {
      from: `    for (const message of messages) neighbour.pending.delete(message)
  } catch {
    // Lost, or late: it stays pending, and goes out with the next batch.
  }
  neighbour.busy = false`,
      to: `    for (const message of messages) neighbour.pending.delete(message)
    neighbour.busy = false
  } catch {
    // Lost, or late: it stays pending, and goes out with the next batch.
  }`,
    },
    options: cut,
    property: 'valid',
    explains:
      'The mark that a batch is under way is taken back on success only; after one timeout the neighbour is cut off.',
  },
]
