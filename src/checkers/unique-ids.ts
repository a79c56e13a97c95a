/** Unique ids: no id may be handed out twice. An id is any JSON value; two are the same when they are the same JSON. */

import type { Operation } from '../history/operation.ts'
import { attempts, isClient } from '../history/pairing.ts'
import { compareJson, figureKey, type JsonKey, jsonKey } from '../json.ts'
import { atTime, count, excerpt, inOrder, processName } from './story.ts'
import type { Anomaly, Verdict } from './verdict.ts'

/** How many duplicated ids the figures name, as in Jepsen, and how many are explained. */
const NAMED = 48
const EXPLAINED = 3
/** How many of those who were handed the same id are shown. */
const SHOWN = 4

/**
 * Judges the values of the ok `generate` operations. Valid is false when an id was acknowledged twice, else true.
 *
 * Figures: `attempted-count`, `acknowledged-count`; `duplicated-count` (how many ids) and `duplicated`: how often each was handed
 * out, the 48 most frequent ones; `range`: the least and the greatest id, `[null, null]` of none. Ids of different kinds are in this
 * order: null, booleans, numbers, strings (by code unit), arrays (element by element), objects (by canonical text).
 *
 * Anomaly: `duplicate-id`, for the three most frequent ones.
 */
export function checkUniqueIds(operations: Iterable<Operation>): Verdict {
  const generates = attempts([...operations].filter(isClient)).filter(({ invocation }) => invocation.f === 'generate')
  const acknowledged = generates
    .flatMap(({ completion }) => (completion?.type === 'ok' ? [completion] : []))
    .sort((a, b) => a.index - b.index)

  const invocations = new Map(generates.map(({ invocation, completion }) => [completion, invocation]))
  // Keeps the first holder alone until there is a second: of a million ids nearly all have one.
  const first = new Map<JsonKey, Operation>()
  const holders = new Map<JsonKey, Operation[]>()
  let least = acknowledged[0]?.value
  let greatest = least
  for (const op of acknowledged) {
    const key = jsonKey(op.value)
    const before = first.get(key)
    if (before === undefined) first.set(key, op)
    else if (holders.has(key)) holders.get(key)!.push(op)
    else holders.set(key, [before, op])
    if (compareJson(op.value, least) < 0) least = op.value
    if (compareJson(greatest, op.value) < 0) greatest = op.value
  }
  const duplicated = [...holders.values()].sort((a, b) => b.length - a.length)

  return {
    valid: duplicated.length === 0,
    anomalies: duplicated.slice(0, EXPLAINED).map((ops, i): Anomaly => {
      const rest = i === EXPLAINED - 1 ? duplicated.length - EXPLAINED : 0
      const more = rest > 0 ? ` ${count(rest, 'more id is', 'more ids are')} duplicated likewise.` : ''
      const times = ops.length === 2 ? 'twice' : `${ops.length} times`
      const [one, two] = ops as [Operation, Operation]
      const others = ops.length > 2 ? ', …' : ''
      return {
        type: 'duplicate-id',
        message: `id ${excerpt(one.value)} was handed out ${times}: ${handedOut(one)}, ${handedOut(two)}${others}.${more}`,
        operations: inOrder(ops.slice(0, SHOWN).flatMap(op => [invocations.get(op), op])),
      }
    }),
    figures: {
      'attempted-count': generates.length,
      'acknowledged-count': acknowledged.length,
      'duplicated-count': duplicated.length,
      duplicated: Object.fromEntries(duplicated.slice(0, NAMED).map(ops => [figureKey(ops[0]!.value), ops.length])),
      range: [least ?? null, greatest ?? null],
    },
  }
}

function handedOut({ process, node, time }: Operation): string {
  return `to ${processName(process)}${node === undefined ? '' : ` by ${node}`}${time < 0 ? '' : ` at ${atTime(time)}`}`
}
