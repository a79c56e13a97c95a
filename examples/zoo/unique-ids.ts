/** Bugs in what makes an id unique: the node, its incarnation, the counter. */

import type { Bug } from './bug.ts'

const options = { workload: 'unique-ids', nodes: 3, concurrency: '4n', rate: 100, timeLimit: '2s' } as const
const restarts = {
  ...options,
  nemesis: ['kill'],
  nemesisInterval: '400ms',
  concurrency: '10n',
} satisfies Bug['options']

const ID = 'id: `$' + '{node.id}-$' + '{incarnation}-$' + '{counter++}`'

export const uniqueIdsBugs: readonly Bug[] = [
  {
    name: 'ids-from-the-clock',
    base: 'unique-ids/node.js',
    change: { from: ID, to: 'id: Date.now()' },
    options,
    property: 'valid',
    explains: 'The time in milliseconds is the id; two nodes, or one that is busy, meet in the same millisecond.',
  },
  {
    name: 'ids-without-the-node',
    base: 'unique-ids/node.js',
    change: { from: ID, to: 'id: `$' + '{incarnation}-$' + '{counter++}`' },
    options,
    property: 'valid',
    explains: 'Each node counts for itself, and the id does not say which node it was.',
  },
  {
    name: 'ids-counter-begins-anew',
    base: 'unique-ids/node.js',
    change: { from: `const incarnation = nextIncarnation(`, to: `const incarnation = 1 // nextIncarnation(` },
    options: restarts,
    property: 'valid',
    explains: 'The counter is kept in memory; after a restart it gives out the same numbers again.',
  },
  {
    name: 'ids-incarnation-overwritten',
    base: 'unique-ids/node.js',
    change: { from: `openSync(path, 'a')`, to: `openSync(path, 'w')` },
    options: restarts,
    property: 'valid',
    explains: 'The file that counts the starts is truncated at each of them, so it always counts one.',
  },
  {
    name: 'ids-shared-request',
    base: 'unique-ids/node.ts',
    change: {
      from: `node.on('generate', async () => {
  const { ts } = await node.rpc<Timestamp>('lin-tso', { type: 'ts' })`,
      to: `let asked: Promise<Timestamp> | undefined
node.on('generate', async () => {
  asked ??= node.rpc<Timestamp>('lin-tso', { type: 'ts' }).finally(() => (asked = undefined))
  const { ts } = await asked`,
    },
    options,
    property: 'valid',
    explains:
      'Requests that come while one to the timestamp service is under way share it, and get the same timestamp.',
  },
]
