/** Vacuous runs: where nothing succeeded, nothing was shown, and a green verdict would be a lie. */

import type { Operation } from '../history/operation.ts'
import { outcomeText, statistics } from './stats.ts'
import { count } from './story.ts'
import type { Verdict } from './verdict.ts'

/** Unknown, with the reason, when no operation of a client ended ok; true otherwise. No figures. */
export function checkVacuous(operations: Iterable<Operation>): Verdict {
  const all = [...operations]
  const counted = statistics(all)
  if (counted['ok-count'] > 0) return { valid: true, anomalies: [], figures: {} }
  const reason =
    counted.count === 0
      ? 'no operation of a client was completed, so the run shows nothing'
      : `no operation succeeded, so the run shows nothing: of ${count(counted.count, 'completed operation')}, ${outcomeText(counted)}`
  return { valid: 'unknown', reason, anomalies: [], figures: {} }
}
