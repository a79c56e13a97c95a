/**
 * The calls and returns of one partition in order, without the operations that tell nothing. Intervals are closed: at the same time calls come before
 * returns.
 */
import type { Columns } from '../history/columns.ts'
import type { Machine } from './machine.ts'

/** One partition, ready for the engines. Operations are numbered 0, 1, … in order of their calls. */
export interface Timeline {
  readonly machine: Machine
  /** How many operations there are. */
  readonly size: number
  /** In order; `2 * operation` for a call, `2 * operation + 1` for a return. Crashed operations have a call only. */
  readonly events: Int32Array
  /** The position of each operation's return in `events`, or `NEVER`. */
  readonly returnAt: Int32Array
  /** A number below `width` that no two overlapping operations share. -1 for crashed ones and those left out. */
  readonly slot: Int32Array
  /** Operations that returned but tell nothing, which are in no event, each with the position of the event that followed its call. */
  readonly idle: readonly { readonly operation: number; readonly position: number }[]
  /** The greatest number of operations, crashed ones apart, that were open at the same time. */
  readonly width: number
}

export const NEVER = 0x7fffffff

/** `indices` are positions in the history, in order of their calls. */
export function timelineOf(
  columns: Pick<Columns, 'calls' | 'returns'>,
  indices: ArrayLike<number>,
  machine: Machine,
): Timeline {
  const size = indices.length
  const calls = new Float64Array(size)
  const returns = new Float64Array(size)
  const returning = new Int32Array(size)
  let returned = 0
  let relevant = 0
  const idle: { operation: number; position: number }[] = []
  for (let i = 0; i < size; i++) {
    const index = indices[i]!
    calls[i] = columns.calls[index]!
    const at = columns.returns[index]!
    // Marked by NaN: operations that constrain nothing. A crashed operation need not happen, so one that changes nothing need not be there.
    if (machine.idle(i) || (at === Number.POSITIVE_INFINITY && machine.pure[i] === 1)) {
      if (at !== Number.POSITIVE_INFINITY) idle.push({ operation: i, position: 0 })
      returns[i] = Number.NaN
      continue
    }
    returns[i] = at
    relevant++
    if (at !== Number.POSITIVE_INFINITY) returning[returned++] = i
  }
  const byReturn = returning.subarray(0, returned)
  sortByTime(byReturn, returns)
  return merge(machine, calls, returns, byReturn, relevant, idle)
}

function merge(
  machine: Machine,
  calls: Float64Array,
  returns: Float64Array,
  byReturn: Int32Array,
  relevant: number,
  idle: { operation: number; position: number }[],
): Timeline {
  const size = calls.length
  const events = new Int32Array(relevant + byReturn.length)
  const returnAt = new Int32Array(size).fill(NEVER)
  const slot = new Int32Array(size).fill(-1)
  const free: number[] = []
  let width = 0
  let position = 0
  let next = 0
  let nextIdle = 0
  for (let i = 0; i <= size; i++) {
    const call = i < size ? calls[i]! : Number.POSITIVE_INFINITY
    while (next < byReturn.length && returns[byReturn[next]!]! < call) {
      const operation = byReturn[next++]!
      returnAt[operation] = position
      events[position++] = operation * 2 + 1
      free.push(slot[operation]!)
    }
    if (i < size && idle[nextIdle]?.operation === i) idle[nextIdle++]!.position = position
    if (i === size || Number.isNaN(returns[i]!)) continue
    events[position++] = i * 2
    if (returns[i] !== Number.POSITIVE_INFINITY) slot[i] = free.pop() ?? width++
  }
  return { machine, size, events, returnAt, slot, idle, width }
}

/**
 * Sorts operations by time. Returns are nearly in order of the calls, so that insertion is linear in practice; when it turns out not to be, a general sort
 * takes over.
 */
function sortByTime(order: Int32Array, time: Float64Array): void {
  let moves = 64 * order.length + 1024
  for (let i = 1; i < order.length; i++) {
    const operation = order[i]!
    const at = time[operation]!
    let k = i - 1
    while (k >= 0 && time[order[k]!]! > at) {
      order[k + 1] = order[k]!
      k--
    }
    order[k + 1] = operation
    moves -= i - k
    if (moves < 0) {
      order.sort((a, b) => time[a]! - time[b]! || a - b)
      return
    }
  }
}
