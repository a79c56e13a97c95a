import { describe, expect, it } from 'vitest'
import { checkAvailability } from '../../src/checkers/availability.ts'
import { history } from './histories.ts'

const timeout = { error: { code: 0, name: 'timeout' } }
const operations = history(
  [1, 'invoke', 'read'],
  [1, 'ok', 'read'],
  [2, 'invoke', 'read', null, { node: 'n2' }],
  [2, 'info', 'read', null, timeout],
  [3, 'invoke', 'read'],
  [3, 'ok', 'read'],
  [4, 'invoke', 'read'],
  ['nemesis', 'invoke', 'partition'],
  ['nemesis', 'info', 'partition'],
)

describe('availability', () => {
  it('is the fraction of invocations by clients that ended ok', () => {
    expect(checkAvailability(operations).figures).toEqual({ 'ok-fraction': 0.5, 'ok-count': 2, 'invoke-count': 4 })
  })

  it('is judged only when it was asked for', () => {
    expect(checkAvailability(operations).valid).toBe(true)
    expect(checkAvailability(operations, 0.5).valid).toBe(true)
    expect(checkAvailability(operations, 0.51).valid).toBe(false)
    expect(checkAvailability(operations, 'total').valid).toBe(false)
    expect(checkAvailability(operations.slice(0, 2), 'total').valid).toBe(true)
  })

  it('is whole when nothing was invoked', () => {
    expect(checkAvailability([], 'total')).toMatchObject({ valid: true, figures: { 'ok-fraction': 1 } })
  })

  it('shows what was not available', () => {
    const [anomaly] = checkAvailability(operations, 0.95).anomalies
    expect(anomaly!.message).toBe(
      "2 of 4 operations ended ok (50 %), where at least 95 % should have; the first that did not: c2's read at n2 (0.002 s) ended info (timeout).",
    )
    expect(anomaly!.operations.map(op => op.index)).toEqual([2, 3, 6])
    expect(checkAvailability(operations.slice(6), 'total').anomalies[0]!.message).toMatch(
      /where all should have.* never ended\.$/,
    )
  })
})
