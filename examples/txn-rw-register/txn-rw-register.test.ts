import '@jepsen-ts/maelstrom/vitest'
import { type ClusterOptions, cluster, type History } from '@jepsen-ts/maelstrom'
import { describe, expect, it } from 'vitest'
import { itWith } from '../toolchains.ts'

async function store(bin: string, options: Partial<ClusterOptions> = {}) {
  return await cluster({
    bin,
    nodes: 2,
    workload: 'txn-rw-register',
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

describe('registers on one node', () => {
  itWith('python3')('are strictly serializable', async () => {
    expect(await store('./single.py', { nodes: 1 })).toBeStrictSerializable()
  })

  itWith('python3')('are caught when an aborted transaction leaves its writes behind', async () => {
    const history = await store('./broken-no-rollback.py', { nodes: 1, concurrency: 8, rate: 600 })
    expect(history).not.toBeReadCommitted()
    expect(anomalies(history)).toContain('G1a')
  })
})

describe('registers on the service lin-kv', () => {
  it('are strictly serializable, all in one value', async () => {
    const history = await simulated('./root.js', { latency: '2ms', nemesis: ['kill:one'], nemesisInterval: '1s' })
    expect(history).toBeStrictSerializable()
  })

  it('are caught when each is a key of its own', async () => {
    const history = await simulated('./broken-read-skew.js', { latency: '5ms' })
    expect(history).not.toBeSnapshotIsolated()
    expect(anomalies(history)).toContain('G-single-item')
  })
})

describe('registers that are always available', () => {
  const apart = {
    nodes: 3,
    latency: '10ms',
    latencyDist: 'exponential',
    nemesis: ['partition'],
    nemesisInterval: '1s',
  } satisfies Partial<ClusterOptions>

  it('are read committed, and no more', async () => {
    const history = await simulated('./available.js', apart)
    expect(history).toHaveAvailability('total')
    expect(history).toBeReadCommitted()
    expect(history).not.toBeSerializable()
  })

  it('are caught when others see half a transaction', async () => {
    const history = await simulated('./broken-eager.js', { ...apart, timeLimit: '15s' })
    expect(history).not.toBeReadCommitted()
    expect(anomalies(history)).toContain('G1b')
  })
})
