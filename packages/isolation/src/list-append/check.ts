// Checks a history of transactions that append to lists and read them.

import { type CycleAnomalies, judgeWithCycles } from '../cycles.ts'
import { UnwrittenElementError } from '../errors.ts'
import { type Graph, PROCESS, RealtimeOrder, sessionOrder } from '../graph/index.ts'
import { type Operation, readTransactions, show, type Transactions } from '../history.ts'
import type { CheckOptions } from '../options.ts'
import { type CheckResult, type Question, questionOf } from '../result.ts'
import { keyAnomalies, type ListAppendAnomalies } from './anomalies.ts'
import { dependencies } from './dependencies.ts'
import { explainListAppend } from './explain.ts'
import { type FutureRead, type Internal, internalAnomalies } from './internal.ts'
import { readAppends } from './read.ts'
import { orderVersions } from './versions.ts'

export type ListAppendResult = CheckResult<
  Partial<ListAppendAnomalies & { internal: Internal[]; 'future-read': FutureRead[] }> & CycleAnomalies
>

/**
 * Which isolation a history of list-append transactions shows. Reads of lists tell the order of all earlier appends, so that
 * nearly every dependency is known; time and memory grow with the history, not with its square.
 *
 * After Kingsbury and Alvaro, Elle: Inferring Isolation Anomalies from Experimental Observations (VLDB 2020).
 * @throws HistoryError if the history itself is malformed, UnknownModelError and UnknownAnomalyError for options
 */
export function checkListAppend(history: readonly Operation[], options: CheckOptions = {}): ListAppendResult {
  const question = questionOf(options)
  const asElle = options.compatibility === 'elle'
  const transactions = readTransactions(history, !asElle)
  const checkDuplicates = !asElle || transactions.invokedAt.some(at => at >= 0)
  const read = readAppends(transactions, checkDuplicates)
  const versions = orderVersions(transactions, read)
  const { internal, futureReads } = internalAnomalies(transactions, read)
  const others = { ...keyAnomalies(transactions, read, versions), internal, 'future-read': futureReads }
  const garbage = others['garbage-read'][0]
  if (garbage && asElle) throw new UnwrittenElementError(show(garbage.key), show(garbage.element))
  const graph = dependencies(transactions, read, versions)
  addOrder(graph, transactions, question)
  const explain = explainListAppend(transactions, read, versions)
  const { operations } = transactions
  return judgeWithCycles(question, { graph, operations, explain, precedence: ['ww', 'wr', 'rw'] }, others, options)
}

/** Adds the order that the question is about besides data: real time, or sessions, or neither. */
export function addOrder(graph: Graph, transactions: Transactions, { order }: Question): void {
  if (order === 'realtime') graph.addImplicit(new RealtimeOrder(transactions))
  if (order === 'process') {
    sessionOrder(transactions.process, transactions.ok, (from, to) => graph.addEdge(from, to, PROCESS))
  }
}
