/**
 * Generators decide which operation comes next, and when. The interpreter asks one on behalf of a worker that is free; the answer is an
 * operation, a time before which asking again is useless, or undefined: nothing any more for this worker. Generators have state and are
 * used once; they are built from small ones by composition.
 */

import type { Operation } from '../history/operation.ts'
import type { Random } from '../random.ts'
import type { Nanos } from '../time/clock.ts'

/** An operation that is about to be invoked. */
export interface Draft<V = unknown> {
  readonly f: string
  readonly value?: V
  /** Marks reads of the final phase. */
  readonly final?: boolean
}

/** A worker that is free. Threads are 0, 1, …; the process of a thread changes when an operation of it ends `info`. */
export interface Worker {
  readonly thread: number
  readonly process: number
  readonly node: string
}

/** Asks again when something changed: an operation ended. */
export const LATER: Nanos = Number.POSITIVE_INFINITY

export interface Generator<V = unknown> {
  next(worker: Worker, now: Nanos): Draft<V> | Nanos | undefined
  /** Told of each completion, in order. */
  observe?(completion: Operation): void
}

/** The same question for ever: `repeat(() => ({ f: 'read' }))`. */
export function repeat<V>(make: (worker: Worker) => Draft<V>): Generator<V> {
  return { next: make }
}

/** Each draft once, whoever asks first. */
export function sequence<V>(drafts: readonly Draft<V>[]): Generator<V> {
  let next = 0
  return { next: () => drafts[next++] }
}

/** Each worker gets a generator of its own, made when it first asks. */
export function eachThread<V>(make: (worker: Worker) => Generator<V>): Generator<V> {
  const byThread = new Map<number, Generator<V>>()
  return {
    next(worker, now) {
      let own = byThread.get(worker.thread)
      if (own === undefined) {
        own = make(worker)
        byThread.set(worker.thread, own)
      }
      return own.next(worker, now)
    },
    observe(completion) {
      for (const own of byThread.values()) own.observe?.(completion)
    },
  }
}

/** Each draft once by every worker. */
export function oncePerThread<V>(drafts: readonly Draft<V>[]): Generator<V> {
  return eachThread(() => sequence(drafts))
}

/** Draws among several at each question; one that is done leaves the draw. */
export function mix<V>(random: Random, generators: readonly Generator<V>[]): Generator<V> {
  const rest = generators.slice()
  return {
    next(worker, now) {
      while (rest.length > 0) {
        const i = random.int(rest.length)
        const next = rest[i]!.next(worker, now)
        if (next !== undefined) return next
        rest.splice(i, 1)
      }
      return undefined
    },
    observe(completion) {
      for (const generator of rest) generator.observe?.(completion)
    },
  }
}

/**
 * Operations at random times, on average one per `interval`, of all workers together; 0 (no time between them): as fast as workers are free. With `kept`, only the operations
 * of these numbers (in the order in which the generator makes them) come out; the others' times pass in silence.
 */
export function stagger<V>(
  interval: Nanos,
  random: Random,
  generator: Generator<V>,
  kept?: ReadonlySet<number>,
): Generator<V> {
  let number = 0
  if (interval === 0) {
    if (kept === undefined) return generator
    const last = [...kept].reduce((most, number) => Math.max(most, number), -1)
    return {
      next(worker, now) {
        while (number <= last) {
          const next = generator.next(worker, now)
          if (typeof next !== 'object' || kept.has(number++)) return next
        }
        // The run goes on until its end, as it does with all operations.
        return LATER
      },
      observe: completion => generator.observe?.(completion),
    }
  }
  // The host's timers are coarse: an operation that is a little late must not delay all that follow, or the rate would never be reached.
  const catchUp = Math.max(interval, 20_000_000)
  const pause = () => Math.round(random.float() * 2 * interval)
  let due: Nanos | undefined
  return {
    next(worker, now) {
      due ??= now + pause()
      while (now >= due) {
        const next = generator.next(worker, now)
        if (typeof next !== 'object') return next
        due = Math.max(due, now - catchUp) + pause()
        if (kept === undefined || kept.has(number++)) return next
      }
      return due
    },
    observe: completion => generator.observe?.(completion),
  }
}

/** Nothing any more from time `end` on. */
export function until<V>(end: Nanos, generator: Generator<V>): Generator<V> {
  return {
    next(worker, now) {
      if (now >= end) return undefined
      const next = generator.next(worker, now)
      return typeof next === 'number' ? Math.min(next, end) : next
    },
    observe: completion => generator.observe?.(completion),
  }
}

/** At most `count` operations. */
export function limit<V>(count: number, generator: Generator<V>): Generator<V> {
  let left = count
  return {
    next(worker, now) {
      if (left <= 0) return undefined
      const next = generator.next(worker, now)
      if (typeof next === 'object') left--
      return next
    },
    observe: completion => generator.observe?.(completion),
  }
}
