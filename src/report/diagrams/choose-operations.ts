/** Which operations a picture of bounded size shows, when there are more than fit. */

import type { RunData } from '../run-data.ts'

/** Operations of `RunData.operations` from `first` until before `last`, and why those. */
export interface ChosenOperations {
  readonly first: number
  readonly last: number
  /** Empty when all are shown. */
  readonly note: string
}

/** All of them, or `most` around the end of the first anomaly, or the first `most`. */
export function chooseOperations({ operations, anomalies }: RunData, most: number): ChosenOperations {
  if (operations.length <= most) return { first: 0, last: operations.length, note: '' }
  const evidence = anomalies.find(anomaly => anomaly.operations.length > 0)?.operations
  // What contradicts is mostly seen last; what led to it stands before.
  const end = evidence === undefined ? most : Math.min(operations.length, evidence.at(-1)! + Math.ceil(most / 5))
  const first = Math.max(0, end - most)
  const total = operations.length.toLocaleString('en')
  return {
    first,
    last: Math.min(operations.length, first + most),
    note: `${most.toLocaleString('en')} of ${total} operations: ${evidence === undefined ? 'the first' : 'those around the first anomaly'}`,
  }
}
