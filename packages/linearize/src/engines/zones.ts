/**
 * Registers in which every value has at most one producer: decided in linear time (Gibbons & Korach 1997, with compare-and-set and crashed operations
 * added).
 *
 * All operations on a value then happen in one stretch: its write, and the reads of it. A compare-and-set ends the stretch of one value and begins that of
 * the next, so that it glues them to a block. Of a block only two moments matter to the others: f, its earliest return, and s, its latest call. Block A
 * can come before B unless f of B is before s of A. An order of the blocks exists exactly if no two of them forbid both orders; that is, if no two
 * forward blocks (f < s) overlap and no forward block contains a backward one. Within a block the order is given, and need only agree with real time.
 */
import { CAS, DIFFERS, READ } from '../history/columns.ts'
import type { RegisterMachine } from './machine.ts'
import { NEVER, type Timeline } from './timeline.ts'

const NONE = -1
/** The producer of the initial value. */
const BEGINNING = -2

/** Whether the first `end` events are linearizable; `undefined` if some value may have several producers. */
export function zones(timeline: Timeline, machine: RegisterMachine, end = timeline.events.length): boolean | undefined {
  const values = readsFrom(timeline, machine, end)
  return values === undefined ? undefined : values.consistent && blocksFit(timeline, machine, end, values)
}

/** The first return that nothing survives, in a timeline for which `zones` is false. */
export function firstFailure(timeline: Timeline, machine: RegisterMachine): number {
  let linearizable = 0
  let failing = timeline.events.length
  while (failing - linearizable > 1) {
    const middle = (linearizable + failing) >>> 1
    if (zones(timeline, machine, middle) === false) failing = middle
    else linearizable = middle
  }
  return failing - 1
}

interface Values {
  /** For each value its producer. */
  readonly producer: Int32Array
  /** For each value the compare-and-set that takes it away. */
  readonly consumer: Int32Array
  /** For each operation whether it is known to have happened. */
  readonly happened: Uint8Array
  readonly callAt: Int32Array
  /** False if some operation cannot have happened at all. */
  readonly consistent: boolean
}

function readsFrom(timeline: Timeline, machine: RegisterMachine, end: number): Values | undefined {
  const { events, size } = timeline
  const { kind, from, to } = machine
  const producer = new Int32Array(machine.states()).fill(NONE)
  const consumer = new Int32Array(machine.states()).fill(NONE)
  const happened = new Uint8Array(size)
  const callAt = new Int32Array(size)
  producer[machine.initial] = BEGINNING
  for (let position = 0; position < end; position++) {
    const event = events[position]!
    if ((event & 1) === 1) continue
    const operation = event >> 1
    callAt[operation] = position
    const value = to[operation]!
    // What differs from a value says nothing about where it comes from. A compare-and-set of a value to itself is a read, and has lost nothing.
    if (kind[operation] === DIFFERS) return undefined
    if (kind[operation] === READ) continue
    if (producer[value] !== NONE) return undefined
    producer[value] = operation
  }
  let consistent = true
  const needed: number[] = []
  for (let position = 0; position < end; position++) {
    const event = events[position]!
    if ((event & 1) === 1 && happened[event >> 1] === 0) {
      happened[event >> 1] = 1
      needed.push(event >> 1)
    }
    // What a crashed operation wrote and somebody needed has happened.
    while (needed.length > 0 && consistent) {
      const operation = needed.pop()!
      const value = from[operation]!
      if (value < 0) continue
      if (kind[operation] === CAS) {
        if (consumer[value] !== NONE) consistent = false
        consumer[value] = operation
      }
      const source = producer[value]!
      if (source === NONE) consistent = false
      else if (source >= 0 && happened[source] === 0) {
        happened[source] = 1
        needed.push(source)
      }
    }
    if (!consistent) break
  }
  return { producer, consumer, happened, callAt, consistent }
}

function blocksFit(timeline: Timeline, machine: RegisterMachine, end: number, values: Values): boolean {
  const { kind, from, to } = machine
  const { returnAt, events } = timeline
  const { producer, consumer, happened, callAt } = values
  const states = machine.states()
  // Of the reads of each value: the earliest return and the latest call.
  const firstReturn = new Int32Array(states).fill(NEVER)
  const lastCall = new Int32Array(states).fill(-1)
  for (let position = 0; position < end; position++) {
    const event = events[position]!
    if ((event & 1) === 0 || kind[event >> 1] !== READ) continue
    const value = from[event >> 1]!
    if (position < firstReturn[value]!) firstReturn[value] = position
    if (callAt[event >> 1]! > lastCall[value]!) lastCall[value] = callAt[event >> 1]!
  }
  const forward = new Int32Array(end + 1).fill(NONE)
  const backward = new Int32Array(end + 1).fill(NONE)
  let seen = 0
  let chained = 0
  for (let value = 0; value < states; value++) {
    const root = producer[value]!
    if (root === NONE || (root >= 0 && happened[root] === 0)) continue
    seen++
    if (root >= 0 && kind[root] === CAS) continue
    // A block: from a write, or the beginning, along the compare-and-sets.
    let f = root === BEGINNING ? -1 : NEVER
    let s = -1
    let at = value
    let operation = root
    for (;;) {
      chained++
      if (operation >= 0) {
        const returned = returnAt[operation]! < end ? returnAt[operation]! : NEVER
        if (returned < s) return false
        if (returned < f) f = returned
        if (callAt[operation]! > s) s = callAt[operation]!
      }
      if (firstReturn[at]! < s) return false
      if (firstReturn[at]! < f) f = firstReturn[at]!
      if (lastCall[at]! > s) s = lastCall[at]!
      operation = consumer[at]!
      if (operation === NONE) break
      at = to[operation]!
    }
    if (f < s) forward[f + 1] = s
    else if (s >= 0) backward[s + 1] = f
  }
  // Values left over are produced by compare-and-sets in a circle, or behind one that began nowhere.
  if (chained !== seen) return false
  let openUntil = -1
  for (let position = -1; position < end; position++) {
    const until = forward[position + 1]!
    if (until !== NONE) {
      if (position < openUntil) return false
      openUntil = until
    }
    const f = backward[position + 1]!
    if (f !== NONE && openUntil > f) return false
  }
  return true
}
