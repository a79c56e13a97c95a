/** toHaveUniqueIds: no id was given out twice. */

import { checkUniqueIds } from '../src/checkers/unique-ids.ts'
import { judge, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

export function toHaveUniqueIds(this: MatcherState, received: unknown): MatcherResult {
  return judge(
    this,
    received,
    'toHaveUniqueIds',
    'No id may be given out twice.',
    'Some id was expected to be given out twice, but none was.',
    checkUniqueIds(operationsOf(received, 'toHaveUniqueIds')),
  )
}
