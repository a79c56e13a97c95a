// How far behind readers are: for how long there had been a next message when a poll did not return it.

import { FAIL, OK } from '../history.ts'
import { Integers, Numbers } from './growing.ts'
import { HighestOffsets } from './highest-offsets.ts'
import { ASSIGNS, type LogHistory, POLLS, SENDS } from './read.ts'

/** At `time`, when a poll of `process` began, the message after the last that it knew of `key` had been there for `lag`. Nanoseconds. */
export interface RealtimeLag {
  readonly time: number
  readonly process: number
  readonly key: string
  readonly lag: number
}

export interface LagFindings {
  readonly worst: RealtimeLag | undefined
  /** The worst of some polls in order of time, evenly spread over all polls. */
  readonly series: readonly RealtimeLag[]
}

/** When a key was first known to be how long: an operation that saw offset m proves that all offsets up to m had been there. */
class Growth {
  readonly #offsets = new Numbers(16)
  readonly #operations = new Integers(16)

  saw(offset: number, t: number): void {
    const { length } = this.#offsets
    if (length > 0 && this.#offsets.at(length - 1) >= offset) return
    this.#offsets.push(offset)
    this.#operations.push(t)
  }

  /** The first operation that proves the offset, or undefined. */
  first(offset: number): number | undefined {
    let [low, high] = [0, this.#offsets.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#offsets.at(middle) < offset) low = middle + 1
      else high = middle
    }
    return low < this.#offsets.length ? this.#operations.at(low) : undefined
  }
}

interface Reader {
  /** The highest offset that the process knows of each of its keys; -1 for none. */
  readonly offsets: Map<number, number>
  /** When its last poll began; NaN before the first. */
  polled: number
}

/**
 * The lag of a key grows from poll to poll until the reader moves on, so the worst of each stretch is at its last poll: what is looked
 * at is proportional to the messages that are read, however many keys a client has.
 */
export function realtimeLag(history: LogHistory, beganAt: (t: number) => number, points: number): LagFindings {
  const { transactions, ends, kind, keys, assigned } = history
  const { count, type, process, operations } = transactions
  const growth = keys.map(() => new Growth())
  const highest = new HighestOffsets(history)
  let pollCount = 0
  for (let t = 0; t < count; t++) if (type[t] === OK && (kind[t]! & POLLS) !== 0) pollCount++
  const lagAt = (key: number, offset: number, time: number): number => {
    const since = growth[key]!.first(offset + 1)
    return since === undefined ? 0 : Math.max(0, time - (operations[since]!.time ?? -1))
  }
  let worst: RealtimeLag | undefined
  const consider = (reader: Reader, who: number, key: number, offset: number): void => {
    if (Number.isNaN(reader.polled)) return
    const lag = lagAt(key, offset, reader.polled)
    const worse = worst === undefined || lag > worst.lag || (lag === worst.lag && reader.polled < worst.time)
    if (worse) worst = { time: reader.polled, process: who, key: keys[key]!, lag }
  }
  /** The reader looks no further at what it has. */
  const leave = (who: number, reader: Reader): void => {
    for (const [key, offset] of reader.offsets) consider(reader, who, key, offset)
  }
  const worstNow = ({ offsets, polled }: Reader, who: number): RealtimeLag | undefined => {
    let most: RealtimeLag | undefined
    for (const [key, offset] of offsets) {
      const lag = lagAt(key, offset, polled)
      if (most === undefined || lag > most.lag) most = { time: polled, process: who, key: keys[key]!, lag }
    }
    return most
  }

  const readers = new Map<number, Reader>()
  const every = Math.max(1, Math.ceil(pollCount / points))
  const series: RealtimeLag[] = []
  let poll = 0
  const follow = (t: number, touched: readonly number[]): void => {
    const who = process[t]!
    let reader = readers.get(who)
    if (reader === undefined) {
      reader = { offsets: new Map(), polled: Number.NaN }
      readers.set(who, reader)
    }
    if ((kind[t]! & POLLS) === 0) {
      leave(who, reader)
      const before = reader.offsets
      const kept = (kind[t]! & ASSIGNS) === 0 ? [] : (assigned.get(t) ?? [])
      readers.set(who, { offsets: new Map(kept.map(key => [key, before.get(key) ?? -1])), polled: Number.NaN })
      return
    }
    for (const key of touched) {
      const offset = highest.at(key)
      const before = reader.offsets.get(key)
      if (before === undefined) reader.offsets.set(key, offset)
      else if (before < offset) {
        consider(reader, who, key, before)
        reader.offsets.set(key, offset)
      }
    }
    reader.polled = beganAt(t)
    if (poll++ % every === 0 || worst === undefined) {
      const now = worstNow(reader, who)
      worst ??= now
      if (now !== undefined) series.push(now)
    }
  }
  for (let t = 0; t < count; t++) {
    if (type[t] !== FAIL && kind[t] !== 0) {
      // What is known later than a poll began was no reason for it to return more: one pass will do.
      const touched = highest.keysOf(t)
      for (const key of touched) growth[key]!.saw(highest.at(key), t)
      if (type[t] === OK && kind[t] !== SENDS) follow(t, touched)
    }
    if (ends[t] === 0) continue
    const reader = readers.get(process[t]!)
    if (reader !== undefined) leave(process[t]!, reader)
    readers.delete(process[t]!)
  }
  return { worst, series }
}
