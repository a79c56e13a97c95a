/** toBeLinearizable: some order of the operations, each between its invocation and its completion, explains every result. */

import { type AnyModel, checkAgainstModel, checkLinKv } from '../src/checkers/lin-kv.ts'
import { judge, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

export function toBeLinearizable(this: MatcherState, received: unknown, model?: AnyModel): MatcherResult {
  const operations = operationsOf(received, 'toBeLinearizable')
  const verdict = model === undefined ? checkLinKv(operations) : checkAgainstModel(model, operations)
  return judge(
    this,
    received,
    'toBeLinearizable',
    'Some order of the operations must explain every result.',
    'No order of the operations was expected to explain every result, but one does.',
    verdict,
  )
}
