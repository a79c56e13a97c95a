/**
 * Queues without order. `queue`: whatever comes out must have been put in, which holds of every prefix of a run. `checkTotalQueue`:
 * whatever was put in must also come out, which asks for a run that drains the queue at its end.
 *
 * Operations: `enqueue` of a value, `dequeue` to a value, `drain` to the list of all values left. Values are any JSON, and may repeat.
 */

import type { Operation, Pair } from '../history/operation.ts'
import { attempts, isClient } from '../history/pairing.ts'
import { compareJson, type JsonKey, jsonKey } from '../json.ts'
import { count, deed, excerpt, inOrder, toWhom } from './story.ts'
import { type Anomaly, MalformedOperationError, type Verdict } from './verdict.ts'

/** How many values of a kind are explained; the figures hold them all. */
const EXPLAINED = 3

/**
 * Every dequeue comes from somewhere: takes every enqueue that did not fail for done when it was invoked, and only ok dequeues for
 * done, when they were completed; then no dequeue may find its value gone. Valid is false at the first that does, else true.
 *
 * Figures: `enqueue-count`, `dequeue-count`. Anomaly: `dequeued-from-nowhere`.
 */
export function checkQueue(operations: Iterable<Operation>): Verdict {
  const clients = [...operations].filter(isClient)
  const all = attempts(clients)
  const failed = new Set(all.flatMap(pair => (pair.completion?.type === 'fail' ? [pair.invocation] : [])))
  const enqueued = new Set(all.flatMap(({ invocation }) => (invocation.f === 'enqueue' ? [invocation] : [])))
  const held = new Bag()
  const taken: Operation[] = []
  const wrong: { op: Operation; value: unknown }[] = []
  let enqueues = 0
  for (const op of clients) {
    if (enqueued.has(op) && !failed.has(op)) {
      held.add(op.value)
      enqueues++
    }
    for (const value of dequeuedBy(op)) {
      if (!held.remove(value)) wrong.push({ op, value })
      taken.push(op)
    }
  }
  return {
    valid: wrong.length === 0,
    anomalies: wrong.slice(0, EXPLAINED).map(({ op, value }): Anomaly => {
      const earlier = taken.filter(other => other !== op && other.index < op.index && holds(other, value))
      return {
        type: 'dequeued-from-nowhere',
        message:
          earlier.length === 0
            ? `${deed(op)} got ${excerpt(value)}, which nobody had enqueued.`
            : `${deed(op)} got ${excerpt(value)}, which ${deed(earlier.at(-1)!)} had taken already.`,
        operations: inOrder([...earlier.slice(-1), op]),
      }
    }),
    figures: { 'enqueue-count': enqueues, 'dequeue-count': taken.length },
  }
}

/**
 * What goes in must come out. Valid is false when an acknowledged value never came out (*lost*) or one came out that nobody tried to
 * enqueue (*unexpected*); unknown when values are missing but a `drain` ended without telling what it took; true otherwise. Values that
 * came out more often than they were put in (*duplicated*) are told and, as in Jepsen, not judged.
 *
 * Figures: `attempt-count`, `acknowledged-count`, `ok-count` (came out, and an attempt was made), and as sorted lists with their
 * `-count`: `lost`, `unexpected`, `duplicated`, `recovered` (came out, though not acknowledged). Anomalies: `lost-value`,
 * `unexpected-value`, and the remark `duplicate-value`.
 */
export function checkTotalQueue(operations: Iterable<Operation>): Verdict {
  const all = attempts([...operations].filter(isClient))
  const enqueues = all.filter(({ invocation }) => invocation.f === 'enqueue')
  const acknowledgements = enqueues.filter(({ completion }) => completion?.type === 'ok')
  const tried = new Bag(enqueues.map(({ invocation }) => invocation.value))
  const acknowledged = new Bag(acknowledgements.map(({ invocation }) => invocation.value))
  const completions = all.flatMap(({ completion }) => (completion ? [completion] : []))
  const out = new Bag(completions.flatMap(dequeuedBy))
  const crashed = all.find(
    ({ invocation, completion }) =>
      invocation.f === 'drain' && completion?.type !== 'ok' && completion?.type !== 'fail',
  )

  const unexpected = out.values().filter(value => !tried.has(value))
  const ok = out.intersection(tried)
  const lost = acknowledged.minus(out).values()
  const duplicated = out
    .minus(tried)
    .values()
    .filter(value => tried.has(value))
  const recovered = ok.minus(acknowledged).values()
  const takers = (value: unknown) => completions.filter(op => holds(op, value))
  const anomalies: Anomaly[] = [
    ...explained(lost).map(value => lostValue(value, acknowledgements)),
    ...explained(unexpected).map(value => ({
      type: 'unexpected-value',
      message: `${deed(takers(value)[0]!)} got ${excerpt(value)}, which nobody enqueued.`,
      operations: takers(value).slice(0, 1),
    })),
    ...explained(duplicated).map(value => ({
      type: 'duplicate-value',
      message: `value ${excerpt(value)} came out ${out.times(value)} times, and was enqueued ${count(tried.times(value), 'time')}.`,
      operations: inOrder([
        ...enqueues.map(pair => pair.invocation).filter(op => holdsValue(op, value)),
        ...takers(value).slice(0, tried.times(value) + 1),
      ]),
    })),
  ]
  const figures = {
    'attempt-count': tried.size,
    'acknowledged-count': acknowledged.size,
    'ok-count': ok.size,
    ...listed('lost', lost),
    ...listed('unexpected', unexpected),
    ...listed('duplicated', duplicated),
    ...listed('recovered', recovered),
  }
  if (unexpected.length > 0 || (lost.length > 0 && !crashed)) return { valid: false, anomalies, figures }
  if (lost.length === 0) return { valid: true, anomalies, figures }
  const reason = `${deed(crashed!.invocation)} ended without telling what it took, which may be the ${count(lost.length, 'value')} that never came out`
  return { valid: 'unknown', reason, anomalies, figures }
}

/** The values that an ok dequeue or drain took out of the queue. */
function dequeuedBy(op: Operation): readonly unknown[] {
  if (op.type !== 'ok') return []
  if (op.f === 'dequeue') return [op.value]
  if (op.f !== 'drain') return []
  if (!Array.isArray(op.value)) throw new MalformedOperationError(op, 'a list of values')
  return op.value
}

function holds(op: Operation, value: unknown): boolean {
  return dequeuedBy(op).some(taken => jsonKey(taken) === jsonKey(value))
}

function holdsValue(op: Operation, value: unknown): boolean {
  return jsonKey(op.value) === jsonKey(value)
}

function lostValue(value: unknown, acknowledgements: readonly Pair[]): Anomaly {
  const { invocation, completion } = acknowledgements.find(pair => holdsValue(pair.invocation, value))!
  return {
    type: 'lost-value',
    message: `value ${excerpt(value)}, acknowledged${toWhom(completion!)}, never came out.`,
    operations: inOrder([invocation, completion]),
  }
}

function explained(values: readonly unknown[]): readonly unknown[] {
  return [...new Map(values.map(value => [jsonKey(value), value])).values()].slice(0, EXPLAINED)
}

function listed(name: string, values: readonly unknown[]): Record<string, unknown> {
  return { [name]: values.toSorted(compareJson), [`${name}-count`]: values.length }
}

/** A multiset of JSON values. */
class Bag {
  readonly #held = new Map<JsonKey, { readonly value: unknown; times: number }>()

  constructor(values: Iterable<unknown> = []) {
    for (const value of values) this.add(value)
  }

  get size(): number {
    let size = 0
    for (const { times } of this.#held.values()) size += times
    return size
  }

  add(value: unknown, times = 1): void {
    const key = jsonKey(value)
    const held = this.#held.get(key)
    if (held) held.times += times
    else this.#held.set(key, { value, times })
  }

  /** Takes one away; false when there is none. */
  remove(value: unknown): boolean {
    const held = this.#held.get(jsonKey(value))
    if (!held || held.times === 0) return false
    held.times--
    return true
  }

  times(value: unknown): number {
    return this.#held.get(jsonKey(value))?.times ?? 0
  }

  has(value: unknown): boolean {
    return this.times(value) > 0
  }

  /** Each value as often as it is held. */
  values(): unknown[] {
    return [...this.#held.values()].flatMap(({ value, times }) => new Array(times).fill(value))
  }

  minus(other: Bag): Bag {
    return this.#map((value, times) => times - other.times(value))
  }

  intersection(other: Bag): Bag {
    return this.#map((value, times) => Math.min(times, other.times(value)))
  }

  #map(change: (value: unknown, times: number) => number): Bag {
    const changed = new Bag()
    for (const { value, times } of this.#held.values()) {
      const left = change(value, times)
      if (left > 0) changed.add(value, left)
    }
    return changed
  }
}
