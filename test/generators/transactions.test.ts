import { describe, expect, it } from 'vitest'
import { indices, zipf } from '../../src/generators/distributions.ts'
import { transactions } from '../../src/generators/transactions.ts'
import { random } from '../../src/random.ts'

const many = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make)
const shares = (draws: readonly number[], n: number) =>
  many(n, () => 0).map((_, i) => draws.filter(draw => draw === i).length / draws.length)

describe('distributions', () => {
  it('exponential: each index comes twice as often as the one before it', () => {
    const [a, b, c, d] = shares(many(60_000, indices('exponential', 4, random(1))), 4)
    for (const ratio of [b! / a!, c! / b!, d! / c!]) expect(ratio).toBeCloseTo(2, 0)
    expect(a! + b! + c! + d!).toBeCloseTo(1)
  })

  it('uniform: all come alike', () => {
    for (const share of shares(many(40_000, indices('uniform', 4, random(2))), 4)) expect(share).toBeCloseTo(0.25, 1)
  })

  it('zipf: index i comes in proportion to 1 / (i + 1)', () => {
    const [first, second, third] = shares(many(60_000, zipf(50, random(3))), 50)
    expect(first! / second!).toBeCloseTo(2, 0)
    expect(first! / third!).toBeCloseTo(3, 0)
  })
})

describe('transactions', () => {
  const generated = (options: Partial<Parameters<typeof transactions>[0]> = {}) =>
    many(5_000, transactions({ random: random(4), ...options }))

  it('have between the shortest and the longest length, all alike', () => {
    const lengths = generated({ minTxnLength: 2, maxTxnLength: 5 }).map(({ length }) => length - 2)
    for (const share of shares(lengths, 4)) expect(share).toBeCloseTo(0.25, 1)
  })

  it('are half reads, half writes', () => {
    const steps = generated().flat()
    expect(steps.filter(({ kind }) => kind === 'read').length / steps.length).toBeCloseTo(0.5, 1)
  })

  it('write 1, 2, 3, … to each key, and no key more often than asked', () => {
    const written = new Map<number, number[]>()
    for (const step of generated({ maxWritesPerKey: 20 }).flat()) {
      if (step.kind === 'write') written.set(step.key, [...(written.get(step.key) ?? []), step.value])
    }
    expect(written.size).toBeGreaterThan(100)
    for (const values of written.values()) {
      expect(values).toEqual(values.map((_, i) => i + 1))
      expect(values.length).toBeLessThanOrEqual(20)
    }
  })

  it('use so many keys at a time; a fresh one is the next number', () => {
    const pool = new Set<number>()
    let highest = 5
    for (const { key } of generated({ keyCount: 6, keyDistribution: 'uniform', maxWritesPerKey: 8 }).flat()) {
      pool.add(key)
      expect(key).toBeLessThanOrEqual(highest + 1)
      highest = Math.max(highest, key)
    }
    expect(pool.size).toBe(highest + 1)
  })

  it('are the same for the same seed', () => {
    expect(generated()).toEqual(generated())
  })
})
