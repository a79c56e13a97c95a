/** Transactions: the isolation that they were given, judged by `@jepsen-ts/isolation` against the consistency models that were asked for. */

import {
  type AnyModelName,
  type CheckResult,
  checkListAppend,
  checkRwRegister,
  HistoryError,
  meaningOf,
  modelNamed,
  prohibitedAnomalies,
  type ReportedAnomaly,
} from '@jepsen-ts/isolation'
import type { Operation } from '../history/operation.ts'
import { isClient, pairs } from '../history/pairing.ts'
import { deed, inOrder, some } from './story.ts'
import { operationsIn, tell } from './transaction-story.ts'
import type { Anomaly, Verdict } from './verdict.ts'

/** What is asked of a history of transactions. */
export interface TransactionDemand {
  /** All of these, under any of their names. Default: strict-serializable. */
  readonly consistencyModels?: readonly AnyModelName[] | undefined
  /** Anomalies that must not occur either. */
  readonly anomalies?: readonly ReportedAnomaly[] | undefined
  /** Whether a piece of evidence counts; default: all do. */
  readonly counts?: ((type: string, evidence: object) => boolean) | undefined
}

/** The words with which each kind of transaction writes. */
export type WriteName = 'append' | 'w'

/**
 * The verdict on a history of txn-list-append. Figures: `transactions` (how many completed), `anomaly-types`, `not` and `also-not` (the models that the history
 * rules out, the weakest ones and the others), `consistent-with` (the strongest ones that nothing contradicts), `unsearched`. One anomaly for each
 * type, with the evidence that takes the fewest transactions; the smallest first.
 * @throws UnknownModelError
 */
export function checkListAppendHistory(history: readonly Operation[], demand: TransactionDemand = {}): Verdict {
  return checkTransactions(history, demand, 'append')
}

/**
 * Likewise for txn-rw-register. As in Maelstrom, a transaction that reads a version of a register and then writes it is taken to have written the later one. Registers
 * are empty at first, so a read of what nobody wrote counts; Elle lets it pass. Where reads marked `final` agree, they are taken to have seen the last version.
 * @throws UnknownModelError
 */
export function checkRwRegisterHistory(history: readonly Operation[], demand: TransactionDemand = {}): Verdict {
  return checkTransactions(history, demand, 'w')
}

/**
 * The verdict on the operations `txn` of any history; whether they are over lists or over registers they tell themselves. What cannot be
 * judged (there is none, or they are malformed) is unknown, with the reason.
 * @throws UnknownModelError
 */
export function checkTransactions(
  history: readonly Operation[],
  demand: TransactionDemand = {},
  write: WriteName | undefined = undefined,
): Verdict {
  const transactions = history.filter(operation => isClient(operation) && operation.f === 'txn')
  if (transactions.length === 0) return unknown('no operation is a transaction (f: "txn")')
  const models = (demand.consistencyModels ?? (['strict-serializable'] as const)).map(modelNamed)
  const anomalies = demand.anomalies ?? []
  if (anomalies.length === 0 && prohibitedAnomalies(models).size === 0) {
    return unknown(
      `no anomaly of transactions rules out ${some(models)}, so nothing can be said about it. Among the models that can be judged are causal-cerone, read-committed, snapshot-isolation and strict-serializable`,
    )
  }
  try {
    const check = (write ?? writeNameIn(transactions)) === 'append' ? checkLists : checkRegisters
    return withInvocations(verdictOf(check(transactions, models, anomalies), transactions, demand.counts), transactions)
  } catch (error) {
    // The store was asked, or answered, what the checker cannot judge: that says nothing about isolation.
    if (error instanceof HistoryError) return unknown(error.message)
    throw error
  }
}

type Check = (
  history: readonly Operation[],
  models: readonly AnyModelName[],
  anomalies: readonly ReportedAnomaly[],
) => CheckResult<object>

const checkLists: Check = (history, consistencyModels, anomalies) =>
  checkListAppend(history, { consistencyModels, anomalies })

const checkRegisters: Check = (history, consistencyModels, anomalies) =>
  checkRwRegister(history, {
    consistencyModels,
    anomalies: [...anomalies, 'garbage-read'],
    wfrKeys: true,
    // There are none but where the run was asked for them, once the store had settled.
    finalReads: true,
  })

/** How transactions write, or, where they only read, how what they read was written. */
function writeNameIn(history: readonly Operation[]): WriteName {
  const steps = history.flatMap(({ value }) => (Array.isArray(value) ? (value as unknown[]).filter(Array.isArray) : []))
  const write = steps.find(([name]) => name === 'append' || name === 'w')
  if (write !== undefined) return (write as [WriteName])[0]
  return steps.some(([, , value]) => Array.isArray(value)) ? 'append' : 'w'
}

const unknown = (reason: string): Verdict => ({ valid: 'unknown', reason, anomalies: [], figures: {} })

function verdictOf(
  result: CheckResult<object>,
  history: readonly Operation[],
  counts: (type: string, evidence: object) => boolean = () => true,
): Verdict {
  const { not, alsoNot, consistentWith, unsearched } = result
  const found = result.anomalyTypes.map(type => ({ type, evidence: evidenceOf(result, type, counts) }))
  const counting = found.filter(({ evidence }) => evidence.length > 0)
  const undecided = found.filter(({ type }) => UNDECIDED.has(type))
  const figures = {
    transactions: history.filter(({ type }) => type === 'ok').length,
    'anomaly-types': [...counting, ...undecided].map(({ type }) => type).toSorted(),
    not,
    'also-not': alsoNot,
    'consistent-with': consistentWith,
    unsearched,
  }
  if (counting.length > 0) {
    const anomalies = counting.map(({ type, evidence }) => anomalyOf(type, evidence, history)).sort(bySize)
    const [first, ...others] = anomalies
    return { valid: false, anomalies: [{ ...first!, story: withModels(first!.story, result) }, ...others], figures }
  }
  if (undecided.length > 0) {
    const reason = undecided.map(({ type }) => meaningOf(type)).join('; ')
    return { valid: 'unknown', reason, anomalies: [], figures }
  }
  return { valid: true, anomalies: [], figures }
}

/** What says that nothing can be said. */
const UNDECIDED: ReadonlySet<string> = new Set<ReportedAnomaly>(['empty-transaction-graph', 'cycle-search-timeout'])

function evidenceOf(
  result: CheckResult<object>,
  type: string,
  counts: (type: string, evidence: object) => boolean,
): readonly object[] {
  const evidence = (result.anomalies as Record<string, unknown>)[type]
  if (UNDECIDED.has(type) || !Array.isArray(evidence)) return []
  return (evidence as object[]).filter(piece => counts(type, piece))
}

const bySize = (a: Anomaly, b: Anomaly) => a.operations.length - b.operations.length

/** Transactions that a message names before it only counts the others. */
const NAMED = 3
/** Lines of a story, at most. */
const TOLD = 22

function anomalyOf(type: string, evidence: readonly object[], history: readonly Operation[]): Anomaly {
  const pieces = evidence.map(piece => ({ piece, operations: operationsIn(piece, history) }))
  const { piece, operations } = pieces.reduce((a, b) => (b.operations.length < a.operations.length ? b : a))
  const others = evidence.length - 1
  const more = others === 0 ? '' : ` ${others === 1 ? 'One more' : `${others} more`} like it.`
  const lines = tell(type, piece, history)
  // The end of a cycle is its point, so the middle is what a long one can spare.
  const told =
    lines.length <= TOLD
      ? lines
      : [...lines.slice(0, TOLD / 2), `… ${lines.length - TOLD + 1} lines …`, ...lines.slice(1 - TOLD / 2)]
  return {
    type,
    message: `${[type, meaningOf(type), some(operations.map(deed), NAMED)].filter(part => part !== '').join(': ')}.${more}`,
    operations,
    names: namesIn(piece, operations),
    story: told.map(line => `    ${line}`),
  }
}

/** `T1`, `T2`, … as the story calls them: along a cycle, otherwise in order of the history. */
function namesIn(piece: object, operations: readonly Operation[]): Record<number, string> {
  const cycle = (piece as { readonly cycle?: readonly Operation[] }).cycle ?? operations
  return Object.fromEntries([...new Set(cycle)].map(({ index }, i) => [index, `T${i + 1}`]))
}

/** Evidence names completions; to draw how long a transaction took, its invocation is needed as well. */
function withInvocations(verdict: Verdict, history: readonly Operation[]): Verdict {
  if (verdict.anomalies.length === 0) return verdict
  const invocations = new Map(pairs(history).map(({ invocation, completion }) => [completion, invocation]))
  const anomalies = verdict.anomalies.map(anomaly => ({
    ...anomaly,
    operations: inOrder(anomaly.operations.flatMap(op => [invocations.get(op), op])),
  }))
  return { ...verdict, anomalies }
}

/** What the whole result says about models, below the first story. */
function withModels(story: readonly string[] = [], { not, alsoNot, consistentWith }: CheckResult<object>): string[] {
  const or = (names: readonly string[]) => names.join(' or ')
  return [
    ...story,
    '',
    `    Not ${or(not)}${alsoNot.length > 0 ? ', nor anything stronger' : ''}.`,
    ...(consistentWith.length === 0 ? [] : [`    Nothing here contradicts ${or(consistentWith)}.`]),
  ]
}
