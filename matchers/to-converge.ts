/** toConverge: once the faults are undone, all final reads show the same. */

import { checkConvergence } from '../src/checkers/convergence.ts'
import { judge, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

export function toConverge(this: MatcherState, received: unknown): MatcherResult {
  return judge(
    this,
    received,
    'toConverge',
    'After recovery, every final read must show the same.',
    'The final reads were expected to differ, but they all show the same.',
    checkConvergence(operationsOf(received, 'toConverge')),
  )
}
