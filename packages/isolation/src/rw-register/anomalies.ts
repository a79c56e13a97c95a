// What a register history shows without any cycle: aborted, intermediate, internal and garbage reads, lost updates.

import { identity, type Operation, show, type Transactions } from '../history.ts'
import { type MicroOperation, microOperations, NONE, type Registers } from './read.ts'

export interface AbortedOrIntermediateRead {
  /** The reader. */
  readonly op: Operation
  readonly mop: MicroOperation
  readonly writer: Operation
}
export interface Internal {
  readonly op: Operation
  readonly mop: MicroOperation
  /** What the transaction had read from, or written to, the key before. */
  readonly expected: unknown
}
export interface GarbageRead {
  readonly op: Operation
  readonly mop: MicroOperation
}
export interface LostUpdate {
  readonly key: unknown
  readonly value: unknown
  readonly txns: readonly Operation[]
}

export interface RegisterAnomalies {
  internal: Internal[]
  G1a: AbortedOrIntermediateRead[]
  G1b: AbortedOrIntermediateRead[]
  'garbage-read': GarbageRead[]
  'lost-update': LostUpdate[]
}

/** Everything that single transactions and single keys of a history show. */
export function registerAnomalies(transactions: Transactions, registers: Registers): RegisterAnomalies {
  const found: RegisterAnomalies = { internal: [], G1a: [], G1b: [], 'garbage-read': [], 'lost-update': [] }
  const { failedWriter, intermediateWriter, initial, keyOf } = registers
  const written = writtenVersions(transactions, registers)
  const updates = new Map<string, { key: unknown; value: unknown; txns: Operation[] }>()
  for (let t = 0; t < transactions.count; t++) {
    if (transactions.ok[t] !== 1) continue
    const op = transactions.operations[t]!
    const mops = microOperations(transactions.values[t])
    for (let i = 0; i < mops.length; i++) {
      const mop = mops[i]!
      if (mop[0] !== 'r') continue
      const version = registers.versionOf(mop[1], mop[2])
      if (version === initial[keyOf[version]!]) continue
      const failed = failedWriter[version]!
      if (failed !== NONE) found.G1a.push({ op, mop, writer: transactions.operations[failed]! })
      const intermediate = intermediateWriter[version]!
      if (intermediate !== NONE && intermediate !== t) {
        found.G1b.push({ op, mop, writer: transactions.operations[intermediate]! })
      }
      if (written[version] === 0) found['garbage-read'].push({ op, mop })
    }
    if (mops.length < 2) continue
    const contradiction = firstContradiction(op, mops)
    if (contradiction) found.internal.push(contradiction)
    for (const { key, value } of readsBeforeWrites(mops)) {
      const id = `${typeof key} ${show(key)} ${typeof value} ${show(value)}`
      const group = updates.get(id)
      if (group) group.txns.push(op)
      else updates.set(id, { key, value, txns: [op] })
    }
  }
  found['lost-update'] = [...updates.values()].filter(({ txns }) => txns.length > 1)
  return found
}

function writtenVersions(transactions: Transactions, registers: Registers): Uint8Array {
  const written = new Uint8Array(registers.versionCount)
  for (let t = 0; t < transactions.count; t++) {
    for (const mop of microOperations(transactions.values[t])) {
      if (mop[0] === 'w') written[registers.versionOf(mop[1], mop[2])] = 1
    }
  }
  return written
}

function firstContradiction(op: Operation, mops: readonly MicroOperation[]): Internal | undefined {
  for (let i = 1; i < mops.length; i++) {
    const mop = mops[i]!
    if (mop[0] !== 'r') continue
    for (let j = i - 1; j >= 0; j--) {
      const before = mops[j]!
      if (identity(before[1]) !== identity(mop[1])) continue
      if (identity(before[2] ?? null) !== identity(mop[2] ?? null)) return { op, mop, expected: before[2] ?? null }
      break
    }
  }
  return undefined
}

/** The first read of each key that the transaction then writes. */
function readsBeforeWrites(mops: readonly MicroOperation[]): { key: unknown; value: unknown }[] {
  const found: { key: unknown; value: unknown }[] = []
  for (let i = 0; i < mops.length; i++) {
    const mop = mops[i]!
    const same = (other: MicroOperation): boolean => identity(other[1]) === identity(mop[1])
    if (mop[0] !== 'r' || mops.slice(0, i).some(other => other[0] === 'r' && same(other))) continue
    if (mops.slice(i + 1).some(other => other[0] === 'w' && same(other)))
      found.push({ key: mop[1], value: mop[2] ?? null })
  }
  return found
}
