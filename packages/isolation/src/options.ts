// What a caller can ask of a checker.

import type { AnomalyName, AnyModelName } from './lattice/index.ts'

/** An anomaly of the lattice, or one that only this library reports. */
export type ReportedAnomaly =
  | AnomalyName
  /** A value was read that nobody wrote. */
  | 'garbage-read'
  /** Nothing depends on anything, so that nothing was tested. */
  | 'empty-transaction-graph'
  /** The verdict depends on a search that ran out of its budget. */
  | 'cycle-search-timeout'

export interface CheckOptions {
  /** The models that the history is to satisfy, under any of their names; all of them. Default: strict-serializable. null: none. */
  readonly consistencyModels?: readonly AnyModelName[] | null | undefined
  /** Anomalies that the history must not show, besides those that the models forbid. */
  readonly anomalies?: readonly ReportedAnomaly[] | null | undefined
  /** How many edges the search for one name in one component may visit. Default: 300 million. */
  readonly searchBudget?: number | undefined
  /**
   * 'elle': where this library knowingly judges otherwise than Elle, do as Elle does. Reads of values that nobody appended
   * throw, transactions that were never completed are ignored, and duplicate appends are noticed among invocations only.
   */
  readonly compatibility?: 'elle' | undefined
}

export interface RwRegisterOptions extends CheckOptions {
  /** A transaction that reads a version of a key and then writes one wrote the later of the two. */
  readonly wfrKeys?: boolean | undefined
  /** Each key is sequentially consistent: a process's later operations on it see and write later versions. */
  readonly sequentialKeys?: boolean | undefined
  /** Each key is linearizable: operations on it that began after others had completed see and write later versions. */
  readonly linearizableKeys?: boolean | undefined
  /**
   * Transactions marked `final` were made when nobody wrote any more and the store had settled: where all processes' last such reads of a key
   * agree, they saw its last version.
   */
  readonly finalReads?: boolean | undefined
  /** The order of transactions, if known from elsewhere: completion index → rank. */
  readonly transactionOrder?: Readonly<Record<number, number>> | undefined
}
