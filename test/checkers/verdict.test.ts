import { describe, expect, it } from 'vitest'
import { guarded, MalformedOperationError, mergeVerdicts, type Verdict } from '../../src/checkers/verdict.ts'
import { history } from './histories.ts'

const anomaly = (type: string) => ({ type, message: type, operations: [] })
const good: Verdict = { valid: true, anomalies: [anomaly('remark')], figures: { n: 1 } }
const bad: Verdict = { valid: false, anomalies: [anomaly('lost')], figures: { n: 2 } }
const unsure: Verdict = { valid: 'unknown', reason: 'never read', anomalies: [], figures: { n: 3 } }

describe('mergeVerdicts', () => {
  it('is as valid as the worst: false, then unknown, then true', () => {
    expect(mergeVerdicts({ good, unsure, bad }).valid).toBe(false)
    expect(mergeVerdicts({ good, unsure }).valid).toBe('unknown')
    expect(mergeVerdicts({ good }).valid).toBe(true)
    expect(mergeVerdicts({}).valid).toBe(true)
  })

  it('gives the reasons of all that are unknown, and none when it is not', () => {
    expect(mergeVerdicts({ set: unsure, good, vacuous: { ...unsure, reason: 'no operation' } }).reason).toBe(
      'set: never read; vacuous: no operation',
    )
    expect(mergeVerdicts({ unsure, bad })).not.toHaveProperty('reason')
  })

  it('keeps all anomalies, those of the worst verdicts first', () => {
    expect(mergeVerdicts({ good, bad }).anomalies.map(({ type }) => type)).toEqual(['lost', 'remark'])
  })

  it("keeps each checker's figures, validity and reason under its name", () => {
    expect(mergeVerdicts({ good, bad, unsure }).figures).toEqual({
      good: { valid: true, n: 1 },
      bad: { valid: false, n: 2 },
      unsure: { valid: 'unknown', reason: 'never read', n: 3 },
    })
  })
})

describe('guarded', () => {
  it('passes a verdict on', () => {
    expect(guarded(() => bad)).toBe(bad)
  })

  it('makes an exception an unknown verdict that says what happened', () => {
    const [op] = history([1, 'ok', 'read', 'x'])
    const verdict = guarded(() => {
      throw new MalformedOperationError(op!, 'a list of elements')
    })
    expect(verdict).toEqual({
      valid: 'unknown',
      reason: `MalformedOperationError: c1's read (0.000 s), index 0, has the value "x" where a list of elements belongs.`,
      anomalies: [],
      figures: {},
    })
  })
})
