/** What a part of a challenge asks for besides a valid run: a figure of the run, and the bound that it must stay below, if it has one. */

import { checkSetFull } from '../checkers/set-full.ts'
import type { Validity } from '../checkers/verdict.ts'
import type { History } from '../history/history.ts'
import { canonicalText } from '../json.ts'

export interface Criterion {
  readonly measure: keyof typeof MEASURES
  /** Exclusive; in the unit of the measure. Without it the figure is only told. */
  readonly below?: number
  /** Inclusive. */
  readonly atLeast?: number
}

/** What became of one thing that was asked for. */
export interface Finding {
  /** `24.1 messages per operation, bound 30`. */
  readonly text: string
  readonly passed: Validity
}

interface Measure {
  /** undefined: the run has no such figure. */
  figure(history: History): number | undefined
  /** The figure in words. */
  told(figure: number, history: History): string
  /** A bound in words. */
  bound(figure: number): string
}

const milliseconds = (ms: number) => `${ms} ms`
const percent = (fraction: number) => `${Math.floor(fraction * 10_000) / 100} %`
const decimal = (figure: number) => figure.toFixed(figure < 10 ? 2 : 1)

const MEASURES = {
  'messages-per-operation': {
    figure: ({ network }) => network.servers.perOperation,
    told: figure => `${decimal(figure)} messages per operation`,
    bound: String,
  },
  'median-stable-latency': {
    figure: history => stableLatency(history, '0.5'),
    told: figure => `median stable latency ${milliseconds(figure)}`,
    bound: milliseconds,
  },
  'maximum-stable-latency': {
    figure: history => stableLatency(history, '1'),
    told: figure => `maximum stable latency ${milliseconds(figure)}`,
    bound: milliseconds,
  },
  availability: {
    figure: ({ stats }) => (stats.count === 0 ? undefined : stats['ok-count'] / stats.count),
    told: figure => `${percent(figure)} of operations answered`,
    bound: percent,
  },
  'known-last-versions': {
    figure: history => lastVersions(history).known,
    told: (known, history) => `last version known of ${known} of ${lastVersions(history).keys} keys`,
    bound: String,
  },
} as const satisfies Record<string, Measure>

/** Judges one criterion. A figure that the run does not have is no pass. */
export function assess(history: History, { measure, below, atLeast }: Criterion): Finding {
  const { figure: read, told, bound }: Measure = MEASURES[measure]
  const figure = read(history)
  if (figure === undefined)
    return { text: `${measure.replaceAll('-', ' ')}: there is nothing to measure`, passed: 'unknown' }
  const text = told(figure, history)
  const limit = below ?? atLeast
  if (limit === undefined) return { text, passed: true }
  return { text: `${text}, bound ${bound(limit)}`, passed: below === undefined ? figure >= limit : figure < limit }
}

/** What the verdict on the run says, as a finding; the models that were asked for are named. */
export function assessVerdict(history: History, models: readonly string[] = []): Finding {
  const { valid, reason, anomalies } = history.verdict
  if (valid === 'unknown') return { text: `unknown: ${reason ?? 'the checker gives no reason'}`, passed: valid }
  if (valid) return { text: ['valid', ...models].join(' at '), passed: true }
  const types = [...new Set(anomalies.map(({ type }) => type))]
  return {
    text: `${models.length === 0 ? 'not valid' : `not ${models.join(', ')}`}: ${types.join(', ')}`,
    passed: false,
  }
}

/** Whole milliseconds from the acknowledgement of an element until every read shows it. */
function stableLatency({ operations }: History, quantile: '0.5' | '1'): number | undefined {
  const { figures } = checkSetFull(operations, { add: 'broadcast', duplicates: 'remark' })
  return (figures['stable-latencies'] as Readonly<Record<string, number>> | undefined)?.[quantile]
}

/** Of how many keys every process read the same when it last read them in the end: their last version is known. */
function lastVersions({ operations }: History): { readonly keys: number; readonly known: number } {
  const byKey = new Map<string, Map<unknown, string>>()
  for (const { type, final, process, value } of operations) {
    if (type !== 'ok' || final !== true || !Array.isArray(value)) continue
    for (const [f, key, read] of value as readonly (readonly [string, unknown, unknown])[]) {
      if (f !== 'r') continue
      const id = canonicalText(key)
      const reads = byKey.get(id) ?? new Map<unknown, string>()
      byKey.set(id, reads.set(process, canonicalText(read)))
    }
  }
  const known = [...byKey.values()].filter(reads => new Set(reads.values()).size === 1)
  return { keys: byKey.size, known: known.length }
}
