/** Which of n things comes next: all alike, a few much more often, or the more often the later. */

import type { Random } from '../random.ts'

export type Distribution = 'uniform' | 'exponential' | 'zipf'

/** Draws indices below `n`. `base`: of the exponential distribution, how many times as often each index comes as the one before it. */
export function indices(distribution: Distribution, n: number, random: Random, base = 2): () => number {
  if (distribution === 'exponential') {
    const scale = ((base ** n - 1) * base) / (base - 1)
    return () => {
      const index = Math.floor(Math.log(random.float() * scale + base) / Math.log(base) - 1)
      return Math.min(n - 1, Math.max(0, index))
    }
  }
  return distribution === 'zipf' ? zipf(n, random) : () => random.int(n)
}

/** Draws indices below `n`, index i in proportion to 1 / (i + 1) (Zipf's law). */
export function zipf(n: number, random: Random): () => number {
  const sums = new Float64Array(n)
  let sum = 0
  for (let i = 0; i < n; i++) {
    sum += 1 / (i + 1)
    sums[i] = sum
  }
  return () => {
    const at = random.float() * sum
    let [low, high] = [0, n - 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (sums[middle]! <= at) low = middle + 1
      else high = middle
    }
    return low
  }
}
