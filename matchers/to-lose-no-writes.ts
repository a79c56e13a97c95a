/** toLoseNoWrites: no message that was acknowledged is missing from the log (kafka). */

import { checkKafkaFor } from '../src/checkers/kafka.ts'
import { History } from '../src/history/history.ts'
import { judge, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

export function toLoseNoWrites(this: MatcherState, received: unknown): MatcherResult {
  const operations = operationsOf(received, 'toLoseNoWrites')
  // Of a run that was cut short nobody knows what would still have been polled.
  const whole = !(received instanceof History) || received.cutShort === undefined
  return judge(
    this,
    received,
    'toLoseNoWrites',
    'Every acknowledged message must be there to be polled.',
    'Some acknowledged message was expected to be lost, but none is.',
    checkKafkaFor(operations, whole ? ['lost-write', 'unseen'] : ['lost-write']),
  )
}
