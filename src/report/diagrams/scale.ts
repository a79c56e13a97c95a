/** From values to places, and the ticks between. */

import { MILLISECOND, type Nanos, SECOND } from '../../time/clock.ts'

export type Scale = (value: number) => number

export function linear(from: number, to: number, start: number, end: number): Scale {
  const span = to - from || 1
  return value => start + ((value - from) / span) * (end - start)
}

/** The smallest of 1, 2, 5, 10, 20, … (and their fractions) that is not less than `step`. */
export function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step))
  const factor = [1, 2, 5, 10].find(factor => factor * power >= step * (1 - 1e-9)) ?? 10
  return factor * power
}

/** Multiples of a nice step from `from` to `to`, at most `most` of them. */
export function ticks(from: number, to: number, most: number): number[] {
  if (!(to > from)) return [from]
  const step = niceStep((to - from) / Math.max(1, most))
  const found: number[] = []
  for (let n = Math.ceil(from / step - 1e-6); n * step <= to + step * 1e-6; n++) found.push(n * step || 0)
  return found
}

/** A number without the dust of binary fractions: `0.3`. */
export function plainNumber(value: number): string {
  return String(Number(value.toPrecision(6)))
}

/** A time on an axis whose ticks are `step` apart, all in seconds: `1.2 s`. */
export function formatSeconds(time: Nanos, step: Nanos): string {
  const decimals = Math.max(0, Math.min(9, -Math.floor(Math.log10(step / SECOND) + 1e-9)))
  return `${(time / SECOND).toFixed(decimals)} s`
}

/** A time for a reader: `1.2043 s`. */
export function exactTime(time: Nanos): string {
  return `${plainNumber(Math.round(time / 1000) / 1e6)} s`
}

/** A short time, in a unit that fits: `250 µs`, `3.1 ms`, `2 s`. */
export function formatLatency(nanos: Nanos): string {
  if (nanos === 0) return '0'
  if (nanos < 1000) return `${plainNumber(nanos)} ns`
  if (nanos < MILLISECOND) return `${plainNumber(Number((nanos / 1000).toPrecision(3)))} µs`
  if (nanos < SECOND) return `${plainNumber(Number((nanos / MILLISECOND).toPrecision(3)))} ms`
  return `${plainNumber(Number((nanos / SECOND).toPrecision(3)))} s`
}

export interface LogScale {
  readonly scale: Scale
  /** Powers of ten, of a narrow range also 2 and 5 times those; and 0 where there are zeros. */
  readonly ticks: readonly number[]
}

/** A logarithmic scale of the values, from one nice number to another; 0 stands one power of ten below the first. */
export function logarithmic(values: Iterable<number>, start: number, end: number): LogScale {
  let least = Number.POSITIVE_INFINITY
  let most = 0
  let zeros = false
  for (const value of values) {
    if (value <= 0) zeros = true
    else if (value < least) least = value
    if (value > most) most = value
  }
  if (most === 0) {
    least = MILLISECOND
    most = 10 * MILLISECOND
  }
  const from = 10 ** Math.floor(Math.log10(least) + 1e-9)
  const to = 10 ** Math.ceil(Math.log10(most) - 1e-9)
  const factors = to / from <= 100 ? [1, 2, 5] : [1]
  const steps: number[] = []
  for (let power = from; power <= to * 1.001; power *= 10) steps.push(...factors.map(factor => factor * power))
  // The nearest steps below and above all values, and at least two of them.
  const first = Math.max(
    0,
    steps.findLastIndex(step => step <= least * 1.001),
  )
  const last = Math.max(
    first + 1,
    steps.findIndex(step => step >= most * 0.999),
  )
  const ticks = steps.slice(first, last + 1)
  const top = ticks.at(-1)!
  const bottom = zeros ? ticks[0]! / 10 : ticks[0]!
  const place = linear(Math.log10(bottom), Math.log10(top), start, end)
  return {
    scale: value => place(value <= 0 ? Math.log10(bottom) : Math.log10(value)),
    ticks: zeros ? [0, ...ticks] : ticks,
  }
}
