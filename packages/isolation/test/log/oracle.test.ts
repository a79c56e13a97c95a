// checkLog() beside a naive reading of the definitions, on small histories of all kinds: also such as no client would ever record.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logJson } from '../../src/cli/kafka.ts'
import type { Operation } from '../../src/history.ts'
import { allowedErrors } from '../../src/log/evidence.ts'
import { checkLog, type LogOptions, type LogResult } from '../../src/log/index.ts'
import { logCases } from './cases.ts'
import { type Findings, findings } from './oracle.ts'
import { historyOf, plan } from './plans.ts'

const runs = Number(process.env.ISOLATION_FUZZ_RUNS ?? 700)

/** A cycle through the order of offsets is told by whichever name the search finds first; what counts is that there is one. */
const CYCLES = /^(G0|G1c)(-realtime)?$|-cycle-exists$/
/** Whether these hold in a log with several messages at an offset depends on which of them is chosen. */
const BY_CHOICE = /poll-skip|send-skip|nonmonotonic/

const inOrder = (values: readonly unknown[]) => values.toSorted((a, b) => String(a).localeCompare(String(b)))

/** Evidence as a set of lines, with no more than the fields that both have. */
function lines(
  type: string,
  list: readonly Record<string, unknown>[],
  fields: readonly string[],
  skip: ReadonlySet<string>,
) {
  return list
    .filter(({ key }) => !(BY_CHOICE.test(type) && skip.has(key as string)))
    .map(evidence =>
      JSON.stringify(
        fields.map(field => {
          const value = evidence[field]
          if (field === 'values' && type === 'inconsistent-offsets') return inOrder(value as unknown[])
          if (field === 'messages')
            return Object.fromEntries(
              (Array.isArray(value)
                ? (value as [string, unknown[]][])
                : Object.entries(value as Record<string, unknown[]>)
              )
                .map(([key, list]): [string, unknown] => [key, inOrder(list)])
                .sort(),
            )
          if (field === 'unseen') return Object.entries(value as object).sort()
          return value
        }),
      ),
    )
    .sort()
}

function agree(history: readonly Operation[], options: LogOptions): { result: LogResult; oracle: Findings } {
  const oracle = findings(history, options)
  const result = checkLog(history, { ...options, allErrors: true })
  const { errors } = logJson(history, result) as {
    errors: Record<string, Record<string, unknown> | Record<string, unknown>[]>
  }
  const types = new Set([...Object.keys(oracle.errors), ...Object.keys(errors)])
  for (const type of types) {
    if (CYCLES.test(type) || type === 'empty-transaction-graph') continue
    const theirs = oracle.errors[type] ?? []
    const mine = [errors[type] ?? []].flat()
    const fields = Object.keys(theirs[0] ?? {})
    expect([type, lines(type, mine, fields, oracle.conflicts)]).toEqual([
      type,
      lines(type, theirs, fields, oracle.conflicts),
    ])
  }
  if (!options.wwDeps || oracle.conflicts.size === 0) {
    const { ww, wwWr, wwRt, wwWrRt } = oracle.cycles
    const found = result.errorTypes.filter(type => CYCLES.test(type))
    expect({ found, ww, wwWr, wwRt, wwWrRt }).toMatchObject({
      ww: found.includes('PL-1-cycle-exists') || found.includes('G0'),
      wwWr: found.some(type => /^(PL-[12]-cycle-exists|G0|G1c)$/.test(type)),
      wwRt: found.some(type => /^((strong-)?PL-1-cycle-exists|G0(-realtime)?)$/.test(type)),
      wwWrRt: found.length > 0,
    })
    expect(result.errorTypes.includes('empty-transaction-graph')).toBe(oracle.emptyGraph)
  }
  const allowed = allowedErrors(options)
  expect(result.badErrorTypes).toEqual(result.errorTypes.filter(type => !allowed.has(type)))
  expect(result.valid).toBe(result.badErrorTypes.length === 0)
  return { result, oracle }
}

const options = fc.record({
  wwDeps: fc.boolean(),
  subVia: fc.constantFrom<LogOptions['subVia'][]>(['assign'], ['subscribe'], ['assign', 'subscribe']),
})

describe('the definitions themselves', () => {
  it.each(logCases('kafka').map(c => [c.id, c] as const))(
    'say of %s what the reference says',
    (_id, { history, options, expect: expected }) => {
      const { errors, conflicts, cycles, emptyGraph, lags } = findings(history, options)
      const types = [...Object.keys(errors), ...(emptyGraph ? ['empty-transaction-graph'] : [])]
      const compared = (types: readonly string[]) =>
        types.filter(type => !CYCLES.test(type) && !(conflicts.size > 0 && BY_CHOICE.test(type))).sort()
      expect(compared(types)).toEqual(compared(expected.errorTypes))
      expect(cycles.wwWrRt).toBe(expected.errorTypes.some(type => CYCLES.test(type)))
      for (const [type, evidence] of Object.entries(expected.errors ?? {})) {
        if (compared([type]).length === 0) continue
        const theirs = [evidence].flat() as Record<string, unknown>[]
        const fields = Object.keys(theirs[0]!).filter(field => field !== 'max-read')
        expect(lines(type, errors[type]!, fields, new Set())).toEqual(lines(type, theirs, fields, new Set()))
      }
      if (expected.worstRealtimeLag) {
        const worst = expected.worstRealtimeLag as { lag: number }
        expect(lags).toContainEqual(worst)
        expect(Math.max(...lags.map(({ lag }) => lag))).toBe(worst.lag)
      }
    },
  )
})

describe('a check of a log', () => {
  it('finds what the definitions say, no more and no less', () => {
    fc.assert(
      fc.property(plan, options, (plan, options) => {
        agree(historyOf(plan), options)
      }),
      { numRuns: runs },
    )
  })

  it('counts as the definitions say: what is unseen, how far readers lag, what they consumed', () => {
    fc.assert(
      fc.property(plan, plan => {
        const history = historyOf(plan)
        const oracle = findings(history)
        const result = checkLog(history)
        const changes = result.unseen.map(({ time, unseen }) => [time, Object.entries(unseen).sort()])
        expect(changes).toEqual(oracle.unseen.map(({ time, unseen }) => [time, Object.entries(unseen).sort()]))
        const worst = Math.max(0, ...oracle.lags.map(({ lag }) => lag))
        expect(result.worstRealtimeLag?.lag ?? 0).toBe(worst)
        if (result.worstRealtimeLag !== undefined) expect(oracle.lags).toContainEqual(result.worstRealtimeLag)
        const polled: Record<number, number> = {}
        for (const [name, times] of Object.entries(oracle.consumed)) {
          const process = Number(name.split(' ')[0])
          polled[process] = (polled[process] ?? 0) + times
        }
        const consumption = result.consumption.filter(({ polled }) => polled > 0)
        expect(Object.fromEntries(consumption.map(({ process, polled }) => [process, polled]))).toEqual(polled)
        for (const { process, most, messages } of consumption) {
          for (const { key, value, count } of most) expect(oracle.consumed[`${process} ${key} ${value}`]).toBe(count)
          expect(messages).toBe(Object.keys(oracle.consumed).filter(name => name.startsWith(`${process} `)).length)
        }
      }),
      { numRuns: runs },
    )
  })
})
