// Checks a dependency graph that the caller has made: for stores whose dependencies are known, or inferred some other way.

import type { Fact } from './cycle-anomaly.ts'
import { type CycleAnomalies, judgeWithCycles } from './cycles.ts'
import { bitOf, type EdgeKind, edgeKinds, Graph } from './graph/index.ts'
import { show } from './history.ts'
import type { CheckOptions } from './options.ts'
import { type CheckResult, questionOf } from './result.ts'

/** `from` came before `to`; `because` is the fact that forces it, as a sentence. */
export interface Dependency<Transaction> {
  readonly from: Transaction
  readonly to: Transaction
  readonly kind: EdgeKind
  readonly because?: string | undefined
}

export interface GraphOptions extends Omit<CheckOptions, 'compatibility'> {
  /** By which of its kinds a step with several is told. Default: ww, wr, rw, the predicate kinds, process, realtime. */
  readonly precedence?: readonly EdgeKind[] | undefined
}

/** A dependency of no known kind. */
export class UnknownDependencyKindError extends Error {
  override readonly name = 'UnknownDependencyKindError'
  constructor(kind: unknown, from: unknown, to: unknown) {
    super(
      `The dependency from ${show(from)} to ${show(to)} has the kind "${kind}"; the kinds are ${edgeKinds.join(', ')}.`,
    )
  }
}

/**
 * Which models a graph of dependencies between transactions rules out. Transactions can be anything; equal means the
 * same by `===`. Without any dependency the result is 'unknown', as nothing was tested.
 * @throws UnknownDependencyKindError, UnknownModelError, UnknownAnomalyError
 */
export function checkGraph<Transaction>(
  dependencies: Iterable<Dependency<Transaction>>,
  options: GraphOptions = {},
): CheckResult<CycleAnomalies<Transaction>> {
  const all = [...dependencies]
  const numbers = new Map<Transaction, number>()
  const numberOf = (transaction: Transaction): number => {
    const known = numbers.get(transaction)
    if (known !== undefined) return known
    numbers.set(transaction, numbers.size)
    return numbers.size - 1
  }
  for (const { from, to, kind } of all) {
    if (!edgeKinds.includes(kind)) throw new UnknownDependencyKindError(kind, from, to)
    numberOf(from)
    numberOf(to)
  }
  const graph = new Graph(numbers.size, all.length)
  for (const { from, to, kind } of all) graph.addEdge(numberOf(from), numberOf(to), bitOf(kind))
  const explain = (from: number, to: number, kind: EdgeKind, a: string, b: string): Fact => {
    const dependency = all.find(d => d.kind === kind && numberOf(d.from) === from && numberOf(d.to) === to)
    return { because: dependency?.because ?? `${a} came before ${b} (${kind}).` }
  }
  const subject = { graph, operations: [...numbers.keys()], explain, precedence: options.precedence ?? edgeKinds }
  return judgeWithCycles(questionOf(options), subject, {}, options)
}
