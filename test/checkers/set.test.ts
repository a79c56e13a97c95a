import { describe, expect, it } from 'vitest'
import { checkSet } from '../../src/checkers/set.ts'
import { history } from './histories.ts'

describe('checkSet', () => {
  it('goes by the last read', () => {
    const operations = history([1, 'ok', 'add', 1], [2, 'ok', 'read', []], [2, 'ok', 'read', [1]])
    expect(checkSet(operations)).toMatchObject({ valid: true, anomalies: [], figures: { ok: [1], 'lost-count': 0 } })
  })

  it('explains lost and unexpected elements', () => {
    const operations = history(
      [1, 'invoke', 'add', 1],
      [1, 'ok', 'add', 1, { node: 'n2' }],
      [2, 'invoke', 'read'],
      [2, 'ok', 'read', [9], { final: true }],
    )
    const { valid, anomalies } = checkSet(operations)
    expect(valid).toBe(false)
    expect(anomalies.map(({ message }) => message)).toEqual([
      "element 1, acknowledged to c1 by n2 at 0.001 s, is missing from the last read, c2's final read (0.003 s).",
      "the last read, c2's final read (0.003 s), holds element 9, which nobody added.",
    ])
    expect(anomalies[0]!.operations.map(op => op.index)).toEqual([0, 1, 3])
  })

  it('does not miss what was never acknowledged, and counts what came through all the same', () => {
    const operations = history([1, 'info', 'add', 1], [2, 'info', 'add', 2], [3, 'ok', 'read', [2]])
    expect(checkSet(operations)).toMatchObject({ valid: true, figures: { recovered: [2], lost: [] } })
  })

  it('cannot tell without a read', () => {
    expect(checkSet(history([1, 'ok', 'add', 1]))).toMatchObject({
      valid: 'unknown',
      reason: 'the set was never read',
      figures: { 'attempt-count': 1, 'acknowledged-count': 1 },
    })
  })
})
