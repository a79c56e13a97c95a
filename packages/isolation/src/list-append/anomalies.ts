// What a list-append history shows without any cycle: aborted and intermediate reads, broken orders, lost updates.

import { FAIL, INFO, identity, OK, type Operation, show, type Transactions } from '../history.ts'
import type { AppendsAndReads, List, MicroOperation } from './read.ts'
import { microOperations } from './read.ts'
import { isPrefix, type Versions } from './versions.ts'

export interface AbortedOrIntermediateRead {
  /** The reader. */
  readonly op: Operation
  readonly mop: MicroOperation
  readonly writer: Operation
  readonly element: unknown
}
export interface GarbageRead {
  readonly op: Operation
  readonly key: unknown
  readonly element: unknown
}
export interface DuplicateElements {
  readonly op: Operation
  readonly mop: MicroOperation
  /** How often each repeated element appears. */
  readonly duplicates: ReadonlyMap<unknown, number>
}
export interface IncompatibleOrder {
  readonly key: unknown
  readonly values: readonly [List, List]
}
export interface DirtyUpdate {
  readonly key: unknown
  readonly values: List
  /** The failed transaction, and the committed one that built on it. */
  readonly txns: readonly [Operation, '...', Operation]
}
export interface LostUpdate {
  readonly key: unknown
  readonly value: unknown
  readonly txns: readonly Operation[]
}

export interface ListAppendAnomalies {
  G1a: AbortedOrIntermediateRead[]
  G1b: AbortedOrIntermediateRead[]
  'garbage-read': GarbageRead[]
  'duplicate-elements': DuplicateElements[]
  'incompatible-order': IncompatibleOrder[]
  'dirty-update': DirtyUpdate[]
  'lost-update': LostUpdate[]
}

/** Everything that single keys show. */
export function keyAnomalies(
  transactions: Transactions,
  history: AppendsAndReads,
  versions: Versions,
): ListAppendAnomalies {
  const { keys, appends, reads, appendOf } = history
  const { start, appendAt, readOf, longest, irregular } = versions
  const { operations, type } = transactions
  const found: ListAppendAnomalies = {
    G1a: [],
    G1b: [],
    'garbage-read': [],
    'duplicate-elements': [],
    'incompatible-order': [],
    'dirty-update': [],
    'lost-update': lostUpdates(transactions, history),
  }
  const failedIn = failedVersions()
  const unwrittenIn = unwrittenVersions()
  const garbage = new Set<string>()
  const irregularReads = new Map<number, number[]>()

  for (let r = 0; r < reads.key.length; r++) {
    const reader = reads.transaction[r]!
    const list = reads.list[r]!
    if (list === null || list.length === 0 || type[reader] === FAIL) continue
    const key = reads.key[r]!
    if (irregular[key] === 1) {
      const others = irregularReads.get(key)
      if (others) others.push(r)
      else irregularReads.set(key, [r])
      irregularRead(r, key, list)
      continue
    }
    const version = readOf[r]!
    for (const unwritten of unwrittenIn.get(key) ?? []) {
      if (unwritten <= version) garbageRead(r, key, list[unwritten - start[key]! - 1])
    }
    if (type[reader] === OK) {
      for (const failed of failedIn.get(key) ?? []) if (failed <= version) aborted(r, appendAt[failed]!)
      intermediate(r, appendAt[version]!)
    }
  }
  for (const [key, among] of irregularReads) incompatibleOrder(key, among)
  for (const [key, failed] of failedIn) if (failed.length > 0) dirtyUpdates(key)
  return found

  function mopOf(r: number): MicroOperation {
    return microOperations(transactions.values[reads.transaction[r]!])[reads.place[r]!]!
  }

  /** For each key, the versions of its order that failed transactions made. */
  function failedVersions(): Map<number, number[]> {
    const failed = new Map<number, number[]>()
    for (let a = 0; a < appends.key.length; a++) {
      if (type[appends.transaction[a]!] !== FAIL || versions.versionOf[a]! < 0) continue
      const of = failed.get(appends.key[a]!)
      if (of) of.push(versions.versionOf[a]!)
      else failed.set(appends.key[a]!, [versions.versionOf[a]!])
    }
    for (const of of failed.values()) of.sort((a, b) => a - b)
    return failed
  }

  /** For each key, the versions of its order whose last element nobody appended. */
  function unwrittenVersions(): Map<number, number[]> {
    const unwritten = new Map<number, number[]>()
    for (let key = 0; key < longest.length; key++) {
      for (let version = start[key]! + 1; version < start[key + 1]!; version++) {
        if (appendAt[version] !== -1) continue
        const of = unwritten.get(key)
        if (of) of.push(version)
        else unwritten.set(key, [version])
      }
    }
    return unwritten
  }

  function aborted(r: number, append: number): void {
    found.G1a.push({
      op: operations[reads.transaction[r]!]!,
      mop: mopOf(r),
      writer: operations[appends.transaction[append]!]!,
      element: appends.element[append],
    })
  }

  function intermediate(r: number, append: number): void {
    if (append < 0 || appends.intermediate[append] === 0 || appends.transaction[append] === reads.transaction[r]) return
    found.G1b.push({
      op: operations[reads.transaction[r]!]!,
      mop: mopOf(r),
      writer: operations[appends.transaction[append]!]!,
      element: appends.element[append],
    })
  }

  function irregularRead(r: number, key: number, list: List): void {
    const counts = new Map<unknown, number>()
    for (const element of list) {
      const before = counts.get(element)
      counts.set(element, (before ?? 0) + 1)
      const append = appendOf[key]!.get(element)
      if (append === undefined) garbageRead(r, key, element)
      else if (
        type[reads.transaction[r]!] === OK &&
        type[appends.transaction[append]!] === FAIL &&
        before === undefined
      ) {
        aborted(r, append)
      }
    }
    if (type[reads.transaction[r]!] === OK) intermediate(r, appendOf[key]!.get(list[list.length - 1]) ?? -1)
    if (counts.size < list.length) {
      const duplicates = new Map([...counts].filter(([, count]) => count > 1))
      found['duplicate-elements'].push({ op: operations[reads.transaction[r]!]!, mop: mopOf(r), duplicates })
    }
  }

  function garbageRead(r: number, key: number, element: unknown): void {
    const id = `${key} ${show(element)}`
    if (garbage.has(id)) return
    garbage.add(id)
    found['garbage-read'].push({ op: operations[reads.transaction[r]!]!, key: keys.values[key], element })
  }

  function incompatibleOrder(key: number, among: readonly number[]): void {
    const lists = among.map(r => reads.list[r]!).sort((a, b) => a.length - b.length)
    for (let i = 1; i < lists.length; i++) {
      if (isPrefix(lists[i - 1]!, lists[i]!)) continue
      found['incompatible-order'].push({ key: keys.values[key], values: [lists[i - 1]!, lists[i]!] })
      return
    }
  }

  /** Walks the order of a key for a committed element that was built on one of a failed transaction. */
  function dirtyUpdates(key: number): void {
    let before = -1 // the last transaction whose fate counts; -1: what was there at the beginning
    let values: unknown[] = []
    for (let version = start[key]! + 1; version < start[key + 1]!; version++) {
      const append = appendAt[version]!
      if (append < 0) continue
      const writer = appends.transaction[append]!
      const beforeFailed = before >= 0 && type[before] === FAIL
      values.push(appends.element[append])
      if (type[writer] === INFO) continue
      if (type[writer] === OK && beforeFailed) {
        found['dirty-update'].push({
          key: keys.values[key],
          values,
          txns: [operations[before]!, '...', operations[writer]!],
        })
      }
      if (type[writer] === FAIL && beforeFailed) continue
      before = writer
      values = [appends.element[append]]
    }
  }
}

/** Committed transactions whose first reads of a key saw the same and which then, each, appended to it. */
function lostUpdates(transactions: Transactions, { repeating }: AppendsAndReads): LostUpdate[] {
  const groups = new Map<string, { key: unknown; value: List | null; txns: Operation[] }[]>()
  for (const t of repeating) {
    if (transactions.ok[t] !== 1) continue
    const read = new Map<unknown, MicroOperation>()
    const written = new Set<unknown>()
    for (const mop of microOperations(transactions.values[t])) {
      const key = identity(mop[1])
      const earlier = read.get(key)
      if (mop[0] === 'r' && !earlier) read.set(key, mop)
      else if (mop[0] === 'append' && earlier && !written.has(key)) {
        written.add(key)
        const value = (earlier[2] ?? null) as List | null
        // Most lists that differ differ in length or at the end already.
        const id = `${typeof key} ${String(key)} ${value === null ? 'nil' : `${value.length} ${show(value.at(-1))}`}`
        const alike = groups.get(id) ?? []
        if (alike.length === 0) groups.set(id, alike)
        const group = alike.find(other => show(other.value) === show(value))
        if (group) group.txns.push(transactions.operations[t]!)
        else alike.push({ key: mop[1], value, txns: [transactions.operations[t]!] })
      }
    }
  }
  return [...groups.values()].flat().filter(group => group.txns.length > 1)
}
