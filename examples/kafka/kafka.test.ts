import '@jepsen-ts/maelstrom/vitest'
import { type ClusterOptions, cluster } from '@jepsen-ts/maelstrom'
import { describe, expect, it } from 'vitest'
import { itWith } from '../toolchains.ts'

/** Clients that send, poll and crash, and in the end read everything once more. */
async function log(bin: string, options: Partial<ClusterOptions> = {}) {
  return await cluster({ bin, nodes: 2, workload: 'kafka', rate: 300, timeLimit: '1s', recovery: '1s', ...options })
}

/** Ten times as long, in simulated time. */
async function simulated(bin: string, options: Partial<ClusterOptions> = {}) {
  return await log(bin, { clock: 'virtual', timeLimit: '10s', recovery: '10s', ...options })
}

const partitions: Partial<ClusterOptions> = {
  nodes: 3,
  nemesis: ['partition'],
  nemesisInterval: '500ms',
  timeLimit: '3s',
}

describe('a log on one node', () => {
  it('is right', async () => {
    expect(await simulated('./single.js', { nodes: 1 })).toBeValid()
  })

  itWith('python3')('is right, in Python', async () => {
    expect(await log('./single.py', { nodes: 1 })).toBeValid()
  })
})

describe('a log on the service lin-kv', () => {
  it('gives each offset once, and survives restarts', async () => {
    const history = await simulated('./shared.js', { nemesis: ['kill'], nemesisInterval: '2s' })
    expect(history).toBeValid()
    expect(history).toBeMonotonic()
  })

  itWith('python3')('is caught when it checks first and writes then', async () => {
    const history = await log('./broken-check-then-act.py', { latency: '5ms' })
    expect(history).not.toBeValid()
    expect(history).not.toLoseNoWrites()
  })

  it('is caught when an offset is taken before its message is there', async () => {
    const history = await simulated('./broken-gaps.js', {
      latency: '10ms',
      latencyDist: 'exponential',
      concurrency: '6n',
      keyCount: 3,
    })
    expect(history).not.toSkipNothing()
  })
})

describe('a log with a leader for each key', () => {
  it('is right through partitions, and goes on for those who can reach the leader', async () => {
    const history = await simulated('./leaders.ts', { nodes: 3, nemesis: ['partition'], nemesisInterval: '2s' })
    expect(history).toBeValid()
    expect(history).toLoseNoWrites()
    expect(history).toBeMonotonic()
    expect(history).toSkipNothing()
  })

  itWith('python3')('is caught when those who cannot reach it take over', async () => {
    expect(await log('./broken-takes-over.py', partitions)).not.toLoseNoWrites()
  })

  it('is caught when a commit is known to one node only', async () => {
    const history = await simulated('./broken-local-commits.js')
    expect(history).not.toBeMonotonic()
    // To poll something twice is not wrong, only slow: the log itself is in order.
    expect(history).toBeValid()
  })
})
