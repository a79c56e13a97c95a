/** Durations as users write them: `'10s'`, `'250ms'`, `'1.5m'`, or a number of milliseconds. */

import { MICROSECOND, MILLISECOND, type Nanos, SECOND } from './clock.ts'

export type Duration = number | `${number}${'us' | 'ms' | 's' | 'm' | 'h'}`

const UNITS: Record<string, Nanos> = { us: MICROSECOND, ms: MILLISECOND, s: SECOND, m: 60 * SECOND, h: 3600 * SECOND }

/** Nanoseconds of a duration, or undefined when it is not one (negative, not finite, unknown unit). */
export function parseDuration(duration: unknown): Nanos | undefined {
  if (typeof duration === 'number')
    return Number.isFinite(duration) && duration >= 0 ? Math.round(duration * MILLISECOND) : undefined
  if (typeof duration !== 'string') return undefined
  const match = /^\s*(\d+(?:\.\d+)?)\s*(us|ms|s|m|h)\s*$/.exec(duration)
  return match === null ? undefined : Math.round(Number(match[1]) * UNITS[match[2]!]!)
}

/** The shortest common spelling: `250 ms`, `12.01 s`, `3 µs`. */
export function formatDuration(nanos: Nanos): string {
  if (nanos >= SECOND || nanos === 0) return `${trim(nanos / SECOND)} s`
  if (nanos >= MILLISECOND) return `${trim(nanos / MILLISECOND)} ms`
  return `${trim(nanos / MICROSECOND)} µs`
}

function trim(value: number): string {
  return String(Number(value.toFixed(value < 10 ? 3 : 2)))
}
