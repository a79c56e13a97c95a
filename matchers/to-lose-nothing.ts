/** toLoseNothing: no acknowledged element is missing in the end (set-full, for broadcast and g-set). */

import { checkConvergence } from '../src/checkers/convergence.ts'
import { checkSetFull } from '../src/checkers/set-full.ts'
import { mergeVerdicts } from '../src/checkers/verdict.ts'
import { judge, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

export function toLoseNothing(this: MatcherState, received: unknown): MatcherResult {
  const operations = operationsOf(received, 'toLoseNothing')
  const add = operations.some(({ f }) => f === 'broadcast') ? 'broadcast' : 'add'
  const full = checkSetFull(operations, { add, duplicates: 'remark' })
  const converged = checkConvergence(operations)
  // A node that lacks an element in the end has lost it, though another one's read came last.
  const verdict = converged.valid === false ? mergeVerdicts({ 'set-full': full, convergence: converged }) : full
  return judge(
    this,
    received,
    'toLoseNothing',
    'Every acknowledged element must be in the final reads.',
    'Some acknowledged element was expected to be lost, but none is.',
    verdict,
  )
}
