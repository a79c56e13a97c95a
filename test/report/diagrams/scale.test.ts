import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatLatency,
  formatSeconds,
  linear,
  logarithmic,
  niceStep,
  ticks,
} from '../../../src/report/diagrams/scale.ts'
import { MS, S } from '../run-folder.ts'

const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true })

describe('ticks', () => {
  it('are multiples of 1, 2 or 5 times a power of ten, within the range, no more than asked for', () => {
    fc.assert(
      fc.property(finite(0, 1e9), finite(1, 1e12), fc.integer({ min: 2, max: 20 }), (from, span, most) => {
        const found = ticks(from, from + span, most)
        expect(found.length).toBeLessThanOrEqual(most + 1)
        for (const [i, tick] of found.entries()) {
          expect(tick).toBeGreaterThanOrEqual(from - span * 1e-5)
          expect(tick).toBeLessThanOrEqual(from + span * (1 + 1e-5))
          if (i > 0) expect(tick).toBeGreaterThan(found[i - 1]!)
        }
      }),
    )
    expect(ticks(0, 10, 5)).toEqual([0, 2, 4, 6, 8, 10])
    expect(niceStep(3)).toBe(5)
    expect(niceStep(0.2)).toBeCloseTo(0.2)
  })
})

describe('a logarithmic scale', () => {
  it('keeps the order of values and holds them all, 0 below the rest', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), finite(1, 1e11)), { minLength: 1 }), values => {
        const { scale, ticks } = logarithmic(values, 0, 100)
        const sorted = values.toSorted((a, b) => a - b)
        for (const [i, value] of sorted.entries()) {
          expect(scale(value)).toBeGreaterThanOrEqual(-0.1)
          expect(scale(value)).toBeLessThanOrEqual(100.1)
          if (i > 0) expect(scale(value)).toBeGreaterThanOrEqual(scale(sorted[i - 1]!))
        }
        expect(ticks.length).toBeGreaterThanOrEqual(2)
        expect(ticks.includes(0)).toBe(values.includes(0))
      }),
    )
  })

  it('has finer ticks where its range is narrow', () => {
    expect(logarithmic([12 * MS, 29 * MS], 0, 1).ticks.map(formatLatency)).toEqual(['10 ms', '20 ms', '50 ms'])
    expect(logarithmic([1 * MS, 900 * MS], 0, 1).ticks.map(formatLatency)).toEqual(['1 ms', '10 ms', '100 ms', '1 s'])
    expect(logarithmic([0, 3 * MS], 0, 1).ticks.map(formatLatency)).toEqual(['0', '2 ms', '5 ms'])
  })
})

it('times have units, and as many digits as their ticks need', () => {
  expect([0, 250, 3_100, 45 * MS, 1.5 * S].map(formatLatency)).toEqual(['0', '250 ns', '3.1 µs', '45 ms', '1.5 s'])
  expect(formatSeconds(1.5 * S, 0.5 * S)).toBe('1.5 s')
  expect(formatSeconds(2 * S, S)).toBe('2 s')
  expect(formatSeconds(0.25 * S, 0.05 * S)).toBe('0.25 s')
  expect(linear(0, 10, 100, 200)(5)).toBe(150)
})
