import '@jepsen-ts/maelstrom/vitest'
import { type ClusterOptions, cluster, type History } from '@jepsen-ts/maelstrom'
import { describe, expect, it } from 'vitest'

/** Clients that send, poll and crash, and in the end read everything once more. */
async function simulated(bin: string, options: Partial<ClusterOptions> = {}) {
  return await cluster({ bin, clock: 'virtual', nodes: 2, workload: 'kafka', rate: 300, timeLimit: '10s', ...options })
}

/** A log of which something is wrong: it does not come round, so that there is no use in waiting for it. */
async function broken(bin: string, options: Partial<ClusterOptions> = {}) {
  return await simulated(bin, { recovery: '1s', ...options })
}

/** What is wrong, the most telling first. */
const anomalies = ({ verdict }: History) => [...new Set(verdict.anomalies.map(({ type }) => type))]

/** Messages overtake each other. */
const unsteady = { latency: '10ms', latencyDist: 'exponential', concurrency: '6n', keyCount: 3 } as const

describe('a log on one node', () => {
  const alone = { nodes: 1, concurrency: 6 }
  const restarts = { nemesis: ['kill'], nemesisInterval: '2s' } satisfies Partial<ClusterOptions>

  it('is right', async () => {
    expect(await simulated('./single.js', { nodes: 1 })).toBeValid()
  })

  it('is caught when an offset is given twice', async () => {
    const history = await broken('./broken-slow-disk.js', alone)
    expect(anomalies(history)[0]).toBe('inconsistent-offsets')
    expect(history).not.toLoseNoWrites()
  })

  it('is caught when a poll skips what lies between', async () => {
    const history = await broken('./broken-newest.js', alone)
    expect(history).not.toSkipNothing()
    expect(history).toBeMonotonic()
  })

  it('is caught when its commits do not survive a restart, and go back', async () => {
    const history = await broken('./broken-forgets-commits.js', {
      ...alone,
      ...restarts,
      timeLimit: '60s',
      rate: 100,
    })
    expect(history).not.toBeMonotonic()
    expect(history).toLoseNoWrites()
  })

  it('is caught when it dies and forgets what it acknowledged', async () => {
    const history = await broken('./single.js', { ...alone, ...restarts, timeLimit: '60s', rate: 100 })
    expect(history).not.toLoseNoWrites()
  })
})

describe('a log on the service lin-kv', () => {
  it('gives each offset once, and survives restarts', async () => {
    const history = await simulated('./shared.js', { nemesis: ['kill'], nemesisInterval: '2s' })
    expect(history).toBeValid()
    expect(history).toBeMonotonic()
  })

  it('is caught when it checks first and writes then, and gives an offset twice', async () => {
    const history = await broken('./broken-check-then-act.js', { latency: '5ms' })
    expect(anomalies(history)[0]).toBe('inconsistent-offsets')
    expect(history).not.toLoseNoWrites()
  })

  it('is caught when an offset is taken before its message is there, so that polls skip it', async () => {
    expect(await broken('./broken-gaps.js', { ...unsteady, timeLimit: '25s' })).not.toSkipNothing()
  })

  it('is caught when a node remembers an old commit, and goes back to it', async () => {
    const history = await broken('./broken-remembers.js')
    expect(history).not.toBeMonotonic()
    expect(history).toBeValid()
  })

  it('is caught when what it acknowledges is handed over and lost on the way, in a partition', async () => {
    const short = { rate: 100, timeLimit: '5s' } as const
    expect(await simulated('./broken-hands-over.js', short)).toLoseNoWrites()
    const apart = await broken('./broken-hands-over.js', { ...short, nemesis: ['partition'], nemesisInterval: '1s' })
    expect(apart).not.toLoseNoWrites()
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

  it('is caught when a key has two of them, and an offset is given twice', async () => {
    const history = await broken('./broken-two-leaders.js', { nodes: 3 })
    expect(anomalies(history)[0]).toBe('inconsistent-offsets')
  })

  it('is caught when those who follow answer polls, and skip what is late', async () => {
    expect(await broken('./broken-follower-reads.js', unsteady)).not.toSkipNothing()
  })

  it('is caught when a commit is known to one node only', async () => {
    const history = await broken('./broken-local-commits.js')
    expect(history).not.toBeMonotonic()
    // To poll something twice is not wrong, only slow: the log itself is in order.
    expect(history).toBeValid()
  })

  it('is caught when those who cannot reach it take over, and what they acknowledge is lost', async () => {
    const apart: Partial<ClusterOptions> = {
      nodes: 3,
      concurrency: '4n',
      nemesis: ['partition'],
      nemesisInterval: '1s',
    }
    expect(await broken('./broken-takes-over.js', apart)).not.toLoseNoWrites()
  })
})
