/** toBeLinearizable: some order of the operations, each between its invocation and its completion, explains every result. */

import { type AnyModel, checkAgainstModel, checkLinKv } from '../src/checkers/lin-kv.ts'
import type { Operation } from '../src/history/operation.ts'
import { isClient } from '../src/history/pairing.ts'
import { judge, judgeWhere, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

export function toBeLinearizable(this: MatcherState, received: unknown, model?: AnyModel): MatcherResult {
  const operations = operationsOf(received, 'toBeLinearizable')
  const verdict = judgeWhere(whyNothing(operations, model), () =>
    model === undefined ? checkLinKv(operations) : checkAgainstModel(model, operations),
  )
  return judge(
    this,
    received,
    'toBeLinearizable',
    'Some order of the operations must explain every result.',
    'No order of the operations was expected to explain every result, but one does.',
    verdict,
  )
}

/** What a model of the caller's own takes for an operation, only that model knows. */
function whyNothing(operations: readonly Operation[], model: AnyModel | undefined): string | undefined {
  const own = operations.filter(isClient)
  if (own.length === 0) return 'there is no operation, so there is no order to judge'
  if (model !== undefined || own.some(({ f }) => REGISTER.has(f))) return undefined
  return 'no operation is a read, a write or a cas, so there is no register to judge; for another kind of object, give its model'
}

/** What the model of keyed registers knows, also under other names. */
const REGISTER: ReadonlySet<string> = new Set(['read', 'get', 'write', 'put', 'cas', 'append', 'delete'])
