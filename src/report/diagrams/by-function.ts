/** Operations grouped by what they do; each group has a panel of its own in the plots. */

import type { RunData, RunOperation } from '../run-data.ts'

/** More panels than that are no picture any more. */
const MOST = 12

export interface Group {
  readonly f: string
  readonly operations: readonly RunOperation[]
}

/** In order of names; of many functions the rarest make one group. */
export function byFunction({ operations }: RunData): Group[] {
  const groups = new Map<string, RunOperation[]>()
  for (const operation of operations) {
    const group = groups.get(operation.f)
    if (group === undefined) groups.set(operation.f, [operation])
    else group.push(operation)
  }
  const byName = (a: Group, b: Group) => (a.f < b.f ? -1 : 1)
  const all = Array.from(groups, ([f, operations]) => ({ f, operations }))
  if (all.length <= MOST) return all.sort(byName)
  const bySize = all.sort((a, b) => b.operations.length - a.operations.length)
  const rest = bySize.slice(MOST - 1)
  return [
    ...bySize.slice(0, MOST - 1).sort(byName),
    { f: `${rest.length} other functions`, operations: rest.flatMap(({ operations }) => operations) },
  ]
}

/** `62 operations: 60 ok, 2 info`. */
export function outcomesOf(operations: readonly RunOperation[]): string {
  const counts = new Map<string, number>()
  for (const { outcome } of operations) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return ['ok', 'fail', 'info', 'open']
    .filter(outcome => counts.has(outcome))
    .map(outcome => `${counts.get(outcome)!.toLocaleString('en')} ${outcome}`)
    .join(', ')
}
