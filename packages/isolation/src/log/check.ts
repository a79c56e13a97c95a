// Checks a history of sends and polls: the replicated-log workload of Jepsen, its errors and its figures.

import type { Operation } from '../history.ts'
import type { Collected } from './collect.ts'
import { commitRegressions } from './commits.ts'
import { type Consumption, consumption, infoCauses } from './consumption.ts'
import { logCycles } from './cycles.ts'
import { allowedErrors, type LogErrors, type LogErrorType, type LogOptions, type Told } from './evidence.ts'
import { type RealtimeLag, realtimeLag } from './lag.ts'
import { factsOf, orderLogs } from './order.ts'
import { duplicates, inconsistentOffsets } from './places.ts'
import { readLog } from './read.ts'
import { stepErrors } from './steps.ts'
import { LogStory } from './story.ts'
import { type UnseenPoint, unseenMessages } from './unseen.ts'
import { abortedReads, garbageReads, lostWrites, precommittedReads } from './writes.ts'

export interface LogResult {
  /** Whether there is no error but allowed ones; 'unknown' if that depends on a search that was cut short. */
  readonly valid: boolean | 'unknown'
  /** The names of all errors found, sorted. */
  readonly errorTypes: readonly LogErrorType[]
  /** Those that make the history invalid. */
  readonly badErrorTypes: readonly LogErrorType[]
  /** The evidence by name, the most telling first. */
  readonly errors: LogErrors
  /** How many errors of each name there are; the evidence may be fewer. Of `unseen`: how many messages. */
  readonly counts: Readonly<Record<string, number>>
  readonly worstRealtimeLag: RealtimeLag | undefined
  /** The worst lag of polls spread over the history. */
  readonly realtimeLag: readonly RealtimeLag[]
  /** How many acknowledged messages had not been polled, over time. */
  readonly unseen: readonly UnseenPoint[]
  readonly consumption: readonly Consumption[]
  /** Why operations ended with an unknown outcome, as far as they say. */
  readonly infoCauses: readonly { readonly error: unknown; readonly count: number }[]
  /** Sizes: operations that completed or may have, messages, keys, messages that polls returned (repetitions included). */
  readonly size: {
    readonly operations: number
    readonly keys: number
    readonly messages: number
    readonly reads: number
  }
}

/** Pieces of evidence of each type. */
const SHOWN = 32
/** Points of a series. */
const POINTS = 500

const inconclusive: ReadonlySet<string> = new Set(['cycle-search-timeout', 'empty-transaction-graph'])

/**
 * Which errors a history of a log shows. Operations are `send`, `poll` and `txn` with micro-operations
 * `["send", key, [offset, message]]` and `["poll", {key: [[offset, message], …]}]`, and `assign` and `subscribe` with keys. Every message is
 * sent to a key once at most. Time and memory grow with the messages that were sent and read, not with offsets, keys or clients.
 *
 * After Kingsbury's analyses of Redpanda (2022) and Bufstream (2024), and jepsen.tests.kafka.
 * @throws HistoryError if the history itself is malformed
 */
export function checkLog(history: readonly Operation[], options: LogOptions = {}): LogResult {
  const log = readLog(history)
  const facts = factsOf(log)
  const order = orderLogs(log, facts)
  const story = new LogStory(log, order)
  const jepsen = options.compatibility !== 'none'
  const all = options.allErrors === true
  const limit = all ? Number.POSITIVE_INFINITY : SHOWN

  const unseen = unseenMessages(story, POINTS, all, jepsen)
  const { cycles, ...rest } = logCycles(story, options)
  const found: Record<string, Collected<Told>> = {
    'inconsistent-offsets': inconsistentOffsets(story, limit),
    'lost-write': lostWrites(story, facts, limit),
    duplicate: duplicates(story, limit),
    G1a: abortedReads(story, limit),
    'precommitted-read': precommittedReads(story, limit),
    'garbage-read': garbageReads(story, limit),
    ...stepErrors(story, limit),
    ...(options.commits === true && { 'nonmonotonic-commit': commitRegressions(story, limit) }),
    unseen: unseen.error,
    ...cycles,
    ...rest,
  }
  const present = Object.entries(found).filter(([, { count }]) => count > 0)
  const allowed = allowedErrors(options)
  const errorTypes = present.map(([name]) => name as LogErrorType).sort()
  const badErrorTypes = errorTypes.filter(name => !allowed.has(name))
  const undecided = (name: string) => name === 'cycle-search-timeout' || (!jepsen && inconclusive.has(name))
  const valid = badErrorTypes.length === 0 ? true : badErrorTypes.every(undecided) ? 'unknown' : false
  const { invokedAt, operations } = log.transactions
  const beganAt = (t: number) => (invokedAt[t]! >= 0 ? history[invokedAt[t]!]! : operations[t]!).time ?? -1
  const lag = realtimeLag(log, beganAt, POINTS)
  return {
    valid,
    errorTypes,
    badErrorTypes,
    errors: Object.fromEntries(present.map(([name, { evidence }]) => [name, evidence])) as LogErrors,
    counts: Object.fromEntries(present.map(([name, { count }]) => [name, count])),
    worstRealtimeLag: lag.worst,
    realtimeLag: lag.series,
    unseen: unseen.series,
    consumption: consumption(log),
    infoCauses: infoCauses(operations),
    size: {
      operations: operations.length,
      keys: log.keys.length,
      messages: log.messageCount,
      reads: log.polls.message.length,
    },
  }
}
