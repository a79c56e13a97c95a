// Transactions that contradict themselves: reads that disagree with what the transaction itself did or saw before.

import { identity, type Operation, type Transactions } from '../history.ts'
import { type AppendsAndReads, type List, type MicroOperation, microOperations } from './read.ts'

export interface Internal {
  readonly op: Operation
  readonly mop: MicroOperation
  /** What the transaction had to read. ['...', 3] is any list that ends in 3; null is a key without a value. */
  readonly expected: List | null
}
export interface FutureRead {
  readonly op: Operation
  readonly mop: MicroOperation
  /** Appended by the same transaction, but only later. */
  readonly element: unknown
}

/** The first contradiction of each committed transaction. */
export function internalAnomalies(transactions: Transactions, { repeating }: AppendsAndReads) {
  const internal: Internal[] = []
  const futureReads: FutureRead[] = []
  for (const t of repeating) {
    if (transactions.ok[t] !== 1) continue
    const op = transactions.operations[t]!
    const mops = microOperations(transactions.values[t])
    const contradiction = firstContradiction(op, mops)
    if (contradiction) internal.push(contradiction)
    const future = firstFutureRead(op, mops)
    if (future) futureReads.push(future)
  }
  return { internal, futureReads }
}

/** What a key must hold: the whole list, or only its end. */
interface Expected {
  readonly prefixKnown: boolean
  readonly list: List | null
}

function firstContradiction(op: Operation, mops: readonly MicroOperation[]): Internal | undefined {
  const expected = new Map<unknown, Expected>()
  for (const mop of mops) {
    const key = identity(mop[1])
    const state = expected.get(key)
    if (mop[0] === 'append') {
      const list = [...(state?.list ?? []), identity(mop[2])]
      expected.set(key, { prefixKnown: state?.prefixKnown ?? false, list })
      continue
    }
    const read = mop[2] == null ? null : (mop[2] as List).map(identity)
    if (state && !agrees(read, state)) {
      return { op, mop, expected: state.prefixKnown ? state.list : ['...', ...state.list!] }
    }
    expected.set(key, { prefixKnown: true, list: read })
  }
  return undefined
}

function agrees(read: List | null, { prefixKnown, list }: Expected): boolean {
  // A key that does not exist and a key with an empty list are different answers.
  if (read === null || list === null) return read === list
  if (prefixKnown ? read.length !== list.length : read.length < list.length) return false
  const offset = read.length - list.length
  return list.every((element, i) => read[offset + i] === element)
}

function firstFutureRead(op: Operation, mops: readonly MicroOperation[]): FutureRead | undefined {
  for (let place = 0; place < mops.length; place++) {
    const mop = mops[place]!
    if (mop[0] !== 'r' || mop[2] == null) continue
    for (let later = place + 1; later < mops.length; later++) {
      const [f, key, element] = mops[later]!
      if (f !== 'append' || identity(key) !== identity(mop[1])) continue
      const id = identity(element)
      if ((mop[2] as List).some(read => identity(read) === id)) return { op, mop, element }
    }
  }
  return undefined
}
