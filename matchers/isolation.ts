/** The maker of the matchers for transactions, each of which asks for one consistency model. */

import type { AnyModelName } from '@jepsen-ts/isolation'
import { checkTransactions } from '../src/checkers/transactions.ts'
import type { Verdict } from '../src/checkers/verdict.ts'
import type { Operation } from '../src/history/operation.ts'
import { judge, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

/** `promise` says what transactions get under the model, in one sentence without its full stop. */
export function isolationMatcher(
  matcher: string,
  model: AnyModelName,
  promise: string,
): (this: MatcherState, received: unknown) => MatcherResult {
  return transactionMatcher(matcher, model, promise, satisfying(model))
}

/** The same with a check of its own. */
export function transactionMatcher(
  matcher: string,
  model: string,
  promise: string,
  check: (operations: readonly Operation[]) => Verdict,
): (this: MatcherState, received: unknown) => MatcherResult {
  return function (received) {
    return judge(
      this,
      received,
      matcher,
      `The transactions must be ${model}: ${promise}.`,
      `The transactions were expected not to be ${model}, but nothing contradicts that they are.`,
      check(operationsOf(received, matcher)),
    )
  }
}

/** Whether the transactions of a history satisfy a model, over lists or registers. */
export function satisfying(model: AnyModelName): (operations: readonly Operation[]) => Verdict {
  return operations => checkTransactions(operations, { consistencyModels: [model] })
}
