/** toLoseNothing: no acknowledged element is missing in the end (set-full, for broadcast and g-set). */

import { checkConvergence } from '../src/checkers/convergence.ts'
import { checkSetFull } from '../src/checkers/set-full.ts'
import { mergeVerdicts, type Verdict } from '../src/checkers/verdict.ts'
import { History } from '../src/history/history.ts'
import { judge, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

export function toLoseNothing(this: MatcherState, received: unknown): MatcherResult {
  const operations = operationsOf(received, 'toLoseNothing')
  const add = operations.some(({ f }) => f === 'broadcast') ? 'broadcast' : 'add'
  const full = checkSetFull(operations, { add, duplicates: 'remark' })
  const converged = checkConvergence(operations)
  // A node that lacks an element in the end has lost it, though another one's read came last.
  const judged = converged.valid === false ? mergeVerdicts({ 'set-full': full, convergence: converged }) : full
  const cut = received instanceof History ? received.cutShort : undefined
  // What has not spread yet when a run is cut short is not lost.
  const verdict: Verdict =
    cut === undefined ? judged : { ...judged, valid: 'unknown', reason: `the run was cut short: ${cut}`, anomalies: [] }
  return judge(
    this,
    received,
    'toLoseNothing',
    'Every acknowledged element must be in the final reads.',
    'Some acknowledged element was expected to be lost, but none is.',
    verdict,
  )
}
