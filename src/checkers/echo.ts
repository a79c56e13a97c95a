/** Echo: what comes back is what was sent. */

import type { Operation, Pair } from '../history/operation.ts'
import { isClient, pairs } from '../history/pairing.ts'
import { sameJson } from '../json.ts'
import { atTime, count, deed, excerpt, inOrder, processName } from './story.ts'
import type { Anomaly, Verdict } from './verdict.ts'

export interface EchoOptions {
  /**
   * What of an ok completion's value was echoed. Default: all of it, or of the body of an `echo_ok` (which is what histories of the
   * original tool hold) its field `echo`.
   */
  readonly echoed?: (value: unknown) => unknown
}

/** How many wrong echoes are explained; the figures hold them all. */
const EXPLAINED = 3

/**
 * Judges all pairs that ended ok, whatever their `f`: the echo must be the same JSON as the value invoked. Valid is false when one
 * is not, else true.
 *
 * Figures: `errors`: `{opIndex, expected, received}` for each wrong reply, `received` being the completion's value. Anomaly: `wrong-echo`.
 */
export function checkEcho(operations: Iterable<Operation>, { echoed = bareOrBody }: EchoOptions = {}): Verdict {
  const all = pairs([...operations].filter(isClient))
  const wrong = all.flatMap(({ invocation, completion }) =>
    completion?.type === 'ok' && !sameJson(invocation.value, echoed(completion.value))
      ? [{ invocation, completion }]
      : [],
  )
  return {
    valid: wrong.length === 0,
    anomalies: wrong.slice(0, EXPLAINED).map(({ invocation, completion }, i): Anomaly => {
      const rest = i === EXPLAINED - 1 ? wrong.length - EXPLAINED : 0
      const more = rest > 0 ? ` ${count(rest, 'more reply is', 'more replies are')} wrong likewise.` : ''
      const theirs = whoseWords(echoed(completion.value), completion, all)
      const whose =
        theirs === undefined
          ? ''
          : `, which ${theirs.invocation.process === invocation.process ? 'it' : processName(theirs.invocation.process)} had sent${theirs.invocation.node === undefined ? '' : ` to ${theirs.invocation.node}`}${theirs.invocation.time < 0 ? '' : ` at ${atTime(theirs.invocation.time)}`}`
      return {
        type: 'wrong-echo',
        message: `${deed(completion)} sent ${excerpt(invocation.value)} and got back ${excerpt(completion.value)}${whose}.${more}`,
        operations: inOrder([theirs?.invocation, theirs?.completion, invocation, completion]),
      }
    }),
    figures: {
      errors: wrong.map(({ invocation, completion }) => ({
        opIndex: completion.index,
        expected: invocation.value,
        received: completion.value,
      })),
    },
  }
}

/** The last operation at the same node that sent, before the reply, what came back. */
function whoseWords(words: unknown, reply: Operation, all: readonly Pair[]): Pair | undefined {
  return all.findLast(
    ({ invocation }) =>
      invocation.index < reply.index && invocation.node === reply.node && sameJson(invocation.value, words),
  )
}

function bareOrBody(value: unknown): unknown {
  const body = typeof value === 'object' && value !== null && 'type' in value && value.type === 'echo_ok'
  return body && 'echo' in value ? value.echo : value
}
