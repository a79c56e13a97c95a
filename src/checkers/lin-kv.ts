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
import type { Anomaly, Verdict } from './verdict.ts'

/** Any model, whatever its states, inputs and outputs. */
// biome-ignore lint/suspicious/noExplicitAny: models are invariant in all three.
export type AnyModel = Model<any, any, any>

/** The verdict on a history of lin-kv. Figures: `keys`, `failures`. Anomaly: `nonlinearizable`, one for each key. */
export function checkLinKv(history: readonly Operation[]): Verdict {
  return checkAgainstModel(kv(), history)
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
