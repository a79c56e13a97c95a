/** Bugs in key-value stores that lean on one node, or on a service. */

import type { Bug } from './bug.ts'

const options = { workload: 'lin-kv', concurrency: '4n', rate: 100, timeLimit: '3s' } as const
const alone = { ...options, nodes: 1, concurrency: 4 } as const
const proxy = { ...options, nodes: 3 } as const

export const storeBugs: readonly Bug[] = [
  {
    name: 'store-checks-then-acts',
    base: 'lin-kv/proxy.js',
    change: {
      from: `node.on('cas', ({ type, key, from, to }) => node.rpc('lin-kv', { type, key, from, to }))`,
      to: `import { PRECONDITION_FAILED, RpcError } from '../lib/maelstrom.js'
node.on('cas', async ({ key, from, to }) => {
  const { value } = await node.rpc('lin-kv', { type: 'read', key })
  if (value !== from) throw new RpcError(PRECONDITION_FAILED, \`\${key} is \${value}, not \${from}\`)
  await node.rpc('lin-kv', { type: 'write', key, value: to })
  return { type: 'cas_ok' }
})`,
    },
    options: proxy,
    property: 'linearizable',
    explains:
      'Between the comparison and the setting there is time for another request: a compare-and-set that is two steps.',
  },
  {
    name: 'store-acknowledges-first',
    base: 'lin-kv/single.js',
    change: { from: `  store.set(key, value)\n`, to: `  setTimeout(() => store.set(key, value), 20)\n` },
    options: alone,
    property: 'linearizable',
    explains: 'A write is acknowledged before it is carried out; whoever reads at once misses it.',
  },
  {
    name: 'store-cas-creates',
    base: 'lin-kv/proxy.js',
    change: {
      from: `node.rpc('lin-kv', { type, key, from, to })`,
      to: `node.rpc('lin-kv', { type, key, from, to, create_if_not_exists: true })`,
    },
    options: proxy,
    property: 'linearizable',
    explains: 'A compare-and-set of a key that does not exist creates it, and says that the comparison held.',
  },
  {
    name: 'store-retries-cas',
    base: 'lin-kv/proxy.js',
    change: {
      from: `node.rpc('lin-kv', { type, key, from, to }))`,
      to: `{
  const ask = () => node.rpc('lin-kv', { type, key, from, to }, 30)
  return ask().catch(error => {
    if (error.code === 0) return ask()
    throw error
  })
})`,
    },
    options: { ...proxy, latency: '10ms' },
    property: 'linearizable',
    explains:
      'A compare-and-set that timed out is sent again; when the first one had worked, the second one says that it failed.',
  },
  {
    name: 'store-caches-reads',
    base: 'lin-kv/proxy.js',
    change: {
      from: `node.on('read', ({ type, key }) => node.rpc('lin-kv', { type, key }))`,
      to: `const cache = new Map()
node.on('read', async ({ type, key }) => {
  const { value, until } = cache.get(key) ?? {}
  if (until > Date.now()) return { type: 'read_ok', value }
  const reply = await node.rpc('lin-kv', { type, key })
  cache.set(key, { value: reply.value, until: Date.now() + 50 })
  return reply
})`,
    },
    options: proxy,
    property: 'linearizable',
    explains: 'Each node answers reads from a cache for a while, and nobody tells it when the value changes.',
  },
  {
    name: 'store-last-writer-wins',
    base: 'lin-kv/proxy.js',
    change: {
      from: `node.on('read', ({ type, key }) => node.rpc('lin-kv', { type, key }))
node.on('write', ({ type, key, value }) => node.rpc('lin-kv', { type, key, value }))
node.on('cas', ({ type, key, from, to }) => node.rpc('lin-kv', { type, key, from, to }))`,
      to: `node.on('read', ({ type, key }) => node.rpc('lww-kv', { type, key }))
node.on('write', ({ type, key, value }) => node.rpc('lww-kv', { type, key, value }))
node.on('cas', ({ type, key, from, to }) => node.rpc('lww-kv', { type, key, from, to }))`,
    },
    options: proxy,
    property: 'linearizable',
    explains:
      'The store behind resolves conflicts by taking the last writer, and drops what the others were told was done.',
  },
]
