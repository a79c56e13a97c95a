// For tiny histories, everything can be tried: a history is serializable if its transactions, one after the other in some
// order, return what they returned.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkListAppend, checkRwRegister, explain, type Operation } from '../src/index.ts'
import { randomFrom } from './store.ts'

type Mop = [f: 'append' | 'w' | 'r', key: string, value: unknown]
interface Transaction {
  readonly mops: Mop[]
  readonly type: 'ok' | 'info' | 'fail'
  readonly invoked: number
  readonly completed: number
}

/** Whether some order of the ok transactions and some of the info ones explains every read; optionally in real time. */
function hasSerialOrder(transactions: readonly Transaction[], realtime: boolean): boolean {
  const place = (state: ReadonlyMap<string, unknown>, left: readonly Transaction[]): boolean => {
    if (left.every(t => t.type === 'info')) return true
    return left.some(next => {
      const earlier = (other: Transaction): boolean => other.type === 'ok' && other.completed < next.invoked
      if (realtime && left.some(other => other !== next && earlier(other))) return false
      const after = execute(state, next)
      return (
        after !== undefined &&
        place(
          after,
          left.filter(t => t !== next),
        )
      )
    })
  }
  return place(
    new Map(),
    transactions.filter(t => t.type !== 'fail'),
  )
}

function execute(state: ReadonlyMap<string, unknown>, { mops, type }: Transaction): Map<string, unknown> | undefined {
  const after = new Map(state)
  for (const [f, key, value] of mops) {
    const before = after.get(key) ?? null
    if (f === 'append') after.set(key, [...((before as number[] | null) ?? []), value])
    else if (f === 'w') after.set(key, value)
    else if (type === 'ok' && JSON.stringify(before) !== JSON.stringify(value)) return undefined
  }
  return after
}

/** Transactions against a store that now and then serves an old state, forgets a write, or splits a transaction. */
function brokenStore(seed: number, append: boolean, finalRead: boolean): Transaction[] {
  const random = randomFrom(seed)
  const keys = ['x', 'y'].slice(0, 1 + Math.floor(random() * 2))
  const faulty = random() < 0.7 ? 0.25 : 0
  const states: Map<string, unknown>[] = [new Map()]
  const counts = new Map<string, number>()
  const transactions: Transaction[] = []
  const count = 2 + Math.floor(random() * 4)
  for (let i = 0; i < count; i++) {
    const type = finalRead || random() < 0.8 ? 'ok' : random() < 0.5 ? 'info' : 'fail'
    const past = random() < faulty ? states[Math.floor(random() * states.length)]! : states.at(-1)!
    const view = new Map(past)
    const latest = new Map(states.at(-1)!)
    const mops = Array.from({ length: 1 + Math.floor(random() * 3) }, (): Mop => {
      const key = keys[Math.floor(random() * keys.length)]!
      if (random() < 0.5) return ['r', key, type === 'ok' ? (view.get(key) ?? null) : null]
      const value = (counts.get(key) ?? 0) + 1
      counts.set(key, value)
      const mop: Mop = [append ? 'append' : 'w', key, value]
      for (const state of [view, latest]) {
        state.set(key, append ? [...((state.get(key) as number[] | undefined) ?? []), value] : value)
      }
      return mop
    })
    if (type === 'ok' || (type === 'info' && random() < 0.5)) states.push(random() < faulty ? view : latest)
    const invoked = 4 * i - Math.floor(random() * 9)
    transactions.push({ mops, type, invoked, completed: Math.max(invoked, 4 * i) + 1 + Math.floor(random() * 3) })
  }
  if (finalRead) {
    const mops = keys.map((key): Mop => ['r', key, states.at(-1)!.get(key) ?? null])
    transactions.push({ mops, type: 'ok', invoked: 4 * count + 8, completed: 4 * count + 9 })
  }
  return transactions
}

function toHistory(transactions: readonly Transaction[]): Operation[] {
  const events = transactions.flatMap((t, process) => {
    const invoked = t.mops.map(([f, key, value]) => [f, key, f === 'r' ? null : value])
    return [
      // Completions before invocations at the same time would be an order that hasSerialOrder does not know.
      { at: t.invoked, order: 0, operation: { type: 'invoke', process, f: 'txn', value: invoked } as const },
      { at: t.completed, order: 1, operation: { type: t.type, process, f: 'txn', value: t.mops } as const },
    ]
  })
  return events
    .sort((a, b) => a.at - b.at || a.order - b.order)
    .map(({ operation }, index) => ({ index, ...operation }))
}

const runs = Number(process.env.ISOLATION_FUZZ_RUNS ?? 120) * 10

describe.each([
  ['serializable', false],
  ['strict-serializable', true],
] as const)('every history that all serial orders say something else about: %s', (model, realtime) => {
  const law = (
    check: (history: Operation[]) => { valid: unknown; text: string },
    append: boolean,
    complete: boolean,
  ) => {
    const seen = { invalid: 0, valid: 0 }
    fc.assert(
      fc.property(fc.integer(), seed => {
        const transactions = brokenStore(seed, append, complete)
        const { valid, text } = check(toHistory(transactions))
        const explained = hasSerialOrder(transactions, realtime)
        seen[explained ? 'valid' : 'invalid']++
        if (valid === false) expect(explained, text).toBe(false)
        if (complete && !explained) expect(valid).toBe(false)
      }),
      { numRuns: runs },
    )
    // The law is not about nothing.
    expect(Math.min(seen.valid, seen.invalid)).toBeGreaterThan(runs / 500)
  }
  const lists = (history: Operation[]) => {
    const result = checkListAppend(history, { consistencyModels: [model] })
    return { valid: result.valid, text: explain(result) }
  }
  const registers = (history: Operation[]) => {
    const options = { wfrKeys: true, linearizableKeys: realtime, consistencyModels: [model] as const }
    const result = checkRwRegister(history, { ...options, anomalies: ['garbage-read'] })
    return { valid: result.valid, text: explain(result) }
  }

  it('no list-append history that has a serial order is rejected', () => law(lists, true, false))
  it('no list-append history without one is accepted, once a last transaction has read every list', () =>
    law(lists, true, true))
  it('no register history that has a serial order is rejected', () => law(registers, false, false))
})
