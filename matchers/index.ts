/** All matchers, for either runner, and their types. One line registers one. */

import type { AnyModelName } from '@jepsen-ts/isolation'
import type { AnyModel } from '../src/checkers/lin-kv.ts'
import type { LatencyBounds } from './bounds.ts'
import { toBeCausal } from './to-be-causal.ts'
import { toBeLinearizable } from './to-be-linearizable.ts'
import { toBeMonotonic } from './to-be-monotonic.ts'
import { toBeReadCommitted } from './to-be-read-committed.ts'
import { toBeReadUncommitted } from './to-be-read-uncommitted.ts'
import { toBeRepeatableRead } from './to-be-repeatable-read.ts'
import { toBeSerializable } from './to-be-serializable.ts'
import { toBeSnapshotIsolated } from './to-be-snapshot-isolated.ts'
import { toBeStrictSerializable } from './to-be-strict-serializable.ts'
import { toBeValid } from './to-be-valid.ts'
import { toConverge } from './to-converge.ts'
import { type AvailabilityBound, toHaveAvailability } from './to-have-availability.ts'
import { toHaveLatency } from './to-have-latency.ts'
import { type MessageBound, toHaveMessagesPerOp } from './to-have-messages-per-op.ts'
import { toHaveStableLatency } from './to-have-stable-latency.ts'
import { toHaveUniqueIds } from './to-have-unique-ids.ts'
import { toLoseNoWrites } from './to-lose-no-writes.ts'
import { toLoseNothing } from './to-lose-nothing.ts'
import { toSatisfyModel } from './to-satisfy-model.ts'
import { toSkipNothing } from './to-skip-nothing.ts'

export const matchers = {
  toBeValid,
  toBeLinearizable,
  toConverge,
  toLoseNothing,
  toLoseNoWrites,
  toBeMonotonic,
  toSkipNothing,
  toHaveUniqueIds,
  toHaveAvailability,
  toHaveMessagesPerOp,
  toHaveLatency,
  toHaveStableLatency,
  toBeStrictSerializable,
  toBeSerializable,
  toBeSnapshotIsolated,
  toBeRepeatableRead,
  toBeReadCommitted,
  toBeReadUncommitted,
  toBeCausal,
  toSatisfyModel,
}

/** What `expect(history)` gains. Each works with `.not`; a verdict that is unknown fails either way. */
export interface MaelstromMatchers<R = void> {
  /** The workload's own checker is satisfied, no node crashed or broke the protocol, something succeeded, and the faults hit something. */
  toBeValid(): R
  /** Some order of the operations explains every result. Without a model: keyed registers with compare-and-set, as in lin-kv. */
  toBeLinearizable(model?: AnyModel): R
  /** After recovery all final reads show the same. */
  toConverge(): R
  /** No acknowledged element is missing in the end. */
  toLoseNothing(): R
  /** No acknowledged message of a log is missing (kafka). */
  toLoseNoWrites(): R
  /** Offsets only grow: of what a client polls, of what it sends, of what is committed (kafka). */
  toBeMonotonic(): R
  /** Polls return every message of a log, one after the other (kafka). */
  toSkipNothing(): R
  /** No id was given out twice. */
  toHaveUniqueIds(): R
  /** Enough operations ended ok: `'total'`, a fraction, `{ atLeast: 0.95 }`. */
  toHaveAvailability(bound: AvailabilityBound): R
  /** Messages between nodes and services for each operation: `{ below: 30 }`. */
  toHaveMessagesPerOp(bound: MessageBound): R
  /** Latency of operations that ended ok: `{ p50: '10ms', max: '1s' }`. */
  toHaveLatency(bounds: LatencyBounds): R
  /** From an element's acknowledgement until every read shows it: `{ p50: '400ms', max: '600ms' }`. */
  toHaveStableLatency(bounds: LatencyBounds): R
  /** Transactions are as if they had run one after the other, each at some moment between its request and its reply. */
  toBeStrictSerializable(): R
  /** Transactions are as if they had run one after the other, in some order. */
  toBeSerializable(): R
  /** Each transaction reads from one snapshot, and commits only if nobody else wrote the same since; there may be write skew. */
  toBeSnapshotIsolated(): R
  /** What a transaction has read by its key stays as it is until it ends (PL-2.99: there is no other kind of read here). */
  toBeRepeatableRead(): R
  /** No transaction sees what was not, or not yet, committed. */
  toBeReadCommitted(): R
  /** All keys see the writes of any two transactions in the same order. */
  toBeReadUncommitted(): R
  /** Whoever sees a transaction sees all of it, and all that its client had seen or done before. */
  toBeCausal(): R
  /** Transactions satisfy a consistency model of the lattice, under any of its names: `'prefix'`, `'PL-SI'`. One that no anomaly rules out is unknown. */
  toSatisfyModel(model: AnyModelName): R
}

export type { AvailabilityBound, LatencyBounds, MessageBound }
