/** toHaveStableLatency: elements became visible everywhere quickly enough (broadcast and g-set). */

import { checkSetFull } from '../src/checkers/set-full.ts'
import { describeBounds, judgeLatency, type LatencyBounds, timeless } from './bounds.ts'
import { judge, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

export function toHaveStableLatency(this: MatcherState, received: unknown, bounds: LatencyBounds): MatcherResult {
  const operations = operationsOf(received, 'toHaveStableLatency')
  const add = operations.some(({ f }) => f === 'broadcast') ? 'broadcast' : 'add'
  // The checker counts as Jepsen's does, to which a history without times looks as if all were done in an instant.
  const unmeasured = timeless(operations.filter(({ f }) => f === add || f === 'read'))
  const { figures } = checkSetFull(operations, { add, duplicates: 'remark' })
  const verdict = judgeLatency(
    'toHaveStableLatency',
    unmeasured ? undefined : (figures['stable-latencies'] as Record<string, number> | undefined),
    bounds,
    unmeasured,
  )
  const told = `From acknowledgement until every read shows it, an element must take ${describeBounds(bounds)}.`
  return judge(
    this,
    received,
    'toHaveStableLatency',
    told,
    `${told.replace('must take', 'was expected not to take')} But it does.`,
    verdict,
  )
}
