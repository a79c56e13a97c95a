/** toBeValid: the workload's own checker, and what every run is judged by (no crash, no broken protocol, something succeeded, the faults hit). */

import { historyOf, judge, type MatcherResult, type MatcherState } from './matcher.ts'

export function toBeValid(this: MatcherState, received: unknown): MatcherResult {
  const history = historyOf(received, 'toBeValid')
  const expectation = `The workload ${history.workload} must come out right.`
  return judge(
    this,
    received,
    'toBeValid',
    expectation,
    `The workload ${history.workload} was expected to go wrong, but all is right.`,
    history.verdict,
  )
}
