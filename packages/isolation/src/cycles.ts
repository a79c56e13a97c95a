// The last part of every check: the cycles of the dependency graph, as anomalies among the others, and the verdict.

import { byName, type CycleAnomaly, type CycleExistsAnomaly, type ExplainStep, existsByName } from './cycle-anomaly.ts'
import type { CycleName } from './graph/index.ts'
import { type EdgeKind, findCycles, type Graph, withoutRedundant } from './graph/index.ts'
import type { Operation } from './history.ts'
import type { AnomalyName } from './lattice/index.ts'
import type { CheckOptions } from './options.ts'
import { type CheckResult, judge, type Question, type UnsearchedType } from './result.ts'

/** Cycles by name, models ruled out by cycles, and what makes a verdict unknown. */
export type CycleAnomalies<Op = Operation> = { readonly [Name in CycleName]?: readonly CycleAnomaly<Op>[] } & {
  readonly [Name in Extract<AnomalyName, `${string}-cycle-exists`>]?: readonly CycleExistsAnomaly<Op>[]
} & {
  readonly 'empty-transaction-graph'?: true
  readonly 'cycle-search-timeout'?: readonly UnsearchedType[]
}

export interface CycleSubject<Op> {
  readonly graph: Graph
  readonly operations: readonly Op[]
  readonly explain: ExplainStep
  readonly precedence?: readonly EdgeKind[]
  /** Whether dependencies were found that are no edges, because they lead from a transaction to itself. */
  readonly hadSelfEdges?: boolean
}

/** Judges a history by its cycles and by the other anomalies that were found in it. */
export function judgeWithCycles<Op, Others extends object>(
  question: Question,
  subject: CycleSubject<Op>,
  others: Others,
  options: CheckOptions,
): CheckResult<Partial<Others> & CycleAnomalies<Op>> {
  const { graph, operations, explain } = subject
  const { cycles, cycleExists, unsearched } = findCycles(graph, {
    ...(subject.precedence && { precedence: subject.precedence }),
    ...(options.searchBudget !== undefined && { searchBudget: options.searchBudget }),
  })
  const names = [
    ...Object.entries(others).filter(([, list]) => (list as unknown[]).length > 0),
    ...cycles.map(c => [c.name]),
  ]
  const known = names.map(([name]) => name as AnomalyName | 'garbage-read').filter(name => name !== 'garbage-read')
  const found = {
    ...others,
    ...byName(cycles, operations, explain),
    ...existsByName(withoutRedundant(cycleExists, known), operations, explain),
    ...(graph.empty && subject.hadSelfEdges !== true && { 'empty-transaction-graph': true }),
  }
  return judge(question, found, unsearched) as CheckResult<Partial<Others> & CycleAnomalies<Op>>
}
