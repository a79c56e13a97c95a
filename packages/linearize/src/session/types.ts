/** What can be asked of session guarantees, and what comes back. */
import type { CheckOptions, Model, Operation, PartitionKey, Process } from '../types.ts'

/**
 * The four session guarantees (Terry et al., "Session guarantees for weakly consistent replicated data", 1994). A session
 * is a process.
 */
export type SessionGuarantee = 'read-your-writes' | 'monotonic-reads' | 'monotonic-writes' | 'writes-follow-reads'

export const SESSION_GUARANTEES: readonly SessionGuarantee[] = [
  'read-your-writes',
  'monotonic-reads',
  'monotonic-writes',
  'writes-follow-reads',
]

export interface SessionOptions extends Pick<CheckOptions, 'timeLimit' | 'signal' | 'now'> {
  /**
   * What the operations mean. Any model whose `register` hint covers its operations: a register, a compare-and-set register, a
   * key-value map. Default: the compare-and-set register.
   */
  // biome-ignore lint/suspicious/noExplicitAny: a model of any state, input and output will do, and only `any` is both co- and contravariant.
  readonly model?: Model<any, any, any>
  /** Which guarantees have to hold together. Default: all four, which is PRAM with writes that follow reads. */
  readonly guarantees?: readonly SessionGuarantee[]
}

/** A set of operations that no replicated store with these guarantees could have answered like that. */
export interface SessionViolation {
  /**
   * The smallest set of guarantees that cannot hold together for these operations. One: it is broken. Several: at least one of
   * them is, and the operations do not tell which. None: no store whatever answers like that (`kind`).
   */
  readonly guarantees: readonly SessionGuarantee[]
  /** `order`: no order of the writes explains the reads. `thin-air`: a read of what nobody wrote. `future`: of what its own process wrote only later. */
  readonly kind: 'order' | 'thin-air' | 'future'
  /** The process whose reads cannot be explained; absent when the order of the writes alone is contradictory. */
  readonly process?: Process
  readonly key?: PartitionKey
  /** Positions in `SessionResult.operations`; without any of them the rest would be possible. */
  readonly operations: readonly number[]
  /** One sentence for a human. */
  readonly why: string
}

export interface SessionUnknownCause {
  /** `ambiguous`: several writes of the same value, so that nobody knows which one a read saw. `unsupported`: not a read, write or compare-and-set. */
  readonly kind: 'ambiguous' | 'unsupported' | 'time' | 'cancelled'
  readonly message: string
}

export interface SessionResult<Input = unknown, Output = unknown> {
  /** Whether the guarantees asked for can hold together. */
  readonly valid: true | false | 'unknown'
  /** Present when `valid` is `unknown`. */
  readonly cause?: SessionUnknownCause
  /**
   * Each guarantee by itself; `unknown` also when it is broken only together with others and nothing tells which one it was, or when a history with
   * violations is too long to tell.
   */
  readonly guarantees: Readonly<Partial<Record<SessionGuarantee, true | false | 'unknown'>>>
  /** At most one for each process and set of guarantees. */
  readonly violations: readonly SessionViolation[]
  readonly model: string
  readonly operations: readonly Operation<Input, Output>[]
}
