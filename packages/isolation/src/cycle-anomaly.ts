// A found cycle as a reader meets it: its transactions as T1, T2, … and, for each step, the fact that forces it.

import { type Cycle, type EdgeKind, type FoundCycle, type FoundCycleExists, kindOf } from './graph/index.ts'
import type { Operation } from './history.ts'
import type { ModelName } from './lattice/index.ts'

/** Why one transaction came before the next, with what the kind of dependency is about. */
export interface Fact {
  /** The whole fact, as a sentence about the two transactions. */
  readonly because: string
  readonly key?: unknown
  readonly value?: unknown
  readonly nextValue?: unknown
}

/** One step of a cycle. */
export interface Step extends Fact {
  readonly type: EdgeKind
  /** T1, T2, …: transaction n of the cycle is T(n + 1). */
  readonly from: string
  readonly to: string
}

/** Transactions each of which came before the next, and the last before the first. */
export interface CycleAnomaly<Op = Operation> {
  readonly type: string
  /** The transactions in order; the first stands again at the end. */
  readonly cycle: readonly Op[]
  readonly steps: readonly Step[]
}

/** A model that is ruled out by the way the transactions are tangled. */
export interface CycleExistsAnomaly<Op = Operation> extends CycleAnomaly<Op> {
  readonly not: ModelName
  /** The transactions of the smallest such tangle. */
  readonly scc: readonly Op[]
  readonly sccSize: number
}

/** States why the first vertex came before the second, by an edge of the given kind. */
export type ExplainStep = (from: number, to: number, kind: EdgeKind, fromName: string, toName: string) => Fact

export function toAnomaly<Op>(
  cycle: Cycle,
  type: string,
  operations: readonly Op[],
  explain: ExplainStep,
): CycleAnomaly<Op> {
  const { vertices } = cycle
  // The same transaction keeps its name where a closed walk passes it twice.
  const names = new Map<number, string>()
  for (const v of vertices) if (!names.has(v)) names.set(v, `T${names.size + 1}`)
  return {
    type,
    cycle: [...vertices, vertices[0]!].map(v => operations[v]!),
    steps: vertices.map((from, i) => {
      const to = vertices[(i + 1) % vertices.length]!
      const kind = kindOf(cycle.kinds[i]!)
      const [fromName, toName] = [names.get(from)!, names.get(to)!]
      return { type: kind, from: fromName, to: toName, ...explain(from, to, kind, fromName, toName) }
    }),
  }
}

/** The cycles by their names, the smallest first. */
export function byName<Op>(
  cycles: readonly FoundCycle[],
  operations: readonly Op[],
  explain: ExplainStep,
): Record<string, CycleAnomaly<Op>[]> {
  const found: Record<string, CycleAnomaly<Op>[]> = {}
  for (const cycle of cycles.toSorted((a, b) => a.vertices.length - b.vertices.length)) {
    found[cycle.name] ??= []
    found[cycle.name]!.push(toAnomaly(cycle, cycle.name, operations, explain))
  }
  return found
}

export function existsByName<Op>(
  cycles: readonly FoundCycleExists[],
  operations: readonly Op[],
  explain: ExplainStep,
): Record<string, CycleExistsAnomaly<Op>[]> {
  const found: Record<string, CycleExistsAnomaly<Op>[]> = {}
  for (const { type, not, scc, sccSize, cycle } of cycles) {
    found[type] ??= []
    found[type]!.push({
      ...toAnomaly(cycle, type, operations, explain),
      not,
      scc: scc.map(v => operations[v]!),
      sccSize,
    })
  }
  return found
}
