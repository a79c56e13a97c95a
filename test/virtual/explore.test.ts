/** `explore()`: it finds a schedule that fails, shrinks it to a few operations and faults, and replays it exactly. */

import { spawnSync } from 'node:child_process'
import { cluster, explore, formatSchedule, type History, parseSchedule } from '@jepsen-ts/maelstrom'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { failureOf } from '../explore/failure-of.ts'
import '@jepsen-ts/maelstrom/vitest'
import fc from 'fast-check'

const raft = {
  nodes: 3,
  workload: 'lin-kv',
  nemesis: ['partition'],
  nemesisInterval: '1s',
  rate: 60,
  timeLimit: '6s',
} as const
const linearizable = (history: History) => expect(history).toBeLinearizable()

describe('a stale read of a deposed leader', () => {
  it('is found, shrunk, told and replayed', async () => {
    const options = { ...raft, bin: './examples/lin-kv/broken-stale-read.ts' }
    const failure = await failureOf(
      explore({ ...options, seed: 1, runs: 50, maxTime: '40s', results: false }, linearizable),
    )
    const shrunk = failure.history!
    expect(shrunk.pairs.length).toBeLessThanOrEqual(12)
    expect(shrunk.faults[0]!.started).toBeLessThanOrEqual(3)
    expect(failure.message).toContain('asks')
    expect(failure.message).toMatch(/Replay {2}.*MAELSTROM_REPLAY=\d+~\/partition/)
    const again = await cluster({
      latency: 2,
      latencyDist: 'exponential',
      ...options,
      clock: 'virtual',
      results: false,
      replay: failure.replay,
    })
    expect(again.operations).toEqual(shrunk.operations)
    expect(() => expect(again).toBeLinearizable()).toThrow()
  })
})

it('one line replays it, and one leads to its folder: those of the matcher, which a terminal shows in colours, are left out', async () => {
  const dim = (text: string) => `\u001b[2m${text}\u001b[22m`
  const failure = await failureOf(
    explore({ ...raft, bin: './examples/lin-kv/raft.ts', runs: 1, timeLimit: '1s' }, () => {
      throw new Error(`wrong\n\n  ${dim('Replay')}  MAELSTROM_SEED=1 npx …\n  ${dim('Look')}    maelstrom-results/1`)
    }),
  )
  expect(failure.message).toContain('\nwrong\n')
  for (const word of ['Replay', 'Look']) expect(failure.message.split(word)).toHaveLength(2)
})

describe('a program that is right', () => {
  it('stays clean, and the report says how much was tried', async () => {
    const report = await explore(
      { ...raft, bin: './examples/lin-kv/raft.ts', runs: 10, seed: 100, results: false },
      linearizable,
    )
    expect(report).toMatchObject({ runs: 10, firstSeed: 100, interrupted: false })
  })
})

describe('what is no failure of a schedule', () => {
  it('rejects as cluster() does: a wrong option, a program in a language that cannot be simulated', async () => {
    await expect(
      explore({ ...raft, nemesis: [], bin: './examples/lin-kv/raft.py', runs: 3 }, linearizable),
    ).rejects.toThrow(/cannot be run in virtual time/)
    await expect(explore({ bin: './x.js', workload: 'echo', rate: -1, runs: 3 }, linearizable)).rejects.toThrow(/rate/)
  })
})

describe('the text of a schedule', () => {
  it('comes back as it was', () => {
    const sorted = fc.uniqueArray(fc.nat(500)).map(list => list.toSorted((a, b) => a - b))
    const faults = fc.array(fc.constantFrom('partition.0', 'kill.3', 'partition:one-way.12'))
    fc.assert(
      fc.property(
        fc.oneof(fc.nat(), fc.constantFrom('a seed', 'x/y')),
        fc.option(faults, { nil: undefined }),
        fc.option(sorted, { nil: undefined }),
        (seed, faults, operations) => {
          const schedule = {
            seed,
            ...(faults === undefined ? {} : { faults }),
            ...(operations === undefined ? {} : { operations }),
          }
          expect(parseSchedule(formatSchedule(schedule))).toEqual(schedule)
        },
      ),
    )
  })

  it('is refused by name when it is none', () => {
    for (const text of ['', '7', '7/x', '7/*/a-b', '7/*/9-3'])
      expect(() => parseSchedule(text)).toThrow(/is no replay text/)
  })
})

describe('threads', () => {
  it('carry out the same runs as the thread of the test', async () => {
    const seen = async (threads: number) => {
      const runs: unknown[] = []
      const options = {
        bin: './examples/unique-ids/node.js',
        nodes: 3,
        workload: 'unique-ids',
        rate: 10,
        timeLimit: '1s',
      } as const
      await explore({ ...options, runs: 100, seed: 1, threads, results: false }, history => {
        runs.push([history.seed, history.operations])
      })
      return runs
    }
    const [alone, together] = [await seen(1), await seen(2)]
    expect(together).toEqual(alone)
    expect(new Set(together.map(run => JSON.stringify(run))).size).toBe(100)
  })
})

describe('when time runs out', () => {
  const ids = {
    bin: './examples/unique-ids/node.js',
    nodes: 3,
    workload: 'unique-ids',
    rate: 10,
    results: false,
  } as const

  it('a run that is under way in a thread is given up, and is no failure', async () => {
    const report = await explore({ ...ids, runs: 5000, threads: 2, timeLimit: '60s', maxTime: '400ms' }, () => {})
    expect(report.interrupted).toBe(true)
    expect(report.runs).toBeLessThan(5000)
  })

  it('a run on the real clock is ended in order, and leaves no process', async () => {
    const began = performance.now()
    const marker = `explored-${process.pid}-${Math.round(began)}`
    const report = await explore(
      { ...ids, args: [marker], clock: 'real', nodes: 1, runs: 3, timeLimit: '20s', maxTime: '1s' },
      () => expect.fail('a run that was cut short is not judged'),
    )
    expect(report).toMatchObject({ interrupted: true, runs: 1 })
    expect(performance.now() - began).toBeLessThan(8000)
    const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'args'], { encoding: 'utf8' })
    expect(stdout).toContain('ps -A')
    expect(stdout).not.toContain(marker)
  })
})

describe('shards', () => {
  const seedsOf = async (shard: string | undefined, runs: number) => {
    vi.stubEnv('MAELSTROM_SHARD', shard)
    const seeds: unknown[] = []
    const options = {
      bin: './examples/unique-ids/node.js',
      nodes: 1,
      workload: 'unique-ids',
      rate: 5,
      timeLimit: '1s',
    } as const
    await explore({ ...options, seed: 50, runs, threads: 1, results: false }, history => void seeds.push(history.seed))
    return seeds
  }
  afterEach(() => vi.unstubAllEnvs())

  it('try different seeds, and together those that one machine would', async () => {
    const shares = [await seedsOf('1/3', 8), await seedsOf('2/3', 8), await seedsOf('3/3', 8)]
    expect(shares).toEqual([
      [50, 53, 56],
      [51, 54, 57],
      [52, 55],
    ])
    expect(shares.flat().toSorted()).toEqual(await seedsOf(undefined, 8))
  })

  it('try one seed at least, since a test that tries nothing proves nothing', async () => {
    expect(await seedsOf('3/3', 2)).toEqual([52])
  })

  it('are refused when they are none', async () => {
    for (const text of ['0/3', '4/3', '3', 'a/b']) await expect(seedsOf(text, 2)).rejects.toThrow(/MAELSTROM_SHARD/)
  })
})
