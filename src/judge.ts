/** The verdict on a run: the workload's own checker, and what every run is judged by. */

import { checkAvailability } from './checkers/availability.ts'
import { everythingWorked, faultsHit, protocolKept } from './checkers/run.ts'
import { checkVacuous } from './checkers/vacuous.ts'
import { guarded, mergeVerdicts, type Verdict } from './checkers/verdict.ts'
import type { History } from './history/history.ts'
import type { ResolvedOptions } from './options.ts'

/** The workload's verdict together with what every run is judged by. */
export function judgeRun(history: History, options: ResolvedOptions, judged: boolean, byHand: boolean): Verdict {
  const { operations } = history
  // What has not spread yet when a run is cut short is not lost: such a workload can be judged by its final operations only.
  const unfinished = !byHand && history.cutShort !== undefined && options.workload.finalGenerator !== undefined
  const workload = () =>
    unfinished ? unknown('the final operations are missing') : options.workload.check(operations, options.given)
  const merged = mergeVerdicts({
    ...(judged ? { workload: guarded(workload) } : {}),
    protocol: protocolKept(history.problems, history.problemCounts),
    availability: checkAvailability(operations, options.availability),
    // By hand, a request may well be meant to fail.
    ...(byHand ? {} : { functions: everythingWorked(operations) }),
  })
  if (merged.valid === false || history.doubt === undefined) return merged
  return {
    ...merged,
    valid: 'unknown',
    reason: merged.reason === undefined ? history.doubt : `${history.doubt}; ${merged.reason}`,
  }
}

function unknown(reason: string): Verdict {
  return { valid: 'unknown', reason, anomalies: [], figures: {} }
}

/** Why a run proves nothing, however good it looks. */
export function doubtOf(history: History, options: ResolvedOptions): string | undefined {
  const cut = history.cutShort === undefined ? undefined : `the run was cut short: ${history.cutShort}`
  const reasons = [
    cut,
    checkVacuous(history.operations).reason,
    faultsHit(history.faults, options.faultsMustHit).reason,
  ]
  return reasons.filter(reason => reason !== undefined).join('; ') || undefined
}
