import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantiles } from '../../src/checkers/quantiles.ts'

describe('quantiles', () => {
  it('are values of the list, at ⌊n·q⌋', () => {
    expect(quantiles([4, 3])).toEqual({ '0': 3, '0.5': 4, '0.95': 4, '0.99': 4, '1': 4 })
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
    expect(quantiles(hundred)).toEqual({ '0': 1, '0.5': 51, '0.95': 96, '0.99': 100, '1': 100 })
    expect(quantiles([])).toBeUndefined()
  })

  it('rise from the least value to the greatest', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), values => {
        const { 0: least, '0.5': median, '0.95': high, '0.99': higher, 1: greatest } = quantiles(values)!
        expect([least, greatest]).toEqual([Math.min(...values), Math.max(...values)])
        expect([least, median, high, higher, greatest].toSorted((a, b) => a - b)).toEqual([
          least,
          median,
          high,
          higher,
          greatest,
        ])
      }),
    )
  })
})
