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
  /** Numbers of the operations that the failure involves, as far as the verdict names them. */
  readonly involved: readonly number[]
}

const facts = new WeakMap<Schedule, ScheduleFacts>()

/** Notes what a run of this schedule showed. Schedules without a note do not shrink. */
export function noteFacts(schedule: Schedule, noted: ScheduleFacts): void {
  facts.set(schedule, noted)
}

/** How far shrinking has come: what was found not to matter any more at a coarse step is not tried again at that step. */
interface Stage {
  readonly of: 'involved' | 'faults' | 'operations'
  /** How many to leave out at a time. */
  readonly size: number
}

const FIRST: Stage = { of: 'involved', size: 0 }

class ScheduleArbitrary extends fc.Arbitrary<Schedule> {
  readonly #draw: (random: fc.Random) => number

  constructor(draw: (random: fc.Random) => number) {
    super()
    this.#draw = draw
  }

  override generate(random: fc.Random): fc.Value<Schedule> {
    return new fc.Value<Schedule>({ seed: this.#draw(random), varied: true }, FIRST)
  }

  override canShrinkWithoutContext(value: unknown): value is Schedule {
    return typeof value === 'object' && value !== null && 'seed' in value
  }

  override shrink(schedule: Schedule, stage: unknown): fc.Stream<fc.Value<Schedule>> {
    return fc.stream(candidates(schedule, (stage as Stage | undefined) ?? FIRST))
  }
}

/** Simpler schedules, the boldest first. */
function* candidates(schedule: Schedule, stage: Stage): IterableIterator<fc.Value<Schedule>> {
  const noted = facts.get(schedule)
  if (noted === undefined) return
  const { seed, varied } = schedule
  const { faults, operations, involved } = noted
  const next: Stage = stage.of === 'involved' ? { of: 'faults', size: faults.length } : stage
  const wanted = new Set(involved)
  // Each failure has its own evidence, and the evidence of a smaller one is often smaller still.
  if (wanted.size > 0 && wanted.size < operations.length) {
    yield new fc.Value<Schedule>(
      { seed, varied, faults, operations: operations.filter(number => wanted.has(number)) },
      next,
    )
  }
  if (stage.of === 'involved') {
    const last = Math.max(-1, ...involved)
    const prefix = operations.filter(number => number <= last)
    if (last >= 0 && prefix.length < operations.length) {
      yield new fc.Value<Schedule>({ seed, varied, faults, operations: prefix }, next)
    }
  }
  if (stage.of !== 'operations') {
    const from = stage.of === 'faults' ? Math.min(stage.size, faults.length) : faults.length
    for (const [fewer, size] of without(faults, from)) {
      yield new fc.Value<Schedule>({ seed, varied, faults: fewer, operations }, { of: 'faults', size })
    }
  }
  const from = stage.of === 'operations' ? Math.min(stage.size, operations.length) : operations.length
  for (const [fewer, size] of without(operations, from)) {
    yield new fc.Value<Schedule>({ seed, varied, faults, operations: fewer }, { of: 'operations', size })
  }
  // What an operation needed that is gone by now.
  if (stage.of === 'operations') {
    for (const [fewer] of without(faults, 1)) {
      yield new fc.Value<Schedule>({ seed, varied, faults: fewer, operations }, stage)
    }
  }
}

/** The list without `size` of its elements here or there, then without half as many, down to one (Zeller's ddmin, complements only). */
function* without<T>(list: readonly T[], from: number): IterableIterator<[T[], number]> {
  for (let size = from; size >= 1; size = Math.floor(size / 2)) {
    // From the end: what happened last is the least likely to have led to anything else.
    for (let end = list.length; end > 0; end -= size) {
      yield [[...list.slice(0, Math.max(0, end - size)), ...list.slice(end)], size]
    }
  }
}

/**
 * Schedules for `fc.asyncProperty`: run each by `cluster({ replay: formatSchedule(it) })`. They shrink once `noteFacts` has been told what their run showed, as
 * `explore()` does. With `firstSeed` the seeds count up from there by `step` (default 1); without it they are drawn.
 */
export function schedule(
  options: { readonly firstSeed?: number; readonly step?: number } = {},
): fc.Arbitrary<Schedule> {
  const { firstSeed, step = 1 } = options
  let next = firstSeed ?? 0
  return new ScheduleArbitrary(random => {
    if (firstSeed === undefined) return random.nextInt(0, 0x7fffffff)
    const seed = next
    next += step
    return seed
  })
}
