import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkUniqueIds } from '../../src/checkers/unique-ids.ts'
import { history } from './histories.ts'

const ids = (...values: readonly unknown[]) =>
  history(...values.map((id, i) => [i + 1, 'ok', 'generate', id, { node: `n${i + 1}` }] as const))

describe('checkUniqueIds', () => {
  it('counts attempts and acknowledged ids, and ranges over them', () => {
    const operations = history(
      [1, 'invoke', 'generate'],
      [2, 'invoke', 'generate'],
      [1, 'ok', 'generate', 'b'],
      [2, 'info', 'generate'],
      [3, 'invoke', 'generate'],
      [3, 'ok', 'generate', 'a'],
    )
    expect(checkUniqueIds(operations)).toEqual({
      valid: true,
      anomalies: [],
      figures: {
        'attempted-count': 3,
        'acknowledged-count': 2,
        'duplicated-count': 0,
        duplicated: {},
        range: ['a', 'b'],
      },
    })
  })

  it('explains who was handed the same id', () => {
    const { valid, anomalies, figures } = checkUniqueIds(ids(7, 8, 7, 7))
    expect(valid).toBe(false)
    expect(figures).toMatchObject({ 'duplicated-count': 1, duplicated: { 7: 3 } })
    expect(anomalies).toHaveLength(1)
    expect(anomalies[0]!.message).toBe(
      'id 7 was handed out 3 times: to c1 by n1 at 0.000 s, to c3 by n3 at 0.002 s, ….',
    )
    expect(anomalies[0]!.operations.map(op => op.index)).toEqual([0, 2, 3])
  })

  it('takes any JSON for an id, and equal JSON for the same', () => {
    expect(checkUniqueIds(ids(1, '1', [1], ['1'], { a: 1 }, null, true)).valid).toBe(true)
    expect(checkUniqueIds(ids({ a: 1, b: 2 }, { b: 2, a: 1 })).figures.duplicated).toEqual({ '{"a":1,"b":2}': 2 })
    expect(checkUniqueIds(ids(2n ** 63n, 2n ** 63n + 1n)).valid).toBe(true)
    expect(checkUniqueIds(ids([2], 'a', 10, { z: 0 }, 9)).figures.range).toEqual([9, { z: 0 }])
  })

  it('names the 48 most frequent ones', () => {
    const values = Array.from({ length: 60 }, (_, i) => [i, i, ...(i >= 50 ? [i] : [])]).flat()
    const { figures, anomalies } = checkUniqueIds(ids(...values))
    const named = figures.duplicated as Record<string, number>
    expect(figures['duplicated-count']).toBe(60)
    expect(Object.keys(named)).toHaveLength(48)
    expect(Object.values(named).filter(n => n === 3)).toHaveLength(10)
    expect(anomalies.at(-1)!.message).toMatch(/57 more ids are duplicated likewise\.$/)
  })

  it('is valid exactly when there are as many ids as acknowledgements', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 12 }), values => {
        expect(checkUniqueIds(ids(...values)).valid).toBe(new Set(values).size === values.length)
      }),
    )
  })
})
