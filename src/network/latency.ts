/** How long a message is under way between nodes. */

import type { Random } from '../random.ts'
import type { Nanos } from '../time/clock.ts'

/** Distributions of latency, each by its mean. */
export const LATENCY_DISTRIBUTIONS = {
  /** Always the mean. */
  constant: (mean: Nanos, _random: Random): Nanos => mean,
  /** Between nothing and twice the mean, all alike. */
  uniform: (mean: Nanos, random: Random): Nanos => random.float() * 2 * mean,
  /** Mostly short, now and then long. */
  exponential: (mean: Nanos, random: Random): Nanos => random.exponential(mean),
} as const

export type LatencyDistribution = keyof typeof LATENCY_DISTRIBUTIONS
