// The log of each key: its offsets in order, sparse or not, and the message at each. Offsets are sorted, never used as an
// index: a log with gaps, or with offsets in the billions, costs what a dense one costs.

import { INFO, OK } from '../history.ts'
import { Integers, Numbers } from './growing.ts'
import type { LogHistory } from './read.ts'

/** No message, or no place. */
export const NONE = -1

/**
 * Every place of every log, those of key k at start[k] … start[k + 1] - 1. The dense index of a place is its distance from
 * the start of its key: how many offsets of the key that anybody saw lie before it.
 */
export interface LogOrder {
  readonly start: Int32Array
  readonly offset: Float64Array
  /** The message at each place; of several, the one that was heard of first. */
  readonly message: Int32Array
  /** All messages of the places that have several. */
  readonly conflicts: ReadonlyMap<number, ReadonlySet<number>>
  /** The place of each message in the version order: the last one at which it stands alone or first, or NONE. */
  readonly place: Int32Array
  /** The first and the last place at which each message was seen at all. */
  readonly first: Int32Array
  readonly last: Int32Array
  /** All places of the messages that have several. */
  readonly places: ReadonlyMap<number, ReadonlySet<number>>
}

/** What was read by operations that happened, and which operations happened. */
export interface Facts {
  /** 1 for each message that an ok operation polled. */
  readonly readOk: Uint8Array
  /** 1 for each operation that took effect: it was acknowledged, or somebody read what it sent. */
  readonly committed: Uint8Array
}

export function factsOf({ transactions, sends, polls, messageCount }: LogHistory): Facts {
  const { count, type } = transactions
  const readOk = new Uint8Array(messageCount)
  for (let t = 0; t < count; t++) {
    if (type[t] !== OK) continue
    for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) readOk[polls.message[r]!] = 1
  }
  const committed = new Uint8Array(count)
  for (let t = 0; t < count; t++) {
    if (type[t] === OK) committed[t] = 1
    else if (type[t] === INFO) {
      for (let s = sends.from[t]!; s < sends.from[t + 1]!; s++) if (readOk[sends.message[s]!] === 1) committed[t] = 1
    }
  }
  return { readOk, committed }
}

/** Puts the logs together from all polls, and from the sends that took effect and were told an offset. */
export function orderLogs(history: LogHistory, { committed }: Facts): LogOrder {
  const { transactions, sends, polls, messageCount } = history
  const sightings = new Sightings(messageCount)
  for (let t = 0; t < transactions.count; t++) {
    if (committed[t] === 1) {
      for (let s = sends.from[t]!; s < sends.from[t + 1]!; s++) sightings.add(sends.message[s]!, sends.offset[s]!)
    }
    for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) sightings.add(polls.message[r]!, polls.offset[r]!)
  }
  return sightings.order(history.keys.length, history.keyOf)
}

/** Which message was seen where. Nearly every message has one offset, which costs one number. */
export class Sightings {
  readonly #usual: Float64Array
  /** Messages in the order in which they were first seen. */
  readonly #seen: Integers
  readonly #otherMessage = new Integers()
  readonly #otherOffset = new Numbers()

  constructor(messageCount: number) {
    this.#usual = new Float64Array(messageCount).fill(Number.NaN)
    this.#seen = new Integers(messageCount)
  }

  add(message: number, offset: number): void {
    const usual = this.#usual[message]!
    if (usual === offset || Number.isNaN(offset)) return
    if (Number.isNaN(usual)) {
      this.#usual[message] = offset
      this.#seen.push(message)
    } else {
      this.#otherMessage.push(message)
      this.#otherOffset.push(offset)
    }
  }

  order(keyCount: number, keyOf: Int32Array): LogOrder {
    const seen = this.#seen.values
    const [others, otherOffset] = [this.#otherMessage.values, this.#otherOffset.values]
    const { start, offset } = this.#places(keyCount, keyOf)
    const message = new Int32Array(offset.length).fill(NONE)
    const conflicts = new Map<number, Set<number>>()
    const places = new Map<number, Set<number>>()
    const place = new Int32Array(keyOf.length).fill(NONE)
    const [first, last] = [place.slice(), place.slice()]
    const put = (m: number, at: number): void => {
      const key = keyOf[m]!
      const p = placeOf(offset, start[key]!, start[key + 1]!, at)
      const there = message[p]!
      if (there === NONE) message[p] = m
      else if (there !== m) {
        setOf(conflicts, p, there).add(m)
      }
      if (first[m] === NONE) {
        first[m] = p
        last[m] = p
        return
      }
      if (p === first[m] || p === last[m]) return
      setOf(places, m, first[m]!).add(p)
      first[m] = Math.min(first[m]!, p)
      last[m] = Math.max(last[m]!, p)
    }
    for (const m of seen) put(m, this.#usual[m]!)
    for (let i = 0; i < others.length; i++) put(others[i]!, otherOffset[i]!)
    for (let p = 0; p < message.length; p++) place[message[p]!] = p
    return { start, offset, message, conflicts, place, first, last, places }
  }

  /** The distinct offsets of each key, in order. */
  #places(keyCount: number, keyOf: Int32Array): { start: Int32Array; offset: Float64Array } {
    const seen = this.#seen.values
    const [others, otherOffset] = [this.#otherMessage.values, this.#otherOffset.values]
    const bounds = new Int32Array(keyCount + 1)
    for (const m of seen) bounds[keyOf[m]! + 1]!++
    for (const m of others) bounds[keyOf[m]! + 1]!++
    for (let key = 0; key < keyCount; key++) bounds[key + 1]! += bounds[key]!
    const next = bounds.slice(0, keyCount)
    const all = new Float64Array(bounds[keyCount]!)
    for (const m of seen) all[next[keyOf[m]!]!++] = this.#usual[m]!
    for (let i = 0; i < others.length; i++) all[next[keyOf[others[i]!]!]!++] = otherOffset[i]!
    const start = new Int32Array(keyCount + 1)
    let length = 0
    for (let key = 0; key < keyCount; key++) {
      const own = all.subarray(bounds[key]!, bounds[key + 1]!).sort()
      for (let i = 0; i < own.length; i++) if (i === 0 || own[i] !== own[i - 1]) all[length++] = own[i]!
      start[key + 1] = length
    }
    return { start, offset: all.slice(0, length) }
  }
}

/** The set under a key; a new one begins with one element. */
function setOf(sets: Map<number, Set<number>>, key: number, element: number): Set<number> {
  let set = sets.get(key)
  if (set === undefined) {
    set = new Set([element])
    sets.set(key, set)
  }
  return set
}

/** Where an offset that is there stands between two places. */
function placeOf(offsets: Float64Array, from: number, to: number, offset: number): number {
  const guess = from + (offset - offsets[from]!)
  // Right away where the log has no gaps.
  if (guess < to && offsets[guess] === offset) return guess
  let [low, high] = [from, to - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (offsets[middle]! < offset) low = middle + 1
    else high = middle
  }
  return low
}

/** How far a message lies behind another of the same key in the version order; 1, as it should be, where nobody knows. */
export function distance({ place }: LogOrder, from: number, to: number): number {
  return place[from]! === NONE || place[to]! === NONE ? 1 : place[to]! - place[from]!
}
