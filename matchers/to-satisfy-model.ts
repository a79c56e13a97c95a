/** toSatisfyModel: any consistency model of the lattice, under any of its names. */

import { type AnyModelName, modelNamed } from '@jepsen-ts/isolation'
import { isolationMatcher } from './isolation.ts'
import type { MatcherResult, MatcherState } from './matcher.ts'

/** @throws UnknownModelError, which names the models */
export function toSatisfyModel(this: MatcherState, received: unknown, model: AnyModelName): MatcherResult {
  modelNamed(String(model))
  const matcher = isolationMatcher('toSatisfyModel', model, 'no anomaly may occur that the model forbids')
  return matcher.call(this, received)
}
