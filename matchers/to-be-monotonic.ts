/** toBeMonotonic: offsets only grow, of what a client polls, of what it sends, and of what is committed (kafka). */

import { checkKafkaFor } from '../src/checkers/kafka.ts'
import { judge, type MatcherResult, type MatcherState, operationsOf } from './matcher.ts'

export function toBeMonotonic(this: MatcherState, received: unknown): MatcherResult {
  const operations = operationsOf(received, 'toBeMonotonic')
  return judge(
    this,
    received,
    'toBeMonotonic',
    'Offsets must only grow: of what a client polls, of what it sends, of what is committed.',
    'Some offset was expected to go back, but none does.',
    checkKafkaFor(
      operations,
      [
        'nonmonotonic-poll',
        'int-nonmonotonic-poll',
        'nonmonotonic-send',
        'int-nonmonotonic-send',
        'nonmonotonic-commit',
      ],
      { commits: true },
    ),
  )
}
