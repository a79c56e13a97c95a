/** The challenges with programs that pass them and programs that do not; what is printed of either. Registered with a runner of our own, that runs on demand. */

import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { CHALLENGES, type ChallengeName } from '../../src/glomers/challenges.ts'
import { ChallengeFailedError, type Glomers, glomersFor, UnknownPartError } from '../../src/glomers/suite.ts'

interface Outcome {
  /** Names of the tests, with what they threw. */
  readonly tests: Record<string, unknown>
  readonly printed: string
  readonly notes: readonly string[]
}

async function outcome(register: (glomers: Glomers) => void): Promise<Outcome> {
  const tests: [string, (note: (text: string) => void) => Promise<void>][] = []
  const after: (() => void)[] = []
  const notes: string[] = []
  let printed = ''
  register(
    glomersFor({
      describe: (_name, define) => define(),
      it: (name, run) => tests.push([name, run]),
      afterAll: run => after.push(run),
      print: (suite, text) => {
        printed += `${suite}\n${stripVTControlCharacters(text)}\n`
      },
    }),
  )
  const ended: Record<string, unknown> = {}
  for (const [name, run] of tests) {
    ended[name] = await run(text => notes.push(text)).then(
      () => undefined,
      (error: unknown) => error,
    )
  }
  for (const run of after) run()
  return { tests: ended, printed, notes }
}

const example = (path: string) => new URL(`../../examples/${path}`, import.meta.url).pathname
const simulated = { clock: 'virtual', results: false, seed: 1 } as const

describe('the table of challenges', () => {
  const parameters = Object.values(CHALLENGES).flatMap(({ workload, parts }) =>
    parts.map(({ id, options }) => ({ id, workload, ...options })),
  )

  it('has all parts of the original, with its parameters', () => {
    expect(
      parameters.map(({ id, workload, nodes, timeLimit, rate = 5, nemesis = [], ...rest }) =>
        [id, workload, nodes, timeLimit, rate, ...nemesis, rest.latency, rest.availability, rest.consistencyModels?.[0]]
          .filter(value => value !== undefined)
          .join(' '),
      ),
    ).toEqual([
      '1 echo 1 10s 5',
      '2 unique-ids 3 30s 1000 partition total',
      '3a broadcast 1 20s 10',
      '3b broadcast 5 20s 10',
      '3c broadcast 5 20s 10 partition',
      '3d broadcast 25 20s 100 100ms',
      '3e broadcast 25 20s 100 100ms',
      '4 g-counter 3 20s 100 partition',
      '5a kafka 1 20s 1000',
      '5b kafka 2 20s 1000',
      '5c kafka 2 20s 1000',
      '6a txn-rw-register 1 20s 1000 total read-uncommitted',
      '6b txn-rw-register 2 20s 1000 total read-uncommitted',
      '6b txn-rw-register 2 20s 1000 partition total read-uncommitted',
      '6c txn-rw-register 2 20s 1000 partition total read-committed',
    ])
    const clients = parameters.filter(({ id }) => /^[56]/.test(id)).map(({ concurrency }) => concurrency)
    expect(new Set(clients)).toEqual(new Set(['2n']))
  })

  it('takes parts by name, and says which there are', async () => {
    const one = await outcome(({ broadcast }) =>
      broadcast({ bin: example('glomers/broadcast.ts'), parts: ['3a'], timeLimit: '1s', ...simulated }),
    )
    expect(one.tests).toEqual({ '3a one node': undefined })
    expect(one.printed).toBe('Gossip Glomers 3: broadcast\n  ✓ 3a  one node  valid\n')
    const strange = outcome(({ broadcast }) => broadcast({ bin: './node', parts: ['3f' as '3a'] }))
    await expect(strange).rejects.toThrow(UnknownPartError)
    await expect(strange).rejects.toThrow('Challenge 3 (broadcast) has no part "3f"; it has 3a, 3b, 3c, 3d, 3e.')
  })
})

describe('a part that is passed', () => {
  it('tells its figures and their bounds', async () => {
    const { tests, printed, notes } = await outcome(({ broadcast }) =>
      broadcast({ bin: example('glomers/broadcast.ts'), parts: ['3d', '3e'], timeLimit: '5s', ...simulated }),
    )
    expect(tests).toEqual({ '3d efficient, part I': undefined, '3e efficient, part II': undefined })
    expect(printed).toMatch(/✓ 3d {2}efficient, part I {3}valid\n {28}[\d.]+ messages per operation, bound 30\n/)
    expect(printed).toMatch(
      / median stable latency \d+ ms, bound 400 ms\n +maximum stable latency \d+ ms, bound 600 ms/,
    )
    expect(notes[1]).toMatch(
      /^3e: valid; [\d.]+ messages per operation, bound 20; median stable latency \d+ ms, bound 1000 ms; maximum/,
    )
  })
})

describe('a part that is not passed', () => {
  it('tells which figures are out of bounds, and points at the line that asked', async () => {
    const { tests, printed } = await outcome(({ broadcast }) =>
      broadcast({ bin: example('broadcast/flood.js'), parts: ['3d'], timeLimit: '5s', ...simulated }),
    )
    const error = tests['3d efficient, part I'] as Error
    expect(error).toBeInstanceOf(ChallengeFailedError)
    const message = stripVTControlCharacters(error.message)
    expect(message).toContain('Challenge 3d (efficient, part I) is not passed. So far so good: valid; ')
    expect(message).toMatch(/✗ Median stable latency \d{3} ms, bound 400 ms\./)
    expect(message).toMatch(/Replay {2}.*1/)
    expect(error.stack!.split('\n').find(line => /^\s+at /.test(line))).toContain('glomers.test.ts')
    expect(printed).toMatch(/✗ 3d {2}efficient, part I {2}valid\n/)
    expect(printed).toMatch(/median stable latency \d{3} ms, bound 400 ms ✗/)
  })

  it('tells what was wrong with the run', async () => {
    const { tests, printed } = await outcome(({ broadcast }) =>
      broadcast({ bin: example('broadcast/broken-no-retry.js'), parts: ['3c'], ...simulated }),
    )
    expect(printed).toMatch(/✗ 3c {2}fault-tolerant {2}not valid: lost-element/)
    const { message } = tests['3c fault-tolerant'] as Error
    expect(message).toContain('Challenge 3c (fault-tolerant) is not passed.')
    expect(message).toContain('is missing from')
  })

  it('tells of a program that cannot be run', async () => {
    const { tests, printed } = await outcome(({ echo }) => echo({ bin: './no-such-program', ...simulated }))
    expect(tests['1 one node']).toMatchObject({ name: 'NotSimulatedError' })
    expect(printed).toMatch(/✗ 1 {2}one node {2}NotSimulatedError: /)
  })

  it('is one of 6b for a dirty write, which no read of the main phase shows', async () => {
    const bin = example('glomers/broken-dirty-write.js')
    const broken = await outcome(({ txn }) => txn({ bin, parts: ['6b'], timeLimit: '10s', ...simulated }))
    expect(broken.printed).toMatch(/✗ 6b {2}two nodes, read uncommitted {2}not read-uncommitted: G0 ✗/)
    expect(broken.printed).toMatch(/✗ 6b {2}the same through partitions {2}not read-uncommitted: G0 ✗/)
    const { message } = broken.tests['6b two nodes, read uncommitted'] as Error
    expect(message).toContain('being what everybody read in the end')
    const blind = await outcome(({ txn }) =>
      txn({ bin, parts: ['6b'], timeLimit: '10s', finalReads: false, ...simulated }),
    )
    expect(Object.values(blind.tests)).toEqual([undefined, undefined])
  })
})

it('needs no more than the name of the program', () => {
  const names = Object.keys(CHALLENGES) as ChallengeName[]
  const registered: string[] = []
  const glomers = glomersFor({
    describe: (name, define) => {
      registered.push(name)
      define()
    },
    it: (name, _run, timeout) => {
      registered.push(`${name} ${timeout / 1000} s`)
    },
    afterAll: () => {},
    print: () => {},
  })
  for (const name of names) glomers[name]({ bin: './node' })
  expect(registered).toHaveLength(6 + 15)
  expect(registered).toContain('Gossip Glomers 6: totally available transactions')
  expect(registered).toContain('2 through partitions 150 s')
})
