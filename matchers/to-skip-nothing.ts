/** toSkipNothing: who polls a log gets every message of it, one after the other (kafka). */

import { checkKafkaFor } from '../src/checkers/kafka.ts'
import { judge, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

export function toSkipNothing(this: MatcherState, received: unknown): MatcherResult {
  const operations = operationsOf(received, 'toSkipNothing')
  return judge(
    this,
    received,
    'toSkipNothing',
    'Polls must return every message of a log, one after the other.',
    'Some poll was expected to skip a message, but none does.',
    checkKafkaFor(operations, ['poll-skip', 'int-poll-skip']),
  )
}
