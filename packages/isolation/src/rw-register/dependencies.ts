// Which transaction depends on which, from what registers were read and from the order of their versions. Only
// transactions that are known to have committed take part.

import { Bicliques, Graph, RW, WR, WW } from '../graph/index.ts'
import type { Transactions } from '../history.ts'
import type { KeyTimelines } from './key-timelines.ts'
import { LinearizableDependencies } from './linearizable.ts'
import { NONE, type Registers } from './read.ts'
import type { VersionOrder } from './versions.ts'

export interface RegisterDependencies {
  readonly graph: Graph
  /** Whether some dependency led from a transaction to itself. */
  readonly hadSelfEdges: boolean
}

export function dependencies(
  transactions: Transactions,
  registers: Registers,
  timelines: KeyTimelines,
  order: VersionOrder,
): RegisterDependencies {
  const { writer, initial, keyOf, versionCount } = registers
  const graph = new Graph(transactions.count, registers.touchKey.length * 2 + 16)
  let hadSelfEdges = false
  const add = (from: number, to: number, kind: number): void => {
    if (from === to) hadSelfEdges = true
    graph.addEdge(from, to, kind)
  }
  const readersOf = (version: number): Int32Array =>
    timelines.readers.subarray(timelines.readerStart[version]!, timelines.readerStart[version + 1]!)

  for (let version = 0; version < versionCount; version++) {
    if (writer[version] === NONE || version === initial[keyOf[version]!]) continue
    for (const reader of readersOf(version)) add(writer[version]!, reader, WR)
  }

  const bicliques = new Bicliques(RW)
  for (const [version, later] of successors(order.graph)) {
    const writers = later.map(next => writer[next]!).filter(t => t !== NONE)
    if (writers.length === 0) continue
    const readers = readersOf(version)
    if (writer[version] !== NONE) for (const next of writers) add(writer[version]!, next, WW)
    if (writers.length === 1) for (const reader of readers) add(reader, writers[0]!, RW)
    else if (readers.length === 1) for (const next of writers) add(readers[0]!, next, RW)
    else bicliques.add(readers, writers)
  }
  if (!bicliques.empty) graph.addImplicit(bicliques)
  if (order.linearizable) graph.addImplicit(new LinearizableDependencies(timelines))
  return { graph, hadSelfEdges }
}

/** The versions that come right after each version. */
export function successors(graph: Graph): Map<number, number[]> {
  const found = new Map<number, number[]>()
  for (let e = 0; e < graph.edgeCount; e++) {
    const later = found.get(graph.from[e]!)
    if (!later) found.set(graph.from[e]!, [graph.to[e]!])
    else later.push(graph.to[e]!)
  }
  return found
}
