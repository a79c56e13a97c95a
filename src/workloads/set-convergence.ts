/** When the sets that nodes hold have settled: every acknowledged element is in every set, and the sets are equal. */

import type { Completion } from '../generators/interpreter.ts'
import type { Operation } from '../history/operation.ts'
import { canonicalText } from '../json.ts'

/** `f` is the function that adds an element: `broadcast` or `add`. */
export function setsConverged(f: string, probes: readonly Completion[], history: readonly Operation[]): boolean {
  const sets: Set<string>[] = []
  for (const { type, value } of probes) {
    if (type !== undefined && type !== 'ok') return false
    if (!Array.isArray(value)) return false
    sets.push(new Set(value.map(canonicalText)))
  }
  const first = sets[0]
  if (first === undefined) return true
  for (const set of sets) {
    if (set.size !== first.size) return false
    for (const element of set) if (!first.has(element)) return false
  }
  return history.every(({ type, f: done, value }) => type !== 'ok' || done !== f || first.has(canonicalText(value)))
}
