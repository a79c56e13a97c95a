/** Seeded randomness: streams that depend on their name alone, and streams that begin anew at each moment. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { momentary, type Random, random } from '../src/random.ts'

const words = (stream: Random, count: number) => Array.from({ length: count }, () => stream.int(2 ** 32))

/** How far counts are from being all alike; for `bins` bins about bins - 1 when they come from chance. */
function chiSquare(draws: readonly number[], bins: number): number {
  const counts = new Array<number>(bins).fill(0)
  for (const draw of draws) counts[Math.floor(draw * bins)]!++
  const expected = draws.length / bins
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

describe('a stream', () => {
  it('depends on its seed and its name, and on nothing that others draw', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.nat(20), (seed, name, drawn) => {
        const one = random(seed)
        words(one, drawn)
        words(one.fork('other'), drawn)
        expect(words(one.fork(name), 5)).toEqual(words(random(seed).fork(name), 5))
      }),
    )
  })
})

describe('a momentary stream', () => {
  it('draws at a time what that time says, however much was drawn before', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.tuple(fc.nat(), fc.nat(4))), fc.nat(), (seed, past, time) => {
        let now = 0
        const stream = momentary(random(seed), () => now)
        for (const [at, count] of past) {
          now = at
          words(stream, count)
        }
        // Whoever comes back to a moment begins anew only after another one.
        now = time + 2 ** 40
        const fresh = momentary(random(seed), () => now)
        expect(words(stream, 5)).toEqual(words(fresh, 5))
      }),
    )
  })

  it.each([
    ['every nanosecond', 1],
    ['every millisecond', 1e6],
    ['every 50 ms', 50e6],
    ['every 2^32 ns', 2 ** 32],
  ])('is even, and its draws are unlike their neighbours, with one draw %s', (_name, step) => {
    let now = 0
    const stream = momentary(random(1), () => now)
    const draws = Array.from({ length: 20_000 }, () => {
      now += step
      return stream.float()
    })
    // 99.99 % of such sums are below 165 for 99 degrees of freedom.
    expect(chiSquare(draws, 100)).toBeLessThan(165)
    const pairs = draws.slice(1).map((draw, i) => (Math.floor(draws[i]! * 10) + draw) / 10)
    expect(chiSquare(pairs, 100)).toBeLessThan(165)
  })

  it('is another one for each fork, and for each seed', () => {
    const now = () => 7
    const heads = [random(1), random(2), random(1).fork('a'), random(1).fork('b')].map(
      base => words(momentary(base, now), 1)[0],
    )
    expect(new Set(heads).size).toBe(heads.length)
  })
})
