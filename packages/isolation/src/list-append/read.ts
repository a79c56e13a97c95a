// A list-append history in typed arrays: every append and every read, keys as numbers.

import { DuplicateWriteError, UnknownMicroOperationError } from '../errors.ts'
import { describe, identity, Numbering, show, type Transactions } from '../history.ts'

/** A list that was read. */
export type List = readonly unknown[]
/** ['append', key, element] or ['r', key, list]. */
export type MicroOperation = readonly [f: 'append' | 'r', key: unknown, value: unknown]

/** All appends and reads, each with its transaction, key and place in the transaction; in order of transactions. */
export interface AppendsAndReads {
  readonly keys: Numbering
  readonly appends: {
    readonly transaction: number[]
    readonly key: number[]
    readonly element: unknown[]
    /** 1 if the transaction appends to the key again later: nobody else may see the key as of this append. */
    readonly intermediate: number[]
  }
  readonly reads: {
    readonly transaction: number[]
    readonly key: number[]
    /** null: nothing is known of what was read, or the key did not exist. */
    readonly list: (List | null)[]
    readonly place: number[]
  }
  /** For each key, the append of each element. */
  readonly appendOf: Map<unknown, number>[]
  /** Transactions that touch some key more than once. */
  readonly repeating: number[]
}

export function microOperations(value: unknown): readonly MicroOperation[] {
  return Array.isArray(value) ? (value as readonly MicroOperation[]) : []
}

/**
 * @throws UnknownMicroOperationError
 * @throws DuplicateWriteError when two appends have the same key and element
 */
export function readAppends(transactions: Transactions, checkDuplicates: boolean): AppendsAndReads {
  const keys = new Numbering()
  const appends = {
    transaction: [] as number[],
    key: [] as number[],
    element: [] as unknown[],
    intermediate: [] as number[],
  }
  const reads = { transaction: [] as number[], key: [] as number[], list: [] as (List | null)[], place: [] as number[] }
  const appendOf: Map<unknown, number>[] = []
  const repeating: number[] = []
  const unknown: string[] = []
  for (let t = 0; t < transactions.count; t++) {
    const mops = microOperations(transactions.values[t])
    const firstAppend = appends.key.length
    const firstRead = reads.key.length
    let repeats = false
    for (let place = 0; place < mops.length; place++) {
      const mop = mops[place]!
      if (!Array.isArray(mop) || !(mop[0] === 'append' || (mop[0] === 'r' && isList(mop[2])))) {
        if (unknown.length < 8) unknown.push(`${show(mop)} in ${describe(transactions.operations[t]!)}`)
        continue
      }
      const key = keys.numberOf(mop[1])
      if (key === appendOf.length) appendOf.push(new Map())
      for (let a = appends.key.length - 1; a >= firstAppend; a--) {
        if (appends.key[a] !== key) continue
        repeats = true
        if (mop[0] === 'append') appends.intermediate[a] = 1
      }
      for (let r = reads.key.length - 1; r >= firstRead; r--) if (reads.key[r] === key) repeats = true
      if (mop[0] === 'append') {
        const append = appends.key.length
        const element = identity(mop[2])
        const before = appendOf[key]!.get(element)
        if (before !== undefined && checkDuplicates) {
          throw new DuplicateWriteError(
            'appended',
            show(mop[1]),
            show(mop[2]),
            describe(transactions.operations[appends.transaction[before]!]!),
            describe(transactions.operations[t]!),
          )
        }
        appendOf[key]!.set(element, append)
        appends.transaction.push(t)
        appends.key.push(key)
        appends.element.push(mop[2])
        appends.intermediate.push(0)
      } else {
        reads.transaction.push(t)
        reads.key.push(key)
        reads.list.push(comparable(mop[2]))
        reads.place.push(place)
      }
    }
    if (repeats) repeating.push(t)
  }
  if (unknown.length > 0)
    throw new UnknownMicroOperationError('["append", key, element] and ["r", key, list or null]', unknown)
  return { keys, appends, reads, appendOf, repeating }
}

function isList(value: unknown): boolean {
  return value === null || value === undefined || Array.isArray(value)
}

// Lists are compared element by element with ===, so elements that are objects are replaced by what identifies them.
function comparable(value: unknown): List | null {
  if (!Array.isArray(value)) return null
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] === 'object' && value[i] !== null) return value.map(identity)
  }
  return value
}
