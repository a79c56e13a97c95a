// Elle's verdicts, from its own tests and from running it: see cases/README.md.

import { describe, expect, it } from 'vitest'
import { checkListAppend, checkRwRegister, type Operation } from '../src/index.ts'
import { type Case, casesOf } from './cases.ts'

/** Where this library, on purpose, says more than Elle on a history marked exact: the names it adds, and why. */
const weSayMore: Record<string, { adds: string[]; because: string }> = {
  'fz-la-104': {
    adds: ['G-single-item-realtime'],
    because: 'Elle’s search gives up on a name when the first path that it completes ends in a cycle of another name',
  },
}

const checkers = { 'list-append': checkListAppend, 'rw-register': checkRwRegister }

describe.each(['list-append', 'rw-register'] as const)('%s', checker => {
  const check = (c: Case) => checkers[checker](c.history, c.options)
  const all = casesOf(checker)
  // Cases of Elle's own tests are exact throughout.
  const exact = all.filter(c => c.exact !== false)

  it.each(exact.map(c => [c.id, c] as const))('%s has exactly the anomalies and models that Elle finds', (id, c) => {
    const result = check(c)
    const more = weSayMore[id]?.adds ?? []
    expect(result.valid).toBe(c.expect.valid)
    expect(result.anomalyTypes).toEqual([...c.expect.anomalies!, ...more].sort())
    expect(result.not.toSorted()).toEqual(c.expect.notModels!.toSorted())
    if (c.expect.alsoNot) expect(result.alsoNot.toSorted()).toEqual(c.expect.alsoNot.toSorted())
    expect(result.unsearched).toEqual([])
  })

  it.each(all.filter(c => c.exact === false).map(c => [c.id, c] as const))(
    '%s has the verdict that Elle gives',
    (_id, c) => {
      expect(check(c).valid).toBe(c.expect.valid)
    },
  )

  it.each(all.filter(c => c.expect.details).map(c => [c.id, c] as const))(
    '%s has the evidence that Elle gives',
    (_id, c) => {
      const anomalies = check(c).anomalies as Record<string, object[]>
      for (const [name, expected] of Object.entries(c.expect.details!)) {
        expect(anomalies[name]!.map(withIndices)).toEqual(expected.map(sortedScc))
      }
    },
  )

  it.each(all.filter(c => c.expect.cycles).map(c => [c.id, c] as const))(
    '%s has the cycles that Elle shows',
    (_id, c) => {
      const anomalies = check(c).anomalies as Record<string, { cycle: Operation[]; steps: { type: string }[] }[]>
      for (const [name, expected] of Object.entries(c.expect.cycles!)) {
        const found = anomalies[name]!.map(({ cycle, steps }) =>
          rotated(cycle.slice(0, -1).map((op, i) => `${op.index} ${steps[i]!.type}`)),
        )
        expect(found).toEqual(
          expected.map(({ ops, steps }) => rotated(ops.slice(0, -1).map((op, i) => `${op} ${steps[i]}`))),
        )
      }
    },
  )
})

/** From the smallest on, so that where a cycle begins makes no difference. */
function rotated(steps: string[]): string[] {
  const at = steps.indexOf(steps.toSorted()[0]!)
  return [...steps.slice(at), ...steps.slice(0, at)]
}

function sortedScc(evidence: Record<string, unknown>): Record<string, unknown> {
  return Array.isArray(evidence.scc) ? { ...evidence, scc: evidence.scc.toSorted() } : evidence
}

function withIndices(evidence: object): Record<string, unknown> {
  const isOperation = (value: unknown): value is Operation =>
    typeof value === 'object' && value !== null && 'process' in value
  return sortedScc(
    Object.fromEntries(
      Object.entries(evidence).map(([name, value]) => [
        name,
        isOperation(value)
          ? value.index
          : Array.isArray(value)
            ? value.map(v => (isOperation(v) ? v.index : v))
            : value,
      ]),
    ),
  )
}
