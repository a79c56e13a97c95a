/** lin-kv: each key must be linearizable as a register with compare-and-set that starts out missing. */

import {
  type CheckOptions,
  checkLinearizable,
  explainLinearizability,
  kv,
  type LinearizabilityResult,
  type Model,
} from '@jepsen-ts/linearize'
import type { Operation } from '../history/operation.ts'
import { isClient } from '../history/pairing.ts'
import { canonicalText } from '../json.ts'
import { atTime, deed, inOrder } from './story.ts'
import type { Anomaly, Verdict } from './verdict.ts'

/** Any model, whatever its states, inputs and outputs. */
// biome-ignore lint/suspicious/noExplicitAny: models are invariant in all three.
export type AnyModel = Model<any, any, any>

/**
 * The verdict on a history of lin-kv. Figures: `keys`, `failures`. Anomalies: `nonlinearizable`, one for each key; `lost-key`, likewise.
 *
 * A request that was answered by error 20 did not happen, in Jepsen's terms, so linearizability says nothing of it. But no request of the workload deletes a
 * key: "there is no such key", after somebody had been told of its value, is a lost write, and the original misses it.
 */
export function checkLinKv(history: readonly Operation[]): Verdict {
  const verdict = checkAgainstModel(kv(), history)
  const lost = lostKeys(history)
  if (lost.length === 0) return verdict
  const { reason: _reason, ...settled } = verdict
  return { ...settled, valid: false, anomalies: [...lost, ...verdict.anomalies] }
}

const KEY_DOES_NOT_EXIST = 20

const READS: ReadonlySet<string> = new Set(['read', 'get'])

/** Whether a request could take a key away: none of the workload's can, but a history of another make may have such. */
function removes({ f, value: [, value] }: Keyed): boolean {
  return f === 'delete' || (!READS.has(f) && (f === 'cas' && Array.isArray(value) ? value[1] : value) === null)
}

/** Whether a completion shows that the key is there: a read of null does not. */
function showsKey({ f, type, value }: Operation): boolean {
  return type === 'ok' && !(READS.has(f) && (!Array.isArray(value) || value[1] === null || value[1] === undefined))
}

/** The first read or cas of each key that was told the key is missing although its existence had been acknowledged before that was asked for. */
function lostKeys(history: readonly Operation[]): Anomaly[] {
  const removable = new Set(
    history
      .filter(isKeyed)
      .filter(op => op.type === 'invoke' && removes(op))
      .map(({ value: [key] }) => canonicalText(key)),
  )
  const acknowledged = new Map<string, Pair>()
  const lost = new Map<string, Anomaly>()
  for (const pair of byEvent(history)) {
    const { invocation, completion } = pair
    if (!isKeyed(invocation)) continue
    const key = canonicalText(invocation.value[0])
    if (removable.has(key)) continue
    if (completion.type === 'ok') {
      if (showsKey(completion) && !acknowledged.has(key)) acknowledged.set(key, pair)
    } else if (
      (READS.has(invocation.f) || invocation.f === 'cas') &&
      completion.error?.code === KEY_DOES_NOT_EXIST &&
      !lost.has(key)
    ) {
      const witness = acknowledged.get(key)
      if (witness === undefined || witness.completion.index > invocation.index) continue
      lost.set(key, {
        type: 'lost-key',
        message: `${deed(invocation)} was told that there is no key ${key}, although ${deed(witness.invocation)} had been acknowledged before (${atTime(witness.completion.time)}); nothing deletes keys.`,
        operations: inOrder([witness.invocation, witness.completion, invocation, completion]),
      })
    }
  }
  return [...lost.values()]
}

type Keyed = Operation & { readonly value: readonly unknown[] }

function isKeyed(operation: Operation): operation is Keyed {
  return isClient(operation) && Array.isArray(operation.value)
}

interface Pair {
  readonly invocation: Operation
  readonly completion: Operation
}

/** Each operation that ended, in the order of their ends. */
function* byEvent(history: readonly Operation[]): Generator<Pair> {
  const open = new Map<Operation['process'], Operation>()
  for (const operation of history) {
    if (!isClient(operation)) continue
    if (operation.type === 'invoke') open.set(operation.process, operation)
    else {
      const invocation = open.get(operation.process)
      if (invocation !== undefined) yield { invocation, completion: operation }
    }
  }
}

/** The verdict on any history against a model of `@jepsen-ts/linearize`. */
export function checkAgainstModel(model: AnyModel, history: readonly Operation[], options: CheckOptions = {}): Verdict {
  const clients = history.filter(isClient)
  const result = checkLinearizable(model, clients, { core: true, exhaustive: true, ...options })
  const invalid = result.partitions.filter(({ valid }) => valid === false)
  const figures = {
    keys: result.partitions.length,
    failures: invalid.map(({ key }) => key),
    statistics: result.statistics,
  }
  if (result.valid === 'unknown') {
    return { valid: 'unknown', reason: result.cause?.message ?? 'the checker gave up', anomalies: [], figures }
  }
  // The smallest evidence first: it is the one that a reader follows at once.
  const smallestFirst = invalid.toSorted((a, b) => sizeOf(a) - sizeOf(b))
  return {
    valid: result.valid,
    anomalies: smallestFirst.map(partition => anomalyOf(model, result, partition)),
    figures,
  }
}

type Partition = LinearizabilityResult['partitions'][number]

const sizeOf = ({ core, operations }: Partition) => core?.length ?? operations.length

function anomalyOf(model: AnyModel, result: LinearizabilityResult, partition: Partition): Anomaly {
  const shown = partition.core ?? partition.operations
  const operations = shown
    .flatMap(index => {
      const events = result.operations[index]?.events
      return events === undefined ? [] : [events.invocation, events.completion]
    })
    .filter(event => event !== undefined)
    .map(event => event as unknown as Operation)
    .sort((a, b) => a.index - b.index)
  const alone = { ...result, partitions: [partition] } as unknown as LinearizabilityResult<never, never, never>
  const [headline = '', ...story] = explainLinearizability(model, alone).split('\n')
  while (story[0]?.trim() === '') story.shift()
  return { type: 'nonlinearizable', message: headline.trim(), operations, story }
}
