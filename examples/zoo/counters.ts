/** Bugs in counters: merges that are no maximum, and updates that are lost. */

import type { Bug } from './bug.ts'

const grow = { workload: 'g-counter', nodes: 3, rate: 50, timeLimit: '2s', recovery: '3s' } as const
const both = { ...grow, workload: 'pn-counter' } as const

export const counterBugs: readonly Bug[] = [
  {
    name: 'counter-merged-by-overwrite',
    base: 'g-counter/node.js',
    change: { from: `counts[id] = Math.max(counts[id] ?? 0, count)`, to: `counts[id] = count` },
    options: grow,
    property: 'valid',
    explains:
      'Counts that come by gossip overwrite the own ones, also when they are older; an add in between is undone.',
  },
  {
    name: 'counter-one-for-all-nodes',
    base: 'g-counter/node.js',
    change: { from: `counts[node.id] = (counts[node.id] ?? 0) + delta`, to: `counts.all = (counts.all ?? 0) + delta` },
    options: grow,
    property: 'valid',
    explains:
      'All nodes count under the same name, and of two counts the larger is taken: adds at two nodes count once.',
  },
  {
    name: 'counter-last-writer-wins',
    base: 'g-counter/node.js',
    change: [
      {
        from: `  for (const [id, count] of Object.entries(body.counts)) counts[id] = Math.max(counts[id] ?? 0, count)`,
        to: `  if (body.at >= Date.now() - GOSSIP) Object.assign(counts, body.counts)`,
      },
      { from: `{ type: 'merge', counts }`, to: `{ type: 'merge', counts, at: Date.now() }` },
    ],
    options: grow,
    property: 'valid',
    explains:
      'The state with the latest time on the clock on the wall wins as a whole; what happened here meanwhile is gone.',
  },
  {
    name: 'counter-lost-update',
    base: 'g-counter/node.ts',
    change: {
      from: `  count += delta
  await write(node.id, () => count)`,
      to: `  const sum = await read(node.ids[0]!)
  await write(node.ids[0]!, () => sum + delta)`,
    },
    options: grow,
    property: 'valid',
    explains: 'All nodes keep one sum in seq-kv: read it, add, write it back. Of two that do so at once, one is lost.',
  },
  {
    name: 'counter-writes-overtake',
    base: 'g-counter/node.ts',
    change: {
      from: `  const write = writing.then(async () => {
    await node.rpc('seq-kv', { type: 'write', key, value: value() })
  })`,
      to: `  const write = node.rpc('seq-kv', { type: 'write', key, value: value() }).then(() => {})`,
    },
    options: { ...grow, concurrency: '4n', rate: 200 },
    property: 'valid',
    explains:
      'Two writes of the same key are under way at once; the older one arrives last, and its smaller count stays.',
  },
  {
    name: 'counter-removals-not-positive',
    base: 'pn-counter/node.js',
    change: { from: `Math.abs(delta)`, to: `delta` },
    options: both,
    property: 'valid',
    explains:
      'What is removed is counted below zero, where the maximum of two counts is the older one, and minus is plus.',
  },
  {
    name: 'counter-half-merged',
    base: 'pn-counter/node.js',
    change: { from: `for (const side of ['added', 'removed']) {`, to: `for (const side of ['added']) {` },
    options: both,
    property: 'valid',
    explains: 'Only one of the two counters is merged; nobody hears of what was removed elsewhere.',
  },
  {
    name: 'counter-merges-known-nodes-only',
    base: 'pn-counter/node.ts',
    change: { from: `const ids = [...Object.keys(a), ...Object.keys(b)]`, to: `const ids = Object.keys(a)` },
    options: both,
    property: 'valid',
    explains: 'Only the counts of nodes that are known already are merged, so a node never hears of another.',
  },
  {
    name: 'counter-merge-adds',
    base: 'pn-counter/node.ts',
    change: { from: `Math.max(a[id] ?? 0, b[id] ?? 0)`, to: `(a[id] ?? 0) + (b[id] ?? 0)` },
    options: both,
    property: 'valid',
    explains: 'To merge is to add up, which is not idempotent: every round of gossip counts everything once more.',
  },
]
