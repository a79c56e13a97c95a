// Cycles among the operations on a log, by their names.

import { toAnomaly } from '../cycle-anomaly.ts'
import { type Cycle, findCycles } from '../graph/index.ts'
import { type Collected, collect } from './collect.ts'
import { deed, explainStep, logDependencies, surelyAcyclic } from './dependencies.ts'
import type { Inconclusive, LogCycle, LogOptions } from './evidence.ts'
import type { LogStory } from './story.ts'

const SHOWN = 8

export interface CycleFindings {
  /** Cycles and proofs that there are some, by name. */
  readonly cycles: Readonly<Record<string, Collected<LogCycle>>>
  readonly 'empty-transaction-graph': Collected<Inconclusive>
  readonly 'cycle-search-timeout': Collected<Inconclusive>
}

export function logCycles(story: LogStory, options: LogOptions): CycleFindings {
  const graph = logDependencies(story, options.wwDeps === true)
  const { cycles, cycleExists, unsearched } =
    options.wwDeps !== true && surelyAcyclic(story)
      ? { cycles: [], cycleExists: [], unsearched: [] }
      : findCycles(graph, {
          precedence: ['wr', 'ww'],
          ...(options.searchBudget !== undefined && { searchBudget: options.searchBudget }),
        })
  const byName = new Map<string, Cycle[]>()
  const add = (name: string, cycle: Cycle) => {
    const list = byName.get(name)
    if (list === undefined) byName.set(name, [cycle])
    else list.push(cycle)
  }
  for (const cycle of cycles) add(cycle.name, cycle)
  for (const { type, cycle } of cycleExists) add(type, cycle)
  const limit = options.allErrors === true ? Number.POSITIVE_INFINITY : SHOWN
  const told = [...byName].map(([name, list]) => [
    name,
    collect(
      list,
      limit,
      cycle => tell(story, name, cycle),
      (a, b) => a.vertices.length - b.vertices.length,
    ),
  ])
  const types = unsearched.map(({ type }) => type)
  return {
    cycles: Object.fromEntries(told),
    'empty-transaction-graph': inconclusive(
      graph.empty ? 1 : 0,
      'No operation depends on another, so nothing can be said about their order.',
    ),
    'cycle-search-timeout': inconclusive(
      unsearched.length,
      `The search for cycles ran out of its budget; not settled: ${[...new Set(types)].join(', ')}.`,
      types,
    ),
  }
}

function inconclusive(count: number, message: string, types: readonly string[] = []): Collected<Inconclusive> {
  return { count, evidence: count === 0 ? [] : [{ message, story: [], ...(types.length > 0 && { types }) }] }
}

function tell(story: LogStory, name: string, cycle: Cycle): LogCycle {
  const anomaly = toAnomaly(cycle, name, story.history.transactions.operations, explainStep(story))
  const names = anomaly.steps.map(({ from }) => from)
  return {
    ...anomaly,
    message: `${name}: ${names.length} operations each came before the next, and the last before the first.`,
    story: [
      ...cycle.vertices.map((t, i) => `${names[i]}  ${deed(story, t)}`),
      '',
      ...anomaly.steps.map(
        ({ because }, i) =>
          `${i === anomaly.steps.length - 1 ? '✗' : '·'} ${because.charAt(0).toUpperCase()}${because.slice(1)}`,
      ),
    ],
  }
}
