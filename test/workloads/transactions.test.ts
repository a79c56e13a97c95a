/** The transactional workloads on whole runs in virtual time, against a store that gives just the isolation it is told to give. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCausal } from '../../src/checkers/causal.ts'
import { checkTransactions } from '../../src/checkers/transactions.ts'
import type { Operation } from '../../src/history/operation.ts'
import type { ClusterOptions } from '../../src/options.ts'
import { MILLISECOND } from '../../src/time/clock.ts'
import { WORKLOADS } from '../../src/workloads/index.ts'
import { messagesTo, type Program, type Simulated, simulate } from '../cluster/fixtures/simulation.ts'
import { causalStore } from './fixtures/causal-store.ts'
import { LEVELS, type Level, transactionStore } from './fixtures/transaction-store.ts'

type Step = [f: 'r' | 'append' | 'w', key: number, value: unknown]
const NAMES = ['txn-list-append', 'txn-rw-register'] as const
type Name = (typeof NAMES)[number]
const writing = { 'txn-list-append': 'append', 'txn-rw-register': 'w' } as const

const run = (workload: Name, program: Program, more: ClusterOptions = {}) =>
  simulate({ workload, nodes: 1, concurrency: 5, rate: 200, timeLimit: '2s', ...more }, program)
const judged = (workload: Name, { operations, options }: Simulated) =>
  WORKLOADS[workload].check(operations, options.given)
const asked = (operations: readonly Operation[]) =>
  operations.filter(({ type }) => type === 'invoke').map(({ value }) => value as Step[])

describe.each(NAMES)('%s', name => {
  it('asks for transactions of reads and unique writes, of one to four operations', async () => {
    const simulated = await run(name, transactionStore('strict', 1), { timeLimit: '20s' })
    const requests = messagesTo(simulated, 'n1').filter(({ body }) => body.type === 'txn')
    expect(requests.map(({ body }) => body.txn)).toEqual(asked(simulated.operations))
    expect(Object.keys(requests[0]!.body).sort()).toEqual(['msg_id', 'txn', 'type'])

    const transactions = asked(simulated.operations)
    expect(new Set(transactions.map(({ length }) => length))).toEqual(new Set([1, 2, 3, 4]))
    const steps = transactions.flat()
    const writes = steps.filter(([f]) => f !== 'r')
    expect(new Set(steps.map(([f]) => f))).toEqual(new Set(['r', writing[name]]))
    expect(steps.every(([f, , value]) => f !== 'r' || value === null)).toBe(true)
    expect(Math.abs(writes.length / steps.length - 0.5)).toBeLessThan(0.05)
    // 1, 2, 3, … for each key, 17 at most.
    for (const key of new Set(writes.map(([, key]) => key))) {
      const values = writes.filter(([, of]) => of === key).map(([, , value]) => value)
      expect(values).toEqual(values.map((_, i) => i + 1))
      expect(values.length).toBeLessThanOrEqual(17)
    }
    expect(judged(name, simulated).valid).toBe(true)
  })

  it('takes the number of keys, the lengths and the writes of a key as options', async () => {
    const options = { keyCount: 2, minTxnLength: 3, maxTxnLength: 3, maxWritesPerKey: 1_000_000 }
    const transactions = asked((await run(name, transactionStore('strict', 1), options)).operations)
    expect(transactions.every(({ length }) => length === 3)).toBe(true)
    expect(new Set(transactions.flat().map(([, key]) => key)).size).toBeGreaterThanOrEqual(2)
  })

  it('records what was read, conflicts as failed, and silence as unknown', async () => {
    const store = transactionStore('snapshot', 3)
    const { operations } = await run(name, self => {
      const handle = store(self)
      let n = 0
      return message => {
        if (++n % 20 !== 0) handle(message)
      }
    })
    const ended = (type: Operation['type']) => operations.filter(operation => operation.type === type)
    expect(ended('fail')[0]!.error).toMatchObject({ code: 30, name: 'txn-conflict' })
    expect(ended('info')[0]!.error).toMatchObject({ code: 0 })
    const read = (steps: Step[]) => steps.some(([f, , value]) => f === 'r' && value !== null)
    expect(ended('ok').some(({ value }) => read(value as Step[]))).toBe(true)
    expect(ended('info').some(({ value }) => read(value as Step[]))).toBe(false)
  })

  it.each<[string, (steps: Step[]) => unknown, RegExp]>([
    ['no transaction', () => undefined, /it has no "txn"/],
    ['a read of something else', steps => steps.map(([, key]) => ['r', key]), /txn\.0: expected \["r", key, /],
    ['another kind of operation', steps => steps.map(([, key]) => ['cas', key, 1]), /txn\.0: expected/],
    ['another key', steps => steps.map(([f, key, value]) => [f, key + 1, value]), /txn\.0: .*Expected an answer to \[/],
    ['fewer operations', steps => steps.slice(1), /Expected an answer to \[/],
    ['more operations', steps => [...steps, ['r', 0, null]], /no more operations than the transaction has/],
  ])('calls %s in a reply malformed', async (_, answer, told) => {
    const answering: Program =
      () =>
      ({ body, reply }) =>
        reply({ type: 'txn_ok', txn: answer(body.txn as Step[]) } as never)
    const { problems } = await run(name, answering)
    expect(problems[0]).toMatchObject({ kind: 'malformed-reply', message: expect.stringMatching(told) })
  })

  it('is recorded likewise when a scenario asks', async () => {
    const simulated = await simulate({ workload: name, nodes: 1 }, transactionStore('strict', 1), {
      scenario: async ({ client }) => {
        await client('n1').call('txn', { txn: [[writing[name], 'x', 1]] })
        await client('n1').call('txn', { txn: [['r', 'x', null]] })
      },
    })
    expect(simulated.operations.map(({ type, f, value }) => [type, f, value])).toEqual([
      ['invoke', 'txn', [[writing[name], 'x', 1]]],
      ['ok', 'txn', [[writing[name], 'x', 1]]],
      ['invoke', 'txn', [['r', 'x', null]]],
      ['ok', 'txn', [['r', 'x', name === 'txn-list-append' ? [1] : 1]]],
    ])
    expect(judged(name, simulated)).toMatchObject({ valid: true, figures: { transactions: 2 } })
  })

  it('is never rejected at the level that the store gives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...(Object.keys(LEVELS) as Level[])),
        fc.integer(),
        fc.record({ keyCount: fc.integer({ min: 1, max: 5 }), maxTxnLength: fc.integer({ min: 1, max: 6 }) }),
        async (level, seed, options) => {
          const { operations } = await run(name, transactionStore(level, seed), { seed, timeLimit: '1s', ...options })
          const verdict = checkTransactions(operations, { consistencyModels: [LEVELS[level]] })
          expect(verdict.anomalies.flatMap(({ message, story }) => [message, ...(story ?? [])])).toEqual([])
          expect(verdict.valid).not.toBe(false)
        },
      ),
      { numRuns: 40 },
    )
  })

  it.each([
    ['stale', 'strict-serializable', 'G-single-item-realtime'],
    ['snapshot', 'serializable', 'G2-item'],
    ['read-committed', 'repeatable-read', 'G-single-item'],
    ['read-uncommitted', 'read-committed', 'G1b'],
  ] as const)('shows that a store that is only %s is not %s, by a %s', async (level, model, anomaly) => {
    // Of registers only the first version is known to come before the others, so that there have to be many keys.
    const options: ClusterOptions = {
      concurrency: 10,
      rate: 400,
      timeLimit: '3s',
      keyCount: 3,
      maxWritesPerKey: 2,
      consistencyModels: [model],
    }
    const { valid, anomalies } = judged(name, await run(name, transactionStore(level, 7), options))
    expect(valid).toBe(false)
    expect(anomalies.map(({ type }) => type)).toContain(anomaly)
  })

  it('is the same for the same seed', async () => {
    const once = () => run(name, transactionStore('read-committed', 5), { latency: MILLISECOND / 1e6, seed: 9 })
    expect((await once()).operations).toEqual((await once()).operations)
  })
})

describe('causal consistency', () => {
  const replicas = (careful: boolean, seed: number, more: ClusterOptions = {}) =>
    run('txn-rw-register', causalStore(careful), {
      nodes: 3,
      concurrency: 6,
      latency: 30,
      latencyDist: 'exponential',
      seed,
      ...more,
    })

  it('is never denied to replicas that take up transactions in causal order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.record({ keyCount: fc.integer({ min: 1, max: 6 }), maxWritesPerKey: fc.integer({ min: 1, max: 16 }) }),
        async (seed, options) => {
          const { operations } = await replicas(true, seed, options)
          const { anomalies } = checkCausal(operations)
          expect(anomalies.flatMap(({ message, story }) => [message, ...(story ?? [])])).toEqual([])
        },
      ),
      { numRuns: 20 },
    )
  })

  it('is less than serializability, and more than to take up transactions as they come', async () => {
    const longer: ClusterOptions = { timeLimit: '10s', keyCount: 4, maxWritesPerKey: 2 }
    const right = await replicas(true, 1, longer)
    expect(checkCausal(right.operations).valid).toBe(true)
    expect(checkTransactions(right.operations, { consistencyModels: ['serializable'] }).valid).toBe(false)

    const { valid, anomalies } = checkCausal((await replicas(false, 1, longer)).operations)
    expect(valid).toBe(false)
    // Which arrow closes the cycle depends on what happened first: another transaction, or the next one of a process.
    expect(anomalies.map(({ type }) => type)).toContainEqual(expect.stringMatching(/^G-single-item(?:-process)?$/))
  })
})
