/** Availability: what fraction of the operations that clients began ended ok. */

import type { Operation } from '../history/operation.ts'
import { attempts, isMeant } from '../history/pairing.ts'
import { deed } from './story.ts'
import type { Verdict } from './verdict.ts'

/** `total`: every operation; a number in 0…1: at least that fraction; undefined: measured, not judged. */
export type AvailabilityDemand = 'total' | number | undefined

/** How many operations that did not end ok are shown; the figures count them all. */
const SHOWN = 3

/**
 * Judges the fraction of clients' invocations that ended ok, 1 when there is none. Valid is false when it is below the demand, else true.
 *
 * Figures: `ok-fraction`, `ok-count`, `invoke-count`. Anomaly: `unavailable`, with the first operations that did not end ok.
 */
export function checkAvailability(operations: Iterable<Operation>, demand?: AvailabilityDemand): Verdict {
  const all = attempts([...operations].filter(isMeant))
  const ok = all.filter(({ completion }) => completion?.type === 'ok').length
  const fraction = all.length === 0 ? 1 : ok / all.length
  const figures = { 'ok-fraction': fraction, 'ok-count': ok, 'invoke-count': all.length }
  const least = demand === 'total' ? 1 : (demand ?? 0)
  if (fraction >= least) return { valid: true, anomalies: [], figures }
  const others = all.filter(({ completion }) => completion?.type !== 'ok')
  const { invocation, completion } = others[0]!
  const end = completion
    ? `ended ${completion.type}${completion.error ? ` (${completion.error.name})` : ''}`
    : 'never ended'
  return {
    valid: false,
    anomalies: [
      {
        type: 'unavailable',
        message: `${ok} of ${all.length} operations ended ok (${percent(fraction)}), where ${demand === 'total' ? 'all' : `at least ${percent(least)}`} should have; the first that did not: ${deed(invocation)} ${end}.`,
        operations: others
          .slice(0, SHOWN)
          .flatMap(pair => (pair.completion ? [pair.invocation, pair.completion] : [pair.invocation]))
          .sort((a, b) => a.index - b.index),
      },
    ],
    figures,
  }
}

/** Rounded down, so that 99.999 % is not told as 100 %. */
function percent(fraction: number): string {
  return `${Math.floor(fraction * 10_000 + 1e-9) / 100} %`
}
