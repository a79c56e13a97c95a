import '@jepsen-ts/maelstrom/vitest'
import { type ClusterOptions, cluster, type History } from '@jepsen-ts/maelstrom'
import { describe, expect, it } from 'vitest'
import { itWith } from '../toolchains.ts'

async function store(bin: string, options: Partial<ClusterOptions> = {}) {
  return await cluster({
    bin,
    nodes: 2,
    workload: 'txn-list-append',
    concurrency: '3n',
    rate: 200,
    timeLimit: '800ms',
    ...options,
  })
}

/** Longer, in simulated time. */
async function simulated(bin: string, options: Partial<ClusterOptions> = {}) {
  return await store(bin, { clock: 'virtual', timeLimit: '5s', ...options })
}

/** The names of what is wrong, by which the isolation that the store really gave is told. */
const anomalies = ({ verdict }: History) => verdict.anomalies.map(({ type }) => type)

describe('lists on one node', () => {
  it('are strictly serializable', async () => {
    expect(await simulated('./single.js', { nodes: 1 })).toBeStrictSerializable()
  })

  itWith('python3')('are strictly serializable, in Python', async () => {
    expect(await store('./single.py', { nodes: 1 })).toBeStrictSerializable()
  })

  it('are caught when half a transaction is seen', async () => {
    const history = await simulated('./broken-dirty-read.js', { nodes: 1 })
    expect(history).not.toBeReadCommitted()
    expect(anomalies(history)).toContain('G1b')
  })
})

describe('lists in one value on the service lin-kv', () => {
  it('are strictly serializable, through restarts too', async () => {
    const history = await simulated('./root.js', { latency: '2ms', nemesis: ['kill:one'], nemesisInterval: '1s' })
    expect(history).toBeStrictSerializable()
  })

  itWith('python3')('are strictly serializable, in Python', async () => {
    expect(await store('./root.py')).toBeStrictSerializable()
  })

  itWith('python3')('are caught when the value is written without a look at what is there', async () => {
    const options = { bin: './broken-lost-update.py', nodes: 2, workload: 'txn-list-append', latency: '50ms' } as const
    const history = await cluster(options, async ({ client }) => {
      const readAndAppend = (node: string, value: number) =>
        client(node).call('txn', {
          txn: [
            ['r', 'x', null],
            ['append', 'x', value],
          ],
        })
      await readAndAppend('n1', 1)
      await Promise.all([readAndAppend('n1', 2), readAndAppend('n2', 3)])
    })
    expect(history).not.toBeSnapshotIsolated()
    expect(anomalies(history)).toContain('lost-update')
  })

  it('are caught when who only reads is shown the past', async () => {
    const history = await simulated('./broken-stale-root.js', { latency: '2ms' })
    expect(history).toBeSerializable()
    expect(history).not.toBeStrictSerializable()
    expect(anomalies(history)).toContain('G-single-item-realtime')
  })
})

describe('lists in thunks on the service lin-kv', () => {
  it('are strictly serializable, through restarts too', async () => {
    const history = await simulated('./thunks.js', { latency: '2ms', nemesis: ['kill:one'], nemesisInterval: '1s' })
    expect(history).toBeStrictSerializable()
  })

  it('are caught when only those conflict who write the same', async () => {
    const history = await simulated('./broken-write-skew.js', { latency: '5ms' })
    expect(history).toBeSnapshotIsolated()
    expect(history).not.toBeRepeatableRead()
    expect(anomalies(history)).toContain('G2-item')
  })
})
