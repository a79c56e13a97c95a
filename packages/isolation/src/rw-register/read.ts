// A read-write-register history in typed arrays: what each transaction read from, and left behind for, the others.

import { DuplicateWriteError, UnknownMicroOperationError } from '../errors.ts'
import { describe, FAIL, INFO, identity, Numbering, OK, show, type Transactions } from '../history.ts'

/** ['w', key, value] or ['r', key, value]; null is read from a key that was never written. */
export type MicroOperation = readonly [f: 'w' | 'r', key: unknown, value: unknown]

export const NONE = -1

/**
 * Versions are numbered across all keys; `initial[k]` is what key k held before any write.
 * A touch is what one transaction did to one key as others see it: its first micro-operation on the key, if that is a read, and
 * its last write.
 */
export interface Registers {
  readonly keys: Numbering
  readonly versionCount: number
  readonly keyOf: readonly number[]
  readonly contentOf: readonly unknown[]
  readonly initial: readonly number[]
  /** The touches of transaction t are touchStart[t] … touchStart[t + 1] - 1. Failed transactions have none. */
  readonly touchStart: Int32Array
  readonly touchKey: readonly number[]
  /** The version read, or NONE. What an indefinite transaction read is not known. */
  readonly touchRead: readonly number[]
  /** The version written, or NONE. */
  readonly touchWrite: readonly number[]
  /** The committed transaction whose last write to its key made the version, or NONE. */
  readonly writer: Int32Array
  /** A failed transaction that wrote the version, or NONE. */
  readonly failedWriter: Int32Array
  /** A transaction that wrote the version and then overwrote it, or NONE. */
  readonly intermediateWriter: Int32Array
  versionOf(key: unknown, value: unknown): number
}

export function microOperations(value: unknown): readonly MicroOperation[] {
  return Array.isArray(value) ? (value as readonly MicroOperation[]) : []
}

/**
 * @throws UnknownMicroOperationError
 * @throws DuplicateWriteError when two committed transactions left the same value in a key
 */
export function readRegisters(transactions: Transactions): Registers {
  const keys = new Numbering()
  const keyOf: number[] = []
  const contentOf: unknown[] = []
  const initial: number[] = []
  const versions: Map<unknown, number>[] = []
  const touchStart = new Int32Array(transactions.count + 1)
  const touchKey: number[] = []
  const touchRead: number[] = []
  const touchWrite: number[] = []
  const written: number[] = []
  const writtenBy: number[] = []
  const overwritten: number[] = []
  const unknown: string[] = []

  for (let t = 0; t < transactions.count; t++) {
    const first = touchKey.length
    const firstWrite = written.length
    const type = transactions.type[t]!
    const mops = microOperations(transactions.values[t])
    for (let place = 0; place < mops.length; place++) {
      const mop = mops[place]!
      if (!Array.isArray(mop) || !(mop[0] === 'r' || mop[0] === 'w')) {
        if (unknown.length < 8) unknown.push(`${show(mop)} in ${describe(transactions.operations[t]!)}`)
        continue
      }
      const version = versionOf(mop[1], mop[2])
      const key = keyOf[version]!
      let touch = touchKey.length - 1
      while (touch >= first && touchKey[touch] !== key) touch--
      if (mop[0] === 'w') {
        for (let w = firstWrite; w < written.length; w++) if (keyOf[written[w]!] === key) overwritten[w] = 1
        written.push(version)
        writtenBy.push(t)
        overwritten.push(0)
      }
      if (type === FAIL || (type === INFO && mop[0] === 'r')) continue
      if (touch < first) {
        touchKey.push(key)
        touchRead.push(mop[0] === 'r' ? version : NONE)
        touchWrite.push(mop[0] === 'w' ? version : NONE)
      } else if (mop[0] === 'w') touchWrite[touch] = version
    }
    touchStart[t + 1] = touchKey.length
  }
  if (unknown.length > 0)
    throw new UnknownMicroOperationError('["w", key, value] and ["r", key, value or null]', unknown)

  const writer = new Int32Array(keyOf.length).fill(NONE)
  const failedWriter = new Int32Array(keyOf.length).fill(NONE)
  const intermediateWriter = new Int32Array(keyOf.length).fill(NONE)
  for (let w = 0; w < written.length; w++) {
    const version = written[w]!
    const t = writtenBy[w]!
    const type = transactions.type[t]!
    if (type === FAIL) failedWriter[version] = t
    if (overwritten[w] === 1) intermediateWriter[version] = t
    else if (type === OK) {
      if (writer[version] !== NONE) {
        const [a, b] = [transactions.operations[writer[version]!]!, transactions.operations[t]!]
        throw new DuplicateWriteError(
          'wrote',
          show(keys.values[keyOf[version]!]),
          show(contentOf[version]),
          describe(a),
          describe(b),
        )
      }
      writer[version] = t
    }
  }
  return {
    keys,
    versionCount: keyOf.length,
    keyOf,
    contentOf,
    initial,
    touchStart,
    touchKey,
    touchRead,
    touchWrite,
    writer,
    failedWriter,
    intermediateWriter,
    versionOf,
  }

  function addVersion(key: number, value: unknown): number {
    keyOf.push(key)
    contentOf.push(value)
    return keyOf.length - 1
  }

  function versionOf(keyName: unknown, value: unknown): number {
    const key = keys.numberOf(keyName)
    if (key === versions.length) {
      versions.push(new Map())
      initial.push(addVersion(key, null))
    }
    if (value === null || value === undefined) return initial[key]!
    const id = identity(value)
    let version = versions[key]!.get(id)
    if (version === undefined) {
      version = addVersion(key, value)
      versions[key]!.set(id, version)
    }
    return version
  }
}
