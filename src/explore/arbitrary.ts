/**
 * Schedules as a fast-check arbitrary. A seed is drawn and never shrunk: a neighbouring seed is another run altogether. What shrinks is which of the
 * faults and operations that the seed brings about are kept, in coarse steps first, so that tens of runs suffice.
 */

import fc from 'fast-check'
import type { Schedule } from '../schedule.ts'

/** What a run of a schedule showed about it, needed to shrink it. */
export interface ScheduleFacts {
  /** Occasions of faults that took place: `partition.0`. */
  readonly faults: readonly string[]
  /** Numbers of the operations that took place. */
  readonly operations: readonly number[]
  /** The number of the last operation that the failure involves, if it is known. */
  readonly lastInvolved?: number | undefined
}

const facts = new WeakMap<Schedule, ScheduleFacts>()

/** Notes what a run of this schedule showed. Schedules without a note do not shrink. */
export function noteFacts(schedule: Schedule, noted: ScheduleFacts): void {
  facts.set(schedule, noted)
}

class ScheduleArbitrary extends fc.Arbitrary<Schedule> {
  readonly #draw: (random: fc.Random) => number

  constructor(draw: (random: fc.Random) => number) {
    super()
    this.#draw = draw
  }

  override generate(random: fc.Random): fc.Value<Schedule> {
    return new fc.Value<Schedule>({ seed: this.#draw(random) }, undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is Schedule {
    return typeof value === 'object' && value !== null && 'seed' in value
  }

  override shrink(schedule: Schedule): fc.Stream<fc.Value<Schedule>> {
    return fc.stream(candidates(schedule)).map(candidate => new fc.Value(candidate, undefined))
  }
}

/** Simpler schedules, the boldest first. */
function* candidates(schedule: Schedule): IterableIterator<Schedule> {
  const noted = facts.get(schedule)
  if (noted === undefined) return
  const { seed } = schedule
  const { faults, operations, lastInvolved } = noted
  if (lastInvolved !== undefined) {
    const prefix = operations.filter(number => number <= lastInvolved)
    if (prefix.length < operations.length) yield { seed, faults, operations: prefix }
  }
  for (const fewer of without(faults)) yield { seed, faults: fewer, operations }
  for (const fewer of without(operations)) yield { seed, faults, operations: fewer }
}

/** The list without all of it, without its halves, quarters, …, down to without each of its elements (Zeller's ddmin, complements only). */
function* without<T>(list: readonly T[]): IterableIterator<T[]> {
  for (let size = list.length; size >= 1; size = Math.floor(size / 2)) {
    // From the end: what happened last is the least likely to have led to anything else.
    for (let end = list.length; end > 0; end -= size) {
      yield [...list.slice(0, Math.max(0, end - size)), ...list.slice(end)]
    }
  }
}

/**
 * Schedules for `fc.asyncProperty`: run each by `cluster({ replay: formatSchedule(it) })`. They shrink once `noteFacts` has been told what their run showed, as
 * `explore()` does.
 */
export function schedule(options: { readonly firstSeed?: number } = {}): fc.Arbitrary<Schedule> {
  const { firstSeed } = options
  let next = firstSeed ?? 0
  return new ScheduleArbitrary(random => (firstSeed === undefined ? random.nextInt(0, 0x7fffffff) : next++))
}
