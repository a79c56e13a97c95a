// The version order of each key, which its longest read tells, and where each read stands in it.

import { FAIL, INFO, identity, type Transactions } from '../history.ts'
import type { AppendsAndReads, List } from './read.ts'

/** Read from the end of a list: what the key held, as a position in its version order, or one of these. */
export const NOT_IN_ORDER = -1
export const UNKNOWN = -2

/**
 * The versions of key k are numbers from start[k] (nothing yet) to start[k + 1] - 1 (all of its order): version start[k] + n is
 * the first n elements of the order.
 */
export interface Versions {
  readonly start: Int32Array
  /** The append that made each version; -1 for the first of a key, and where nobody appended the element. */
  readonly appendAt: Int32Array
  /** The version that each append made, or NOT_IN_ORDER. */
  readonly versionOf: Int32Array
  /** What each read saw, as a version; NOT_IN_ORDER for what ends otherwise, UNKNOWN for a read without a result. */
  readonly readOf: Int32Array
  /** For each key, the longest list that was read. */
  readonly longest: (List | undefined)[]
  /** 1 for keys with a read that is no prefix of the longest, or whose longest repeats an element. */
  readonly irregular: Uint8Array
}

/**
 * Orders the versions of each key by what ok and info transactions read. A key that was never read but appended to once has
 * that one element; among several unread appends no order is known.
 */
export function orderVersions(
  transactions: Transactions,
  { keys, appends, reads, appendOf }: AppendsAndReads,
): Versions {
  const keyCount = keys.values.length
  const { type } = transactions
  const longest = new Array<List | undefined>(keyCount).fill(undefined)
  for (let r = 0; r < reads.key.length; r++) {
    const list = reads.list[r]!
    if (list === null || list.length === 0 || type[reads.transaction[r]!] === FAIL) continue
    const known = longest[reads.key[r]!]
    if (known === undefined || list.length > known.length) longest[reads.key[r]!] = list
  }
  const { orders, irregular, start } = elementOrders(longest, singleAppends())
  const versionOf = new Int32Array(appends.key.length).fill(NOT_IN_ORDER)
  const appendAt = new Int32Array(start[keyCount]!).fill(-1)
  for (let key = 0; key < keyCount; key++) {
    const order = orders[key]
    if (!order) continue
    for (let i = 0; i < order.length; i++) {
      const append = appendOf[key]!.get(order[i])
      if (append === undefined) continue
      versionOf[append] = start[key]! + i + 1
      appendAt[start[key]! + i + 1] = append
    }
  }
  const readOf = new Int32Array(reads.key.length)
  for (let r = 0; r < reads.key.length; r++) readOf[r] = versionRead(r)
  return { start, appendAt, versionOf, readOf, longest, irregular }

  function singleAppends(): (List | undefined)[] {
    const counts = new Int32Array(keyCount)
    const single = new Array<List | undefined>(keyCount).fill(undefined)
    for (let a = 0; a < appends.key.length; a++) {
      const key = appends.key[a]!
      if (type[appends.transaction[a]!] === FAIL || longest[key] !== undefined) continue
      single[key] = ++counts[key]! === 1 ? [identity(appends.element[a])] : undefined
    }
    return single
  }

  function versionRead(r: number): number {
    const list = reads.list[r]!
    const key = reads.key[r]!
    const first = start[key]!
    // Whatever an indefinite transaction says it read, null is what its invocation said.
    if (list === null) return type[reads.transaction[r]!] === INFO ? UNKNOWN : first
    if (list.length === 0) return first
    const order = orders[key]
    if (!order) return NOT_IN_ORDER
    if (isPrefix(list, longest[key] ?? order)) {
      if (irregular[key] === 0) return first + list.length
    } else irregular[key] = 1
    const last = order.indexOf(list[list.length - 1])
    return last < 0 ? NOT_IN_ORDER : first + last + 1
  }
}

function elementOrders(longest: readonly (List | undefined)[], single: readonly (List | undefined)[]) {
  const irregular = new Uint8Array(longest.length)
  const start = new Int32Array(longest.length + 1)
  const orders = longest.map((list, key) => {
    let order = list ?? single[key]
    if (list) {
      const distinct = new Set(list)
      if (distinct.size < list.length) {
        irregular[key] = 1
        order = [...distinct]
      }
    }
    start[key + 1] = start[key]! + (order?.length ?? 0) + 1
    return order
  })
  return { orders, irregular, start }
}

/** Whether the longer list begins with the shorter. */
export function isPrefix(shorter: List, longer: List): boolean {
  if (shorter === longer) return true
  if (shorter.length > longer.length) return false
  // From the end, where lists that differ usually do.
  for (let i = shorter.length - 1; i >= 0; i--) if (shorter[i] !== longer[i]) return false
  return true
}
