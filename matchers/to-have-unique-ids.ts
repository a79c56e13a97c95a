/** toHaveUniqueIds: no id was given out twice. */

import { checkUniqueIds } from '../src/checkers/unique-ids.ts'
import type { Operation } from '../src/history/operation.ts'
import { isClient } from '../src/history/pairing.ts'
import { judge, judgeWhere, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

export function toHaveUniqueIds(this: MatcherState, received: unknown): MatcherResult {
  const operations = operationsOf(received, 'toHaveUniqueIds')
  return judge(
    this,
    received,
    'toHaveUniqueIds',
    'No id may be given out twice.',
    'Some id was expected to be given out twice, but none was.',
    judgeWhere(whyNoIds(operations), () => checkUniqueIds(operations)),
  )
}

function whyNoIds(operations: readonly Operation[]): string | undefined {
  const generates = operations.filter(op => isClient(op) && op.f === 'generate')
  if (generates.length === 0) return 'no operation is a generate, so there are no ids to judge'
  return generates.some(({ type }) => type === 'ok') ? undefined : 'no generate succeeded, so no id was given out'
}
