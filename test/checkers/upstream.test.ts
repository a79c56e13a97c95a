/** The cases of Jepsen's and Maelstrom's own tests (cases/upstream.json, expanded from them as data). */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkCounter, checkCounterBounds } from '../../src/checkers/counter.ts'
import { checkQueue, checkTotalQueue } from '../../src/checkers/queue.ts'
import { checkSet } from '../../src/checkers/set.ts'
import { checkSetFull } from '../../src/checkers/set-full.ts'
import { checkStats } from '../../src/checkers/stats.ts'
import { checkUniqueIds } from '../../src/checkers/unique-ids.ts'
import type { Verdict } from '../../src/checkers/verdict.ts'
import type { Operation } from '../../src/history/operation.ts'

interface Case {
  readonly id: string
  readonly checker: string
  readonly options: { readonly linearizable?: boolean }
  readonly history: readonly Operation[]
  readonly expect: Readonly<Record<string, unknown>>
}

const checkers: Record<string, (operations: readonly Operation[], options: Case['options']) => Verdict> = {
  'set-full': checkSetFull,
  counter: checkCounterBounds,
  'pn-counter': operations => checkCounter(operations),
  'unique-ids': checkUniqueIds,
  stats: checkStats,
  set: checkSet,
  'queue-unordered': checkQueue,
  'total-queue': checkTotalQueue,
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('./cases/upstream.json', import.meta.url), 'utf8'),
  // Some cases have no times: the reference then counts from -1.
  (_, value) =>
    value?.type && value.process !== undefined && value.time === undefined ? { ...value, time: -1 } : value,
)

describe.each(Object.keys(checkers))('the cases of %s', name => {
  const own = cases.filter(({ checker }) => checker === name)

  it('exist', () => {
    expect(own).not.toHaveLength(0)
  })

  it.each(own.map(example => [example.id, example] as const))('%s', (_, { history, options, expect: expected }) => {
    const { valid, figures, anomalies, reason } = checkers[name]!(history, options)
    expect({ valid, ...figures }).toMatchObject(expected)
    expect(anomalies.length > 0).toBe(valid === false)
    expect(typeof reason === 'string').toBe(valid === 'unknown')
  })
})
