/** kafka: the errors of a replicated log, judged by `@jepsen-ts/isolation`. */

import { checkLog, type LogErrorType, type LogOptions, type LogResult } from '@jepsen-ts/isolation'
import type { Operation } from '../history/operation.ts'
import { isClient, isMeant } from '../history/pairing.ts'
import { outcomeText, statistics } from './stats.ts'
import { count } from './story.ts'
import type { Anomaly, Verdict } from './verdict.ts'

/** The most telling first: what is wrong with the log before what is wrong with the reading of it, cycles last. */
const TELLING: readonly string[] = [
  'inconsistent-offsets',
  'lost-write',
  'duplicate',
  'G1a',
  'garbage-read',
  'int-poll-skip',
  'poll-skip',
  'int-nonmonotonic-poll',
  'nonmonotonic-poll',
  'int-nonmonotonic-send',
  'nonmonotonic-send',
  'nonmonotonic-commit',
  'unseen',
]

/**
 * The verdict on a history of kafka. Figures: `errors` (how many of each type, allowed ones included), `worst-realtime-lag`, `unseen` (over
 * time), `realtime-lag`, `consumption`, `size`. Anomalies are typed as the errors are.
 */
export function checkKafka(history: readonly Operation[]): Verdict {
  const result = analyse(history)
  return verdictOf(history, result, result.badErrorTypes)
}

/** The same, but nothing counts except errors of the given types. */
export function checkKafkaFor(
  history: readonly Operation[],
  types: readonly LogErrorType[],
  options: LogOptions = {},
): Verdict {
  const result = analyse(history, options)
  return verdictOf(
    history,
    result,
    result.errorTypes.filter(type => types.includes(type)),
  )
}

function analyse(history: readonly Operation[], options: LogOptions = {}): LogResult {
  return checkLog(history.filter(isClient), { ...options, compatibility: 'none' })
}

function verdictOf(history: readonly Operation[], result: LogResult, counting: readonly LogErrorType[]): Verdict {
  // That nobody has polled a message says something only where somebody was to poll everything in the end.
  const finished = history.some(({ final }) => final === true)
  const bad = counting.filter(type => finished || type !== 'unseen')
  const decided = bad.filter(type => !UNDECIDED.has(type))
  const figures = {
    errors: result.counts,
    'worst-realtime-lag': result.worstRealtimeLag ?? null,
    unseen: result.unseen,
    'realtime-lag': result.realtimeLag,
    consumption: result.consumption,
    size: result.size,
  }
  const nothing = decided.length === 0 ? whyNothing(history) : undefined
  if (nothing !== undefined) return { valid: 'unknown', reason: nothing, anomalies: [], figures }
  if (bad.length > 0 && decided.length === 0) {
    const reason = bad.flatMap(type => (result.errors[type] ?? []).map(({ message }) => message)).join(' ')
    return { valid: 'unknown', reason, anomalies: [], figures }
  }
  const rank = (type: string) => (TELLING.includes(type) ? TELLING.indexOf(type) : TELLING.length)
  const byType = decided.toSorted((a, b) => rank(a) - rank(b)).map(type => anomaliesOf(result, type))
  // One of each type before the second of any: what is alike says little.
  const anomalies = [...byType.flatMap(list => list.slice(0, 1)), ...byType.flatMap(list => list.slice(1))]
  return { valid: anomalies.length === 0, anomalies, figures }
}

/** The functions that carry messages, and those that only say which keys and offsets are meant. */
const MESSAGES: ReadonlySet<string> = new Set(['send', 'poll', 'txn'])
const BOOKKEEPING: ReadonlySet<string> = new Set(['assign', 'subscribe', 'commit_offsets', 'list_committed_offsets'])

/** Why the history shows nothing of a log, if so: an assignment of no keys succeeds whatever the nodes do. */
function whyNothing(history: readonly Operation[]): string | undefined {
  const own = history.filter(op => isMeant(op) && (MESSAGES.has(op.f) || BOOKKEEPING.has(op.f)))
  if (own.some(({ type, f }) => type === 'ok' && MESSAGES.has(f))) return undefined
  if (own.length === 0) return 'no operation is a send or a poll, so there is no log to judge'
  const counted = statistics(own)
  if (counted.count === 0) return 'no send or poll was completed, so the run shows nothing'
  return `no send or poll succeeded, so the run shows nothing: of ${count(counted.count, 'completed operation')}, ${outcomeText(counted)}`
}

const UNDECIDED: ReadonlySet<string> = new Set<LogErrorType>(['empty-transaction-graph', 'cycle-search-timeout'])

function anomaliesOf(result: LogResult, type: LogErrorType): Anomaly[] {
  return (result.errors[type] ?? []).map(evidence => {
    const { message, story, ...fields } = evidence
    const operations = Object.values(fields as Record<string, unknown>)
      .flat()
      .filter(isOperation)
    return {
      type,
      message,
      operations: [...new Set(operations)].sort((a, b) => a.index - b.index),
      story: story.map(line => `    ${line}`.trimEnd()),
    }
  })
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'process' in value && 'type' in value && 'f' in value
}
