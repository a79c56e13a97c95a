/** One entry of a history: what a client asked, or what became of it. */

import type { Nanos } from '../time/clock.ts'

/** `invoke` begins an operation; `ok` it happened, `fail` it definitely did not, `info` it may or may not have happened. */
export type OperationType = 'invoke' | 'ok' | 'fail' | 'info'

/** Why an operation did not end `ok`: the error body of the protocol, or what the client itself noticed. */
export interface OperationError {
  /** The protocol's error code; 0 for a timeout. */
  readonly code: number
  /** The code's name (`timeout`, `precondition-failed`, …), or `user-1234` for codes of the user's own. */
  readonly name: string
  readonly text?: string
}

/** A client is a whole number, as in Jepsen; the nemesis and other actors have names. */
export type Process = number | string

export interface Operation<V = unknown> {
  /** Position in the history. */
  readonly index: number
  readonly time: Nanos
  readonly type: OperationType
  readonly process: Process
  /** What is done: `read`, `write`, `broadcast`, … */
  readonly f: string
  readonly value: V
  readonly error?: OperationError
  /** The node that the client talked to. */
  readonly node?: string
  /** Marks the reads of the final phase, after everything was undone. */
  readonly final?: boolean
}

/** An invocation with what became of it; `completion` is absent when the history ends before. */
export interface Pair<V = unknown> {
  readonly invocation: Operation<V>
  readonly completion: Operation<V> | undefined
}
