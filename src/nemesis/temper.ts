/**
 * How the faults of a run are drawn. One run that stands for many has all faults that were asked for, at a steady pace. Where many runs look for a bug, each
 * is of another temper: it leaves some kinds of fault out, is quick or slow, and may wait for a moment that matters. Most bugs need a certain mix, and
 * a run that always has everything seldom has just that (swarm testing: Groce, Zhang, Eide, Chen, Regehr, ISSTA 2012).
 */

import type { Random } from '../random.ts'
import type { Nanos } from '../time/clock.ts'

export interface Temper {
  /** Whether a kind of fault (`partition`, `kill:one`) takes part. */
  has(kind: string): boolean
  /** Draws how long a fault lasts. */
  duration(kind: string, random: Random): Nanos
  /** Draws how long it is quiet before the next one of its kind. */
  pause(kind: string, random: Random): Nanos
  /** Draws whether an occasion waits until some node sends a message of some type, and strikes there. The number, from 0 to 1, says which of the types known. */
  lurks(random: Random): number | undefined
}

/** Half to one and a half of the interval, always everything. */
export function steady(interval: Nanos): Temper {
  const span = (_kind: string, random: Random) => (0.5 + random.float()) * interval
  return { has: () => true, duration: span, pause: span, lurks: () => undefined }
}

/** A number between the two, all orders of magnitude alike. */
const logUniform = (random: Random, least: number, most: number) => least * (most / least) ** random.float()

export function varied(kinds: readonly string[], interval: Nanos, random: Random): Temper {
  const all = kinds.length < 2 || random.chance(0.4)
  const drawn = new Set(kinds.filter(() => all || random.chance(0.5)))
  // Each kind at its own pace: the one may come and go several times while the other lasts.
  const paces = new Map(
    kinds.map(kind => [
      kind,
      [logUniform(random, 1 / 6, 2) * interval, logUniform(random, 1 / 4, 2) * interval] as const,
    ]),
  )
  const lurking = random.pick([0, 0.5, 0.9])
  // All at the same moment in a protocol, or each at another.
  const favourite = random.chance(0.6) ? random.float() : undefined
  return {
    has: kind => drawn.size === 0 || drawn.has(kind),
    duration: (kind, spans) => paces.get(kind)![0] * logUniform(spans, 1 / 3, 2),
    pause: (kind, spans) => paces.get(kind)![1] * logUniform(spans, 1 / 3, 2),
    lurks: occasion => (occasion.chance(lurking) ? (favourite ?? occasion.float()) : undefined),
  }
}
