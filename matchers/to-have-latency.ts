/** toHaveLatency: operations that succeeded were quick enough. */

import { statistics } from '../src/checkers/stats.ts'
import { describeBounds, judgeLatency, type LatencyBounds, timeless } from './bounds.ts'
import { judge, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

export function toHaveLatency(this: MatcherState, received: unknown, bounds: LatencyBounds): MatcherResult {
  const operations = operationsOf(received, 'toHaveLatency')
  const verdict = judgeLatency('toHaveLatency', statistics(operations).latencies, bounds, timeless(operations))
  const told = `The latency of operations must be ${describeBounds(bounds)}.`
  return judge(
    this,
    received,
    'toHaveLatency',
    told,
    `${told.replace('must', 'was expected not to')} But it is.`,
    verdict,
  )
}
