/** toHaveAvailability: enough operations ended ok. */

import { type AvailabilityDemand, checkAvailability } from '../src/checkers/availability.ts'
import { judge, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

/** `'total'`: all of them; a number, or `{ atLeast }`: at least that fraction. */
export type AvailabilityBound = 'total' | number | { readonly atLeast: number }

export function toHaveAvailability(this: MatcherState, received: unknown, bound: AvailabilityBound): MatcherResult {
  const demand: AvailabilityDemand = typeof bound === 'object' ? bound?.atLeast : bound
  if (demand !== 'total' && !(typeof demand === 'number' && demand >= 0 && demand <= 1)) {
    throw new RangeError(
      `toHaveAvailability takes 'total', a fraction from 0 to 1, or { atLeast: fraction }; it was given ${JSON.stringify(bound)}`,
    )
  }
  const verdict = checkAvailability(operationsOf(received, 'toHaveAvailability'), demand)
  const told =
    demand === 'total' ? 'Every operation must succeed' : `At least ${demand * 100} % of the operations must succeed`
  return judge(
    this,
    received,
    'toHaveAvailability',
    `${told}.`,
    `${told}: this was expected not to hold, but ${Math.floor(Number(verdict.figures['ok-fraction']) * 10000) / 100} % did.`,
    verdict,
  )
}
