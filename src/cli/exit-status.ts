/** Exit statuses of the command. The first three are the original's. */

import type { Validity } from '../checkers/verdict.ts'

export const VALID = 0
export const INVALID = 1
export const UNKNOWN = 2
/** The words of the command line are wrong. */
export const USAGE = 254
/** The run itself failed: a program that cannot be started, a node that does not answer init. */
export const FAILED = 255

export function statusOf(valid: Validity): number {
  return valid === true ? VALID : valid === false ? INVALID : UNKNOWN
}

/** The worst of several: a failure of the run, then invalid, then unknown. */
export function worst(statuses: readonly number[]): number {
  const rank = (status: number) => (status >= USAGE ? 3 : status === INVALID ? 2 : status === UNKNOWN ? 1 : 0)
  return statuses.reduce((a, b) => (rank(b) > rank(a) ? b : a), VALID)
}
