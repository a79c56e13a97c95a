// How far behind readers are: for how long there had been a next message when a poll did not return it.

import { FAIL, OK } from '../history.ts'
import { Integers, Numbers } from './growing.ts'
import { type Accesses, ASSIGNS, type LogHistory, POLLS, SENDS, SUBSCRIBES } from './read.ts'

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

/** The highest offset of each key among an operation's sends and polls, by number of the key. */
export function highestOffsets(
  { keyOf, sends, polls }: LogHistory,
  t: number,
  into: Map<number, number> = new Map(),
): Map<number, number> {
  const note = ({ from, message, offset }: Accesses) => {
    for (let i = from[t]!; i < from[t + 1]!; i++) {
      const at = offset[i]!
      if (Number.isNaN(at)) continue
      const key = keyOf[message[i]!]!
      const before = into.get(key)
      if (before === undefined || before < at) into.set(key, at)
    }
  }
  note(sends)
  note(polls)
  return into
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
export function realtimeLag(history: LogHistory, times: Float64Array, points: number): LagFindings {
  const { transactions, kind, keys, assignment } = history
  const { count, type, process, operations } = transactions
  const growth = keys.map(() => new Growth())
  const scratch = new Map<number, number>()
  let pollCount = 0
  for (let t = 0; t < count; t++) {
    if (type[t] === FAIL || (kind[t]! & (SENDS | POLLS)) === 0) continue
    if (type[t] === OK && (kind[t]! & POLLS) !== 0) pollCount++
    scratch.clear()
    for (const [key, offset] of highestOffsets(history, t, scratch)) growth[key]!.saw(offset, t)
  }
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

  const worstNow = ({ offsets, polled }: Reader, who: number): RealtimeLag | undefined => {
    let highest: RealtimeLag | undefined
    for (const [key, offset] of offsets) {
      const lag = lagAt(key, offset, polled)
      if (highest === undefined || lag > highest.lag) highest = { time: polled, process: who, key: keys[key]!, lag }
    }
    return highest
  }

  const readers = new Map<number, Reader>()
  const every = Math.max(1, Math.ceil(pollCount / points))
  const series: RealtimeLag[] = []
  let poll = 0
  for (let t = 0; t < count; t++) {
    if (type[t] !== OK || (kind[t]! & (POLLS | ASSIGNS | SUBSCRIBES)) === 0) continue
    const who = process[t]!
    let reader = readers.get(who)
    if (reader === undefined) {
      reader = { offsets: new Map(), polled: Number.NaN }
      readers.set(who, reader)
    }
    if ((kind[t]! & (ASSIGNS | SUBSCRIBES)) !== 0) {
      const keep = (kind[t]! & ASSIGNS) !== 0
      const before = reader
      const assigned = assignment(t).map((key): [number, number] => [
        key,
        (keep ? before.offsets.get(key) : undefined) ?? -1,
      ])
      for (const [key, offset] of reader.offsets) consider(reader, who, key, offset)
      readers.set(who, { offsets: new Map(keep ? assigned : []), polled: Number.NaN })
      continue
    }
    const time = times[t]!
    scratch.clear()
    for (const [key, offset] of highestOffsets(history, t, scratch)) {
      const before = reader.offsets.get(key)
      if (before === undefined) reader.offsets.set(key, offset)
      else if (before < offset) {
        consider(reader, who, key, before)
        reader.offsets.set(key, offset)
      }
    }
    reader.polled = time
    if (poll++ % every === 0 || worst === undefined) {
      const highest = worstNow(reader, who)
      worst ??= highest
      if (highest !== undefined) series.push(highest)
    }
  }
  for (const [who, reader] of readers) for (const [key, offset] of reader.offsets) consider(reader, who, key, offset)
  return { worst, series }
}
