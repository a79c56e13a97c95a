// In which order the versions of each register came, as far as the options let it be inferred.

import { componentsOf, Graph, sessionOrder } from '../graph/index.ts'
import { OK, type Transactions } from '../history.ts'
import type { RwRegisterOptions } from '../options.ts'
import { beforeLast, type LastVersion, lastVersions, wasThere } from './final-reads.ts'
import { type KeyTimelines, versionAfter, versionBefore } from './key-timelines.ts'
import { LINEARIZABLE, LinearizableVersions } from './linearizable.ts'
import { NONE, type Registers } from './read.ts'

/** Versions of a key that would each come before the other. Their source is then left out of the order, for all keys. */
export interface CyclicVersions {
  readonly key: unknown
  readonly scc: readonly unknown[]
  /** What the order had been inferred from when it became cyclic. */
  readonly sources: readonly string[]
}

/** Where an order of versions comes from: the bits of its edges. */
export const versionSources = {
  'initial-state': 1,
  'transaction-order-keys': 2,
  'wfr-keys': 4,
  'sequential-keys': 8,
  'linearizable-keys': LINEARIZABLE,
  'final-reads': 32,
} as const
export type VersionSource = keyof typeof versionSources

export interface VersionOrder {
  /** Edges between versions, except those of linearizable keys. */
  readonly graph: Graph
  /** Whether linearizable keys told an order, without contradiction. */
  readonly linearizable: boolean
  readonly cyclic: readonly CyclicVersions[]
}

/** Applies the sources one after another; one that contradicts itself or those before it is reported and left out. */
export function orderVersions(
  transactions: Transactions,
  registers: Registers,
  timelines: KeyTimelines,
  options: RwRegisterOptions,
): VersionOrder {
  const graph = new Graph(registers.versionCount, registers.touchKey.length + 16)
  initialState(transactions, registers, graph)
  const cyclic: CyclicVersions[] = []
  const applied: VersionSource[] = ['initial-state']
  const apply = (source: VersionSource, add: () => void): boolean => {
    const edgesBefore = graph.edgeCount
    applied.push(source)
    add()
    const components = componentsOf(graph)
    if (components.length === 0) return true
    graph.edgeCount = edgesBefore
    for (const { vertices } of components) {
      cyclic.push({
        key: registers.keys.values[registers.keyOf[vertices[0]!]!],
        scc: Array.from(vertices, version => registers.contentOf[version]),
        sources: [...applied],
      })
    }
    return false
  }
  const last = options.finalReads ? lastVersions(transactions, registers) : new Map<number, LastVersion>()
  if (last.size > 0) {
    const settled = apply('final-reads', () =>
      beforeLast(last, timelines, (before, after) => graph.addEdge(before, after, versionSources['final-reads'])),
    )
    if (!settled) last.clear()
  }
  if (options.transactionOrder) {
    const rank = options.transactionOrder
    apply('transaction-order-keys', () => transactionOrder(transactions, registers, timelines, rank, graph))
  }
  if (options.wfrKeys) apply('wfr-keys', () => writesFollowReads(transactions, registers, timelines, last, graph))
  if (options.sequentialKeys) apply('sequential-keys', () => sequentialKeys(transactions, registers, graph))
  let linearizable = false
  if (options.linearizableKeys) {
    linearizable = apply('linearizable-keys', () => graph.addImplicit(new LinearizableVersions(timelines)))
    graph.implicit.length = 0
  }
  return { graph, linearizable, cyclic }
}

/** What a key held at first comes before whatever was written to it, or read from it by a committed transaction. */
function initialState(transactions: Transactions, registers: Registers, graph: Graph): void {
  const { touchStart, touchKey, touchRead, touchWrite, initial, versionCount } = registers
  const seen = new Uint8Array(versionCount)
  for (let t = 0; t < transactions.count; t++) {
    for (let touch = touchStart[t]!; touch < touchStart[t + 1]!; touch++) {
      for (const version of [touchRead[touch]!, touchWrite[touch]!]) {
        if (version === NONE || seen[version] === 1 || version === initial[touchKey[touch]!]) continue
        seen[version] = 1
        graph.addEdge(initial[touchKey[touch]!]!, version, versionSources['initial-state'])
      }
    }
  }
}

function transactionOrder(
  transactions: Transactions,
  registers: Registers,
  timelines: KeyTimelines,
  rank: Readonly<Record<number, number>>,
  graph: Graph,
): void {
  const rankOf = (touch: number): number | undefined => {
    const t = timelines.transactionOf[touch]!
    const { index } = transactions.operations[t]!
    return rank[index ?? transactions.completedAt[t]!]
  }
  for (let key = 0; key < registers.keys.values.length; key++) {
    const writes = Array.from(timelines.touches.subarray(timelines.keyStart[key]!, timelines.keyStart[key + 1]!))
      .filter(touch => registers.touchWrite[touch] !== NONE && rankOf(touch) !== undefined)
      .sort((a, b) => rankOf(a)! - rankOf(b)!)
    for (let i = 1; i < writes.length; i++) {
      const [before, after] = [registers.touchWrite[writes[i - 1]!]!, registers.touchWrite[writes[i]!]!]
      graph.addEdge(before, after, versionSources['transaction-order-keys'])
    }
  }
}

/**
 * That a write follows what its transaction has read is a guess about the store, and what is there in the end is not. A transaction that read the
 * last version, and then wrote one that is gone, wrote an earlier one.
 */
function writesFollowReads(
  transactions: Transactions,
  registers: Registers,
  timelines: KeyTimelines,
  last: ReadonlyMap<number, LastVersion>,
  graph: Graph,
): void {
  const { touchStart, touchKey, touchRead, touchWrite, initial } = registers
  for (let t = 0; t < transactions.count; t++) {
    if (transactions.type[t] !== OK) continue
    for (let touch = touchStart[t]!; touch < touchStart[t + 1]!; touch++) {
      const read = touchRead[touch]!
      const write = touchWrite[touch]!
      if (read === NONE || write === NONE || read === initial[touchKey[touch]!]) continue
      const final = last.get(touchKey[touch]!)
      if (final?.version === read && wasThere(write, final, timelines)) continue
      graph.addEdge(read, write, versionSources['wfr-keys'])
    }
  }
}

/** The same as walking each session to the next transaction that touches the key. */
function sequentialKeys(transactions: Transactions, registers: Registers, graph: Graph): void {
  const { touchStart, touchKey } = registers
  const lastTouches = new Map<number, Map<number, number>>()
  const follow = (t: number): void => {
    const process = transactions.process[t]!
    let last = lastTouches.get(process)
    if (!last) {
      last = new Map()
      lastTouches.set(process, last)
    }
    for (let touch = touchStart[t]!; touch < touchStart[t + 1]!; touch++) {
      const before = last.get(touchKey[touch]!)
      last.set(touchKey[touch]!, touch)
      if (before === undefined) continue
      graph.addEdge(versionAfter(registers, before), versionBefore(registers, touch), versionSources['sequential-keys'])
    }
  }
  let started = new Set<number>()
  sessionOrder(transactions.process, transactions.ok, (from, to) => {
    if (!started.has(transactions.process[from]!)) follow(from)
    started = started.add(transactions.process[from]!)
    follow(to)
  })
}
