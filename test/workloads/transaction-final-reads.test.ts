/** The last reads of transactional workloads, on whole runs in virtual time. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkTransactions } from '../../src/checkers/transactions.ts'
import type { Operation } from '../../src/history/operation.ts'
import type { ClusterOptions } from '../../src/options.ts'
import { MILLISECOND, SECOND } from '../../src/time/clock.ts'
import { type Program, simulate } from '../cluster/fixtures/simulation.ts'
import { LEVELS, type Level, transactionStore } from './fixtures/transaction-store.ts'

type Step = readonly [f: 'r' | 'append' | 'w', key: number, value: unknown]

const run = (program: Program, more: ClusterOptions = {}) =>
  simulate(
    { workload: 'txn-rw-register', nodes: 1, concurrency: '2n', rate: 200, timeLimit: '2s', finalReads: true, ...more },
    program,
  )
const finals = (operations: readonly Operation[]) =>
  operations.filter(({ type, final }) => type === 'ok' && final === true)
const keysOf = (operations: readonly Operation[]) =>
  new Set(operations.flatMap(({ value }) => (value as Step[]).map(([, key]) => key)))

/** Registers on every node, without any isolation: the latest write wins; the others hear of it after `delay`, or never. */
function replicas(delay: number | undefined): Program {
  return ({ id, ids, send, after }) => {
    const registers = new Map<number, readonly [stamp: number, value: unknown]>()
    let stamp = 0
    const put = (key: number, at: number, value: unknown) => {
      stamp = Math.max(stamp, at)
      if (at > (registers.get(key)?.[0] ?? 0)) registers.set(key, [at, value])
    }
    return ({ body, reply }) => {
      if (body.type === 'put') return put(body.key as number, body.at as number, body.value)
      const txn = (body.txn as Step[]).map(([f, key, value]): Step => {
        if (f === 'r') return [f, key, registers.get(key)?.[1] ?? null]
        const at = Math.floor(stamp) + 1 + ids.indexOf(id) / 10
        put(key, at, value)
        for (const peer of ids) {
          if (peer !== id && delay !== undefined) after(delay, () => send(peer, { type: 'put', key, at, value }))
        }
        return [f, key, value]
      })
      reply({ type: 'txn_ok', txn } as never)
    }
  }
}

describe('final reads', () => {
  it('are not made unless they are asked for', async () => {
    const { operations } = await run(transactionStore('strict', 1), { finalReads: false })
    expect(operations.some(({ final }) => final === true)).toBe(false)
  })

  it('are of every key at every node, a few at a time, after everything else', async () => {
    const { operations, options } = await run(replicas(MILLISECOND), { nodes: 3 })
    const last = finals(operations)
    for (const node of options.nodes)
      expect(keysOf(last.filter(operation => operation.node === node))).toEqual(keysOf(operations))
    expect(Math.max(...last.map(({ value }) => (value as Step[]).length))).toBe(8)
    expect(last.every(({ value }) => (value as Step[]).every(([f]) => f === 'r'))).toBe(true)
    const first = operations.findIndex(({ final }) => final === true)
    expect(operations.slice(first).every(({ final }) => final === true)).toBe(true)
  })

  it('are repeated until nodes agree', async () => {
    const { operations, duration } = await run(replicas(2 * SECOND), { nodes: 3 })
    expect(duration).toBeGreaterThan(3.5 * SECOND)
    expect(duration).toBeLessThan(5 * SECOND)
    const latest = new Map<number, Map<unknown, unknown>>()
    for (const { process, value } of finals(operations)) {
      for (const [, key, read] of value as Step[])
        latest.set(key, (latest.get(key) ?? new Map<unknown, unknown>()).set(process, read))
    }
    for (const reads of latest.values()) expect(new Set(reads.values()).size).toBe(1)
  })

  it('end when the time for recovery is up, and say nothing where nodes differ', async () => {
    const { operations, duration } = await run(replicas(undefined), { nodes: 2, recovery: '3s' })
    expect(duration).toBeGreaterThanOrEqual(5 * SECOND)
    expect(duration).toBeLessThan(5.5 * SECOND)
    expect(checkTransactions(operations, { consistencyModels: ['read-uncommitted'] }).valid).toBe(true)
  })

  it('are tried again when they fail', async () => {
    const store = transactionStore('strict', 1)
    const { operations } = await run(self => {
      const handle = store(self)
      let n = 0
      return message => {
        if (++n % 3 === 0) message.reply({ type: 'error', code: 30, text: 'not now' })
        else handle(message)
      }
    })
    expect(keysOf(finals(operations))).toEqual(keysOf(operations))
    expect(operations.some(({ type, final }) => type === 'fail' && final === true)).toBe(true)
  })

  it.each(['txn-rw-register', 'txn-list-append'] as const)(
    'of %s never make a store look worse than it is',
    async workload => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...(Object.keys(LEVELS) as Level[])), fc.integer(), async (level, seed) => {
          // A store that may always answer from the past never settles, and nothing follows from its last reads.
          fc.pre(level !== 'stale')
          const { operations } = await run(transactionStore(level, seed), { workload, seed, timeLimit: '1s' })
          expect(finals(operations).length).toBeGreaterThan(0)
          const verdict = checkTransactions(operations, { consistencyModels: [LEVELS[level]] })
          expect(verdict.anomalies.flatMap(({ message, story }) => [message, ...(story ?? [])])).toEqual([])
        }),
        { numRuns: 25 },
      )
    },
  )
})
