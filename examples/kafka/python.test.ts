// The same logs and their broken twins in Python, on the real clock, side by side: what they wait for is mostly time.
import '@jepsen-ts/maelstrom/vitest'
import { type ClusterOptions, cluster, type History } from '@jepsen-ts/maelstrom'
import { describe, expect } from 'vitest'
import { itWith } from '../toolchains.ts'

const it = itWith('python3')

async function log(bin: string, options: Partial<ClusterOptions> = {}) {
  return await cluster({ bin, nodes: 2, workload: 'kafka', rate: 400, timeLimit: '3s', recovery: '1s', ...options })
}

const anomalies = ({ verdict }: History) => new Set(verdict.anomalies.map(({ type }) => type))

/** Reads everything, however busy the machine is. */
const right = { recovery: '20s' } as const
/** Few keys, and each of them long in use: where one reader is, another has been. */
const lasting = { keyCount: 3, maxWritesPerKey: 2000 }
/** Messages overtake each other. */
const unsteady = {
  latency: '40ms',
  latencyDist: 'exponential',
  concurrency: '10n',
  ...lasting,
} as const
const apart = {
  nodes: 3,
  concurrency: '4n',
  keyCount: 30,
  nemesis: ['partition'],
  nemesisInterval: '400ms',
} satisfies Partial<ClusterOptions>

describe.concurrent('a log on one node', () => {
  const alone = { nodes: 1, concurrency: 10 }

  it('is right', async () => {
    expect(await log('./single.py', { ...alone, ...right })).toBeValid()
  })

  it('is caught when an offset is given twice', async () => {
    const history = await log('./broken-slow-disk.py', alone)
    expect(anomalies(history)).toContain('inconsistent-offsets')
    expect(history).not.toLoseNoWrites()
  })

  it('is caught when a poll skips what lies between', async () => {
    expect(await log('./broken-newest.py', { ...alone, ...lasting })).not.toSkipNothing()
  })

  it('is caught when its commits take effect too late, and go back', async () => {
    expect(await log('./broken-lazy-commits.py', { ...alone, concurrency: 4 })).not.toBeMonotonic()
  })

  it('is caught when it forgets what it acknowledged', async () => {
    expect(await log('./broken-forgets-old.py', alone)).not.toLoseNoWrites()
  })
})

describe.concurrent('a log on the service lin-kv', () => {
  it('is right', async () => {
    const history = await log('./shared.py', right)
    expect(history).toBeValid()
    expect(history).toBeMonotonic()
  })

  it('is caught when it checks first and writes then, and gives an offset twice', async () => {
    const history = await log('./broken-check-then-act.py', { latency: '5ms' })
    expect(anomalies(history)).toContain('inconsistent-offsets')
    expect(history).not.toLoseNoWrites()
  })

  it('is caught when a node takes many offsets at once, and polls skip those that it has not used yet', async () => {
    expect(await log('./broken-blocks.py', lasting)).not.toSkipNothing()
  })

  it('is caught when a node remembers an old commit, and goes back to it', async () => {
    expect(await log('./broken-remembers.py', { ...lasting, concurrency: 4 })).not.toBeMonotonic()
  })

  it('is caught when what it acknowledges is handed over and lost on the way, in a partition', async () => {
    expect(await log('./broken-hands-over.py', apart)).not.toLoseNoWrites()
  })
})

describe.concurrent('a log with a leader for each key', () => {
  it('is right through partitions', async () => {
    const history = await log('./leaders.py', { ...apart, ...right })
    expect(history).toBeValid()
    expect(history).toBeMonotonic()
  })

  it('is caught when a key has two of them, and an offset is given twice', async () => {
    expect(anomalies(await log('./broken-two-leaders.py', { nodes: 3 }))).toContain('inconsistent-offsets')
  })

  it('is caught when those who follow answer polls, and skip what is late', async () => {
    expect(await log('./broken-follower-reads.py', unsteady)).not.toSkipNothing()
  })

  it('is caught when a commit is known to one node only', async () => {
    expect(await log('./broken-local-commits.py', { ...lasting, concurrency: 4 })).not.toBeMonotonic()
  })

  it('is caught when those who cannot reach it take over, and what they acknowledge is lost', async () => {
    expect(await log('./broken-takes-over.py', apart)).not.toLoseNoWrites()
  })
})
