/** The simple set checker: the last read tells which elements survived. For sets that are read once, at the end. */

import type { Operation, Pair } from '../history/operation.ts'
import { attempts, isClient } from '../history/pairing.ts'
import { compareJson, type JsonKey, jsonKey } from '../json.ts'
import { deed, excerpt, inOrder, toWhom } from './story.ts'
import { type Anomaly, MalformedOperationError, type Verdict } from './verdict.ts'

/** How many elements of a kind are explained; the figures hold them all. */
const EXPLAINED = 3

/**
 * Judges `add` of an element by the last ok `read`, a list. Valid is false when that lacks an acknowledged element (*lost*) or holds one
 * that nobody tried to add (*unexpected*); unknown when no read ended ok; true otherwise. As in Jepsen, an attempt that failed is an attempt.
 *
 * Figures, each a sorted list with its `-count`: `ok` (attempted and read), `lost`, `unexpected`, `recovered` (read, though not
 * acknowledged); and `attempt-count`, `acknowledged-count`. Without a read only these two. Anomalies: `lost-element`, `unexpected-element`.
 *
 * @throws {MalformedOperationError} when the last read is no list.
 */
export function checkSet(operations: Iterable<Operation>): Verdict {
  const attempted = new Map<JsonKey, Operation>()
  const acknowledged = new Map<JsonKey, Pair>()
  let last: Operation | undefined
  for (const pair of attempts([...operations].filter(isClient))) {
    const { invocation, completion } = pair
    const key = jsonKey(invocation.value)
    if (invocation.f === 'add') {
      if (!attempted.has(key)) attempted.set(key, invocation)
      if (completion?.type === 'ok' && !acknowledged.has(key)) acknowledged.set(key, pair)
    } else if (invocation.f === 'read' && completion?.type === 'ok') {
      if (!last || last.index < completion.index) last = completion
    }
  }
  const counts = { 'attempt-count': attempted.size, 'acknowledged-count': acknowledged.size }
  if (!last) return { valid: 'unknown', reason: 'the set was never read', anomalies: [], figures: counts }
  if (!Array.isArray(last.value)) throw new MalformedOperationError(last, 'a list of elements')
  const final = last

  const read = new Map((last.value as readonly unknown[]).map(element => [jsonKey(element), element] as const))
  const present = [...read].filter(([key]) => attempted.has(key))
  const unexpected = [...read].filter(([key]) => !attempted.has(key)).map(([, element]) => element)
  const lost = [...acknowledged].filter(([key]) => !read.has(key)).map(([, pair]) => pair)
  const recovered = present.filter(([key]) => !acknowledged.has(key)).map(([, element]) => element)

  return {
    valid: lost.length === 0 && unexpected.length === 0,
    anomalies: [
      ...lost.slice(0, EXPLAINED).map(
        ({ invocation, completion }): Anomaly => ({
          type: 'lost-element',
          message: `element ${excerpt(invocation.value)}, acknowledged${toWhom(completion!)}, is missing from the last read, ${deed(final)}.`,
          operations: inOrder([invocation, completion, final]),
        }),
      ),
      ...unexpected.slice(0, EXPLAINED).map(
        (element): Anomaly => ({
          type: 'unexpected-element',
          message: `the last read, ${deed(final)}, holds element ${excerpt(element)}, which nobody added.`,
          operations: [final],
        }),
      ),
    ],
    figures: {
      ...counts,
      ...listed(
        'ok',
        present.map(([, element]) => element),
      ),
      ...listed(
        'lost',
        lost.map(({ invocation }) => invocation.value),
      ),
      ...listed('unexpected', unexpected),
      ...listed('recovered', recovered),
    },
  }
}

function listed(name: string, elements: readonly unknown[]): Record<string, unknown> {
  return { [name]: elements.toSorted(compareJson), [`${name}-count`]: elements.length }
}
