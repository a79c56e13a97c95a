/** What a checker says of a history, and how the sayings of several checkers become one. */

import type { Operation } from '../history/operation.ts'

/** `unknown`: the checker cannot tell, and its `reason` says why. */
export type Validity = true | false | 'unknown'

/** One reason why a history is not right, with the smallest evidence that convinces a reader. */
export interface Anomaly {
  /** A stable short name: `lost-element`, `duplicate-id`, `nonlinearizable-key`, … */
  readonly type: string
  /** One sentence, in the terms of the workload, that names the values, clients and times involved. */
  readonly message: string
  /** The operations that contradict each other, in order of time. */
  readonly operations: readonly Operation[]
}

export interface Verdict {
  readonly valid: Validity
  /** Why the verdict is `unknown`; absent otherwise. */
  readonly reason?: string
  /** Most telling first; empty when `valid` is true. */
  readonly anomalies: readonly Anomaly[]
  /** What was counted and measured, ready for results.json. Every checker documents its own fields. */
  readonly figures: Readonly<Record<string, unknown>>
}
