/** What a checker says of a history, and how the sayings of several checkers become one. */

import { withoutPointer } from '../explanations/pointer.ts'
import type { Operation } from '../history/operation.ts'
import { deed, excerpt } from './story.ts'

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
  /** The contradiction drawn for a terminal, line by line; without it the operations are drawn as they are. */
  readonly story?: readonly string[]
  /** What of an operation contradicts the others, by its index: `17 is missing`. Stands beside it when it is drawn. */
  readonly notes?: Readonly<Record<number, string>>
  /** What the story calls an operation, by its index: `T1`. With such names the operations are drawn above their story. */
  readonly names?: Readonly<Record<number, string>>
}

export interface Verdict {
  readonly valid: Validity
  /** Why the verdict is `unknown`; absent otherwise. */
  readonly reason?: string
  /**
   * Most telling first. When `valid` is true there are none, but for what a checker documents as a remark: something worth
   * knowing that does not count against the history (duplicates in a broadcast's reads).
   */
  readonly anomalies: readonly Anomaly[]
  /** What was counted and measured, ready for results.json. Every checker documents its own fields. */
  readonly figures: Readonly<Record<string, unknown>>
}

/** The worst of several validities: false before unknown before true, and true of none. */
export function mergeValidity(validities: Iterable<Validity>): Validity {
  let merged: Validity = true
  for (const validity of validities) {
    if (validity === false) return false
    if (validity === 'unknown') merged = 'unknown'
  }
  return merged
}

/**
 * One verdict from those of several checkers, by name. Valid as the worst of them; the anomalies of the worst come first. The
 * figures of each stand under its name, beside its own `valid` and `reason`; the reasons of the unknown ones make the reason of
 * a verdict that is unknown.
 */
export function mergeVerdicts(verdicts: Readonly<Record<string, Verdict>>): Verdict {
  const named = Object.entries(verdicts)
  const valid = mergeValidity(named.map(([, verdict]) => verdict.valid))
  const having = (validity: Validity) => named.filter(([, verdict]) => verdict.valid === validity)
  const anomalies = [false, 'unknown', true].flatMap(validity =>
    having(validity as Validity).flatMap(([, verdict]) => verdict.anomalies),
  )
  const figures = Object.fromEntries(
    named.map(([name, { valid, reason, figures }]) => [name, { valid, ...(reason && { reason }), ...figures }]),
  )
  if (valid !== 'unknown') return { valid, anomalies, figures }
  const reason = having('unknown')
    .map(([name, verdict]) => `${name}: ${verdict.reason ?? 'gives no reason'}`)
    .join('; ')
  return { valid, reason, anomalies, figures }
}

/** An operation whose value a checker can make nothing of. */
export class MalformedOperationError extends Error {
  override readonly name = 'MalformedOperationError'
  readonly operation: Operation

  /** @param expected what the value should have been, as in `a list of elements` */
  constructor(operation: Operation, expected: string) {
    super(
      `${deed(operation)}, index ${operation.index}, has the value ${excerpt(operation.value)} where ${expected} belongs.`,
    )
    this.operation = operation
  }
}

/** Runs a checker; when it throws, the verdict is unknown and the reason is what it threw. */
export function guarded(check: () => Verdict): Verdict {
  try {
    return check()
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${withoutPointer(error.message)}` : String(error)
    return { valid: 'unknown', reason, anomalies: [], figures: {} }
  }
}
