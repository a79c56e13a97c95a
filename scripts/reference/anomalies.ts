/** docs/reference/anomalies.md: what each type of anomaly means, and what to look at. */

import { ANOMALIES } from '../../src/explanations/anomalies.ts'
import { page, prose } from './markdown.ts'

export function anomaliesPage(): string {
  return page(
    'Anomalies',
    'src/explanations/anomalies.ts',
    'The type of an anomaly is a short name that stays. A failure points here by it, and `npx maelstrom doc <type>` prints the same in a terminal. Of transactions there are the endings `-item` (of single keys, as all here), `-process` (a circle only with the order in which a client did things) and `-realtime` (only with what had completed before): `G-single-item-realtime` stands under [G-single](#g-single).',
    ...Object.entries(ANOMALIES).map(([type, { meaning, advice, from }]) =>
      [`## ${type}`, prose(meaning), prose(advice), `Reported by ${prose(from)}.`].join('\n\n'),
    ),
  )
}
