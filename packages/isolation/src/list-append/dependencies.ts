// Which transaction depends on which, from the version orders of lists (Elle's paper, VLDB 2020, section 4.3).

import { Bicliques, Graph, RW, WR, WW } from '../graph/index.ts'
import { FAIL, type Transactions } from '../history.ts'
import type { AppendsAndReads } from './read.ts'
import { NOT_IN_ORDER, type Versions } from './versions.ts'

/** Who read each version: transactions[offsets[v]] … transactions[offsets[v + 1] - 1]. */
export interface Readers {
  readonly offsets: Int32Array
  readonly transactions: Int32Array
}

/** The ok and info readers of each version. */
export function readersOf(transactions: Transactions, { reads }: AppendsAndReads, versions: Versions): Readers {
  const count = versions.appendAt.length
  const offsets = new Int32Array(count + 1)
  const counts = (r: number): boolean => versions.readOf[r]! >= 0 && transactions.type[reads.transaction[r]!] !== FAIL
  for (let r = 0; r < reads.key.length; r++) if (counts(r)) offsets[versions.readOf[r]! + 1]!++
  for (let v = 0; v < count; v++) offsets[v + 1]! += offsets[v]!
  const next = offsets.slice(0, count)
  const readers = new Int32Array(offsets[count]!)
  for (let r = 0; r < reads.key.length; r++) {
    if (counts(r)) readers[next[versions.readOf[r]!]!++] = reads.transaction[r]!
  }
  return { offsets, transactions: readers }
}

/** The ww, wr and rw dependencies between ok and info transactions. */
export function dependencies(transactions: Transactions, history: AppendsAndReads, versions: Versions): Graph {
  const { appends, reads, appendOf } = history
  const { appendAt, versionOf, readOf, start } = versions
  const graph = new Graph(transactions.count, appends.key.length * 2 + reads.key.length + 16)
  const readers = readersOf(transactions, history, versions)
  /** The transaction that made a version, or -1. */
  const writer = (append: number): number => {
    if (append < 0) return -1
    const transaction = appends.transaction[append]!
    return transactions.type[transaction] === FAIL ? -1 : transaction
  }

  for (let r = 0; r < reads.key.length; r++) {
    const list = reads.list[r]!
    if (list === null || list.length === 0 || transactions.type[reads.transaction[r]!] === FAIL) continue
    const append = readOf[r]! >= 0 ? appendAt[readOf[r]!]! : (appendOf[reads.key[r]!]!.get(list[list.length - 1]) ?? -1)
    const from = writer(append)
    if (from >= 0) graph.addEdge(from, reads.transaction[r]!, WR)
  }

  const afterLast = new Map<number, number[]>() // by the last version of a key, those whose appends nobody read
  for (let a = 0; a < appends.key.length; a++) {
    const to = writer(a)
    if (to < 0) continue
    const key = appends.key[a]!
    const observed = versionOf[a] !== NOT_IN_ORDER
    const previous = observed ? versionOf[a]! - 1 : start[key + 1]! - 1
    const from = writer(appendAt[previous]!)
    if (from >= 0) graph.addEdge(from, to, WW)
    if (observed) {
      for (let i = readers.offsets[previous]!; i < readers.offsets[previous + 1]!; i++) {
        graph.addEdge(readers.transactions[i]!, to, RW)
      }
    } else {
      const unread = afterLast.get(previous)
      if (unread) unread.push(to)
      else afterLast.set(previous, [to])
    }
  }
  const bicliques = new Bicliques(RW)
  for (const [version, unread] of afterLast) {
    const from = readers.transactions.subarray(readers.offsets[version]!, readers.offsets[version + 1]!)
    bicliques.add(from, unread)
  }
  if (!bicliques.empty) graph.addImplicit(bicliques)
  return graph
}
