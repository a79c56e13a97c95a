/** Figures with bounds: quantiles of latencies, messages per operation. */

import type { Verdict } from '../src/checkers/verdict.ts'
import type { Operation } from '../src/history/operation.ts'
import { isClient } from '../src/history/pairing.ts'
import { MILLISECOND } from '../src/time/clock.ts'
import { type Duration, formatDuration, parseDuration } from '../src/time/duration.ts'

/** Upper bounds for quantiles of a latency. `max` is the longest, `p50` the median. */
export interface LatencyBounds {
  readonly p50?: Duration
  readonly p95?: Duration
  readonly p99?: Duration
  readonly max?: Duration
}

const QUANTILES = { p50: '0.5', p95: '0.95', p99: '0.99', max: '1' } as const

/** Whether operations of a client came from a file without times, of which no latency is known. */
export function timeless(operations: readonly Operation[]): boolean {
  return operations.some(op => isClient(op) && op.time < 0)
}

/** Judges quantiles in milliseconds by upper bounds, which may be reached but not exceeded. `timeless` says why there is nothing to judge. */
export function judgeLatency(
  matcher: string,
  measured: Readonly<Record<string, number>> | undefined,
  bounds: LatencyBounds,
  timeless = false,
): Verdict {
  const names = Object.keys(bounds ?? {}) as (keyof LatencyBounds)[]
  if (names.length === 0 || names.some(name => !(name in QUANTILES) || parseDuration(bounds[name]) === undefined)) {
    throw new RangeError(
      `${matcher} takes upper bounds such as { p50: '400ms', max: '600ms' }, of ${Object.keys(QUANTILES).join(', ')}; it was given ${JSON.stringify(bounds)}`,
    )
  }
  if (measured === undefined)
    return {
      valid: 'unknown',
      reason: timeless
        ? 'there is nothing to measure: the history has no times'
        : 'there is nothing to measure: no such operation succeeded',
      anomalies: [],
      figures: {},
    }
  const anomalies = names.flatMap(name => {
    const bound = parseDuration(bounds[name])!
    const value = measured[QUANTILES[name]]! * MILLISECOND
    if (value <= bound) return []
    return [
      {
        type: 'too-slow',
        message: `${name} is ${formatDuration(value)}, which is more than ${formatDuration(bound)}.`,
        operations: [],
      },
    ]
  })
  return { valid: anomalies.length === 0, anomalies, figures: { measured } }
}

/** The bounds, for a reader: `p50 ≤ 400 ms, max ≤ 600 ms`. */
export function describeBounds(bounds: LatencyBounds): string {
  return Object.entries(bounds)
    .map(([name, bound]) => `${name} ≤ ${formatDuration(parseDuration(bound) ?? 0)}`)
    .join(', ')
}
