/** Histories for tests, written as the operations that matter. */

import type { Operation, OperationType, Process } from '../../src/history/operation.ts'
import { MILLISECOND } from '../../src/time/clock.ts'

export type Entry = readonly [
  process: Process,
  type: OperationType,
  f: string,
  value?: unknown,
  extra?: Partial<Operation>,
]

/** One entry a millisecond, indices from 0. */
export function history(...entries: readonly Entry[]): Operation[] {
  return entries.map(([process, type, f, value = null, extra], index) => ({
    index,
    time: index * MILLISECOND,
    type,
    process,
    f,
    value,
    ...extra,
  }))
}
