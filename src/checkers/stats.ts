/** Statistics of what clients did: how often, with what outcome, and how long it took. */

import type { Operation, Pair } from '../history/operation.ts'
import { attempts, isClient } from '../history/pairing.ts'
import { MILLISECOND } from '../time/clock.ts'
import { type Quantiles, quantiles } from './quantiles.ts'
import { count } from './story.ts'
import { mergeValidity, type Verdict } from './verdict.ts'

/** Outcomes of a group of completions. */
export interface Outcomes {
  readonly count: number
  readonly 'ok-count': number
  readonly 'fail-count': number
  readonly 'info-count': number
  /** From invocation to ok completion, in ms; absent when nothing ended ok, or the history has no times. */
  readonly latencies?: Quantiles
  /** How often each error ended an operation, by its name; absent when none did. */
  readonly errors?: Readonly<Record<string, number>>
}

export interface Statistics extends Outcomes {
  readonly 'by-f': Readonly<Record<string, Outcomes & { readonly valid: boolean }>>
}

/** Counts the completions of clients, in all and by their `f`, which is valid when at least one ended ok. */
export function statistics(operations: Iterable<Operation>): Statistics {
  const completed = attempts([...operations].filter(isClient)).filter(({ completion }) => completion !== undefined)
  const byF = new Map<string, Pair[]>()
  for (const pair of completed) {
    const { f } = pair.invocation
    const group = byF.get(f)
    if (group) group.push(pair)
    else byF.set(f, [pair])
  }
  return {
    ...outcomes(completed),
    'by-f': Object.fromEntries(
      Array.from(byF, ([f, group]) => {
        const counted = outcomes(group)
        return [f, { valid: counted['ok-count'] > 0, ...counted }]
      }),
    ),
  }
}

/**
 * Jepsen's `stats`: the statistics as figures, valid when each `f` that was ever completed ended ok at least once, false otherwise.
 * Anomaly: `never-succeeded`, one for each such `f`, with the first of its operations.
 *
 * A run can be right though all its `cas` fail; whoever does not want that counted as wrong takes `statistics` alone.
 */
export function checkStats(operations: Iterable<Operation>): Verdict {
  const all = [...operations]
  const figures = statistics(all)
  const groups = Object.entries(figures['by-f'])
  return {
    valid: mergeValidity(groups.map(([, group]) => group.valid)),
    anomalies: groups
      .filter(([, group]) => !group.valid)
      .map(([f, group]) => ({
        type: 'never-succeeded',
        message: `none of the ${count(group.count, `${f} operation`)} ended ok: ${outcomeText(group)}.`,
        operations: all.filter(op => isClient(op) && op.f === f && op.type !== 'invoke').slice(0, 1),
      })),
    figures: { ...figures },
  }
}

/** `117 fail, 3 info (117 precondition-failed, 3 timeout)`. */
export function outcomeText(outcomes: Outcomes): string {
  const types = (['ok', 'fail', 'info'] as const)
    .map(type => [outcomes[`${type}-count`], type] as const)
    .filter(([n]) => n > 0)
    .map(([n, type]) => `${n} ${type}`)
    .join(', ')
  const errors = Object.entries(outcomes.errors ?? {})
    .sort(([, a], [, b]) => b - a)
    .map(([name, n]) => `${n} ${name}`)
    .join(', ')
  return errors ? `${types} (${errors})` : types
}

function outcomes(completed: readonly Pair[]): Outcomes {
  const counts = { ok: 0, fail: 0, info: 0 }
  const errors = new Map<string, number>()
  const latencies: number[] = []
  for (const { invocation, completion } of completed) {
    const { type, error, time } = completion!
    if (type === 'invoke') continue
    counts[type]++
    if (error) errors.set(error.name, (errors.get(error.name) ?? 0) + 1)
    // A completion that stands for its own invocation has no latency.
    if (type === 'ok' && invocation !== completion && invocation.time >= 0 && time >= 0) {
      latencies.push((time - invocation.time) / MILLISECOND)
    }
  }
  const spread = quantiles(latencies)
  return {
    count: completed.length,
    'ok-count': counts.ok,
    'fail-count': counts.fail,
    'info-count': counts.info,
    ...(spread && { latencies: spread }),
    ...(errors.size > 0 && { errors: Object.fromEntries(errors) }),
  }
}
