import { describe, expect, it } from 'vitest'
import { LATENCY_DISTRIBUTIONS, type LatencyDistribution } from '../../src/network/latency.ts'
import { random } from '../../src/random.ts'
import { MILLISECOND } from '../../src/time/clock.ts'

const MEAN = 100 * MILLISECOND
const DRAWS = 20_000

function draw(name: LatencyDistribution): number[] {
  const stream = random('latency')
  return Array.from({ length: DRAWS }, () => LATENCY_DISTRIBUTIONS[name](MEAN, stream)).sort((a, b) => a - b)
}

describe('latency', () => {
  it.each(['constant', 'uniform', 'exponential'] as const)('%s has the mean that is asked for, within 3 %', name => {
    const mean = draw(name).reduce((sum, latency) => sum + latency, 0) / DRAWS
    expect(Math.abs(mean / MEAN - 1)).toBeLessThan(0.03)
  })

  it('constant is always the mean', () => {
    expect(new Set(draw('constant'))).toEqual(new Set([MEAN]))
  })

  it('uniform lies between nothing and twice the mean, and anywhere in between alike', () => {
    const drawn = draw('uniform')
    expect(drawn[0]).toBeGreaterThanOrEqual(0)
    expect(drawn.at(-1)).toBeLessThan(2 * MEAN)
    for (const q of [0.1, 0.25, 0.5, 0.75, 0.9]) expect(Math.abs(drawn[q * DRAWS]! / MEAN - 2 * q)).toBeLessThan(0.05)
  })

  it('exponential has the quantiles of its kind: half of it below ln 2 means', () => {
    const drawn = draw('exponential')
    for (const q of [0.1, 0.5, 0.9, 0.99])
      expect(Math.abs(drawn[q * DRAWS]! / MEAN / -Math.log(1 - q) - 1)).toBeLessThan(0.08)
  })
})
