/** lin-kv: each key must be linearizable as a register with compare-and-set that starts out missing. */

import { type CheckOptions, checkLinearizable, kv, type LinearizabilityResult, type Model } from '@jepsen-ts/linearize'
import type { Operation } from '../history/operation.ts'
import { isClient } from '../history/pairing.ts'
import { excerpt } from './story.ts'
import type { Anomaly, Verdict } from './verdict.ts'

/** The verdict on a history of lin-kv. Figures: `keys`, `failures`. Anomaly: `nonlinearizable-key`. */
export function checkLinKv(history: readonly Operation[]): Verdict {
  return checkAgainstModel(kv(), history)
}

/** The verdict on any history against a model of `@jepsen-ts/linearize`. */
export function checkAgainstModel<S, I, O>(
  model: Model<S, I, O>,
  history: readonly Operation[],
  options: CheckOptions = {},
): Verdict {
  // biome-ignore lint/suspicious/noExplicitAny: a model's inputs and outputs come from events by its own `fromEvents`.
  const result = checkLinearizable(model as Model<any, any, any>, history.filter(isClient), {
    core: true,
    exhaustive: true,
    ...options,
  })
  const invalid = result.partitions.filter(({ valid }) => valid === false)
  const figures = {
    keys: result.partitions.length,
    failures: invalid.map(({ key }) => key),
    statistics: result.statistics,
  }
  if (result.valid === 'unknown')
    return { valid: 'unknown', reason: result.cause?.message ?? 'the checker gave up', anomalies: [], figures }
  return { valid: result.valid, anomalies: invalid.map(partition => anomalyOf(result, partition)), figures }
}

function anomalyOf(result: LinearizabilityResult, partition: LinearizabilityResult['partitions'][number]): Anomaly {
  const shown = partition.core ?? partition.operations
  const operations = shown
    .flatMap(index => {
      const events = result.operations[index]?.events
      return events === undefined ? [] : [events.invocation, events.completion]
    })
    .filter(event => event !== undefined)
    .map(event => event as unknown as Operation)
    .sort((a, b) => a.index - b.index)
  const what = partition.key === undefined ? 'The history' : `Key ${excerpt(partition.key)}`
  const few =
    shown.length < partition.operations.length
      ? `no order of ${shown.length} of its operations explains what clients saw`
      : 'no order of its operations explains what clients saw'
  return { type: 'nonlinearizable-key', message: `${what} is not linearizable: ${few}.`, operations }
}
