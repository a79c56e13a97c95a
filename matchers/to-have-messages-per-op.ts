/** toHaveMessagesPerOp: nodes and services exchanged few enough messages for each operation of a client. */

import type { Verdict } from '../src/checkers/verdict.ts'
import { historyOf, judge, type MatcherResult, type MatcherState } from './matcher.ts'

/** `below` is exclusive, `atMost` inclusive. A number means `atMost`. */
export type MessageBound = number | { readonly below: number } | { readonly atMost: number }

function bounds(bound: object | null | undefined): { readonly below?: number; readonly atMost?: number } {
  return bound ?? {}
}

export function toHaveMessagesPerOp(this: MatcherState, received: unknown, bound: MessageBound): MatcherResult {
  const history = historyOf(received, 'toHaveMessagesPerOp')
  const { below, atMost } = typeof bound === 'number' ? { atMost: bound, below: undefined } : bounds(bound)
  const exclusive = below !== undefined
  const limit = below ?? atMost
  if (typeof limit !== 'number' || !(limit >= 0)) {
    throw new RangeError(
      `toHaveMessagesPerOp takes a number, { below: number } or { atMost: number }; it was given ${JSON.stringify(bound)}`,
    )
  }
  const { servers } = history.network
  const measured = servers.perOperation
  const words = `${exclusive ? 'fewer than' : 'at most'} ${limit} messages for each operation`
  const valid = exclusive ? measured < limit : measured <= limit
  const verdict: Verdict = {
    valid,
    anomalies: valid
      ? []
      : [
          {
            type: 'too-many-messages',
            message: `They exchanged ${measured.toFixed(2)}: ${servers.sent} messages in all.`,
            operations: [],
          },
        ],
    figures: { measured },
  }
  return judge(
    this,
    received,
    'toHaveMessagesPerOp',
    `The nodes must exchange ${words}.`,
    `The nodes were not expected to manage with ${words}, but they needed ${measured.toFixed(2)}.`,
    verdict,
  )
}
