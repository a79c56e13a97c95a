// What a log can do wrong: the names, what shows each, and which of them a history may contain and still be valid.

import type { CycleAnomaly } from '../cycle-anomaly.ts'
import type { CycleName } from '../graph/index.ts'
import type { Operation } from '../history.ts'

/** What every piece of evidence has besides its own fields. */
export interface Told {
  /** One sentence that names keys, messages, offsets and clients. */
  readonly message: string
  /** The log around the place in question, and who read it in which order: aligned lines of plain text. */
  readonly story: readonly string[]
}

/** An offset with several messages. */
export interface InconsistentOffset extends Told {
  readonly key: string
  readonly offset: number
  /** The number of offsets of the key below this one that anybody saw. */
  readonly index: number
  readonly values: readonly unknown[]
  /** The operations that sent the messages. */
  readonly ops: readonly Operation[]
}

/** A message that was read although its send failed. */
export interface AbortedRead extends Told {
  readonly key: string
  readonly value: unknown
  readonly writer: Operation
  readonly reader: Operation
}

/** An operation read what it sent itself, before it can have been committed. */
export interface PrecommittedRead extends Told {
  readonly key: string
  readonly value: unknown
  readonly op: Operation
}

/** A message that took effect and was passed over by all readers, although later ones were read. */
export interface LostWrite extends Told {
  readonly key: string
  readonly value: unknown
  readonly index: number
  /** The highest index of the key that was read, and an operation that read it. */
  readonly maxReadIndex: number
  readonly maxRead: Operation
  readonly writer: Operation
}

/** A message at several offsets of its key. */
export interface Duplicate extends Told {
  readonly key: string
  readonly value: unknown
  readonly count: number
  readonly offsets: readonly number[]
  /** The operations that sent and polled the message, the first of them. */
  readonly ops: readonly Operation[]
}

/** Messages that were acknowledged and that no poll has returned by the end. */
export interface Unseen extends Told {
  readonly time: number
  /** How many, by key. */
  readonly unseen: Readonly<Record<string, number>>
  /** Which, by key; at most 32 of a key unless all errors are asked for. */
  readonly messages: Readonly<Record<string, readonly unknown[]>>
  /** The operations that sent the first of them. */
  readonly ops: readonly Operation[]
}

/** Two operations of one process between which messages were passed over. */
export interface Skip extends Told {
  readonly key: string
  /** How far apart the last message of the first and the first message of the second are; 1 would be right. */
  readonly delta: number
  /** The messages between, at most 1,000 of them. */
  readonly skipped: readonly unknown[]
  readonly values: readonly [unknown, unknown]
  readonly ops: readonly [Operation, Operation]
}

/** Two operations of one process, the second of which begins at or before the end of the first. */
export interface Nonmonotonic extends Told {
  readonly key: string
  readonly delta: number
  readonly values: readonly [unknown, unknown]
  readonly ops: readonly [Operation, Operation]
}

/** A client that had to begin at an offset below what had been committed. */
export interface CommitRegression extends Told {
  readonly key: string
  /** The lowest offset that can have been the committed one. */
  readonly committed: number
  /** The first offset that was polled. */
  readonly began: number
  /** The poll that committed, the assignment, the poll that began too early. */
  readonly ops: readonly [Operation, Operation, Operation]
}

/** The same within one operation. */
export interface InternalSkip extends Told {
  readonly key: string
  readonly delta: number
  readonly skipped: readonly unknown[]
  readonly values: readonly [unknown, unknown]
  readonly op: Operation
}

export interface InternalNonmonotonic extends Told {
  readonly key: string
  readonly delta: number
  readonly values: readonly [unknown, unknown]
  readonly op: Operation
}

/** A message that was read and that no operation sent. */
export interface GarbageRead extends Told {
  readonly key: string
  readonly value: unknown
  readonly offset: number
  readonly reader: Operation
}

/** Operations each of which came before the next, and the last before the first. */
export interface LogCycle extends CycleAnomaly, Told {}

/** A history from which nothing follows, or a search that ran out of its budget. */
export interface Inconclusive extends Told {
  readonly types?: readonly string[]
}

/** Evidence by the name of the error. */
export type LogErrors = {
  readonly 'inconsistent-offsets'?: readonly InconsistentOffset[]
  readonly G1a?: readonly AbortedRead[]
  readonly 'precommitted-read'?: readonly PrecommittedRead[]
  readonly 'lost-write'?: readonly LostWrite[]
  readonly duplicate?: readonly Duplicate[]
  readonly unseen?: readonly Unseen[]
  readonly 'poll-skip'?: readonly Skip[]
  readonly 'nonmonotonic-poll'?: readonly Nonmonotonic[]
  readonly 'nonmonotonic-send'?: readonly Nonmonotonic[]
  readonly 'int-poll-skip'?: readonly InternalSkip[]
  readonly 'int-nonmonotonic-poll'?: readonly InternalNonmonotonic[]
  readonly 'int-send-skip'?: readonly InternalSkip[]
  readonly 'int-nonmonotonic-send'?: readonly InternalNonmonotonic[]
  readonly 'nonmonotonic-commit'?: readonly CommitRegression[]
  readonly 'garbage-read'?: readonly GarbageRead[]
  readonly 'empty-transaction-graph'?: readonly Inconclusive[]
  readonly 'cycle-search-timeout'?: readonly Inconclusive[]
} & { readonly [Name in CycleName | `${string}-cycle-exists`]?: readonly LogCycle[] }

export type LogErrorType = keyof LogErrors & string

/** How operations come to read a key. */
export type SubscribedBy = 'assign' | 'subscribe'

export interface LogOptions {
  /** How clients came to their keys. With `subscribe`, a rebalance may move a key away and back: polls may skip and repeat. Default: assign. */
  readonly subVia?: readonly SubscribedBy[] | undefined
  /** Whether the order of offsets is an order of the sending transactions too (ww). Default: false. */
  readonly wwDeps?: boolean | undefined
  /** Keeps every piece of evidence, instead of the most telling 32 of each type (8 cycles). */
  readonly allErrors?: boolean | undefined
  /**
   * Whether clients commit the highest offset of each poll before it ends, and begin with the committed offset when they are assigned a key that
   * they did not have, unless the assignment is `final`; then it is checked that committed offsets do not go back. Jepsen does not, and a
   * log may be valid without. Default: false.
   */
  readonly commits?: boolean | undefined
  /** How many edges the search for one name in one component may visit. Default: 300 million. */
  readonly searchBudget?: number | undefined
  /**
   * 'jepsen', the default, judges two borderline cases as Jepsen does: messages of a key without an acknowledged send count as unseen
   * when the very last operation is the first to poll them, and a history from which nothing follows is invalid. 'none' takes the former for
   * right, and the latter for unknown.
   */
  readonly compatibility?: 'jepsen' | 'none' | undefined
}

const allowedAlways = [
  'nonmonotonic-commit',
  'int-send-skip',
  'G0',
  'G0-process',
  'G0-realtime',
  'PL-1-cycle-exists',
  'strong-PL-1-cycle-exists',
]
/** A rebalance takes keys away and gives them back at an older offset. */
const allowedBySubscribe = ['poll-skip', 'nonmonotonic-poll']
/** Transactions of Kafka do not isolate writes from one another, so cycles through ww say nothing. */
const allowedByWw = ['G1c', 'G1c-process', 'G1c-realtime', 'PL-2-cycle-exists', 'strong-PL-2-cycle-exists']

/** The error types that do not make a history invalid. */
export function allowedErrors({ subVia = ['assign'], wwDeps = false }: LogOptions): ReadonlySet<string> {
  return new Set([
    ...allowedAlways,
    ...(subVia.includes('subscribe') ? allowedBySubscribe : []),
    ...(wwDeps ? allowedByWw : []),
  ])
}
