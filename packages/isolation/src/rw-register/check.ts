// Checks a history of transactions that write registers and read them.

import { type CycleAnomalies, judgeWithCycles } from '../cycles.ts'
import { type Operation, readTransactions } from '../history.ts'
import { addOrder } from '../list-append/check.ts'
import type { RwRegisterOptions } from '../options.ts'
import { type CheckResult, questionOf } from '../result.ts'
import { type RegisterAnomalies, registerAnomalies } from './anomalies.ts'
import { dependencies } from './dependencies.ts'
import { explainRegisters } from './explain.ts'
import { KeyTimelines } from './key-timelines.ts'
import { readRegisters } from './read.ts'
import { type CyclicVersions, orderVersions } from './versions.ts'

export type RwRegisterResult = CheckResult<
  Partial<RegisterAnomalies & { 'cyclic-versions': CyclicVersions[] }> & CycleAnomalies
>

/**
 * Which isolation a history of register transactions shows. A read of a register tells only which write it saw, so that the
 * order of versions must be inferred: from the initial state always, and from what the options say about the store.
 *
 * A value that nobody wrote may have been there before, so it counts against the store only on demand, with
 * `anomalies: ['garbage-read']`.
 *
 * After Kingsbury and Alvaro, Elle: Inferring Isolation Anomalies from Experimental Observations (VLDB 2020), section 4.2.
 * @throws HistoryError if the history itself is malformed, UnknownModelError and UnknownAnomalyError for options
 */
export function checkRwRegister(history: readonly Operation[], options: RwRegisterOptions = {}): RwRegisterResult {
  const question = questionOf(options)
  const transactions = readTransactions(history, options.compatibility !== 'elle')
  const registers = readRegisters(transactions)
  const timelines = new KeyTimelines(transactions, registers)
  const order = orderVersions(transactions, registers, timelines, options)
  const { 'garbage-read': garbage, ...found } = registerAnomalies(transactions, registers)
  const others = {
    ...found,
    'garbage-read': options.anomalies?.includes('garbage-read') ? garbage : [],
    'cyclic-versions': [...order.cyclic],
  }
  const { graph, hadSelfEdges } = dependencies(transactions, registers, timelines, order)
  addOrder(graph, transactions, question)
  const explain = explainRegisters(transactions, registers, timelines, order)
  const { operations } = transactions
  return judgeWithCycles(
    question,
    { graph, operations, explain, precedence: ['wr', 'ww', 'rw'], hadSelfEdges },
    others,
    options,
  )
}
