// The last version of each key. Once everything has settled, every client reads every key: what all of them see then is what the
// key is left with, so every version that was there before comes before it.

import { OK, type Transactions } from '../history.ts'
import type { KeyTimelines } from './key-timelines.ts'
import { NONE, type Registers } from './read.ts'

export interface LastVersion {
  readonly version: number
  /** The position in the history at which the first of the reads that agree on it began. */
  readonly since: number
}

/**
 * The last version by key, for the keys on which all final reads agree: those of transactions marked `final`, of each process its latest. Keys
 * on which processes differ, or which a final transaction writes, have none: they had not settled.
 */
export function lastVersions(transactions: Transactions, registers: Registers): Map<number, LastVersion> {
  const { touchStart, touchKey, touchRead, touchWrite } = registers
  const latest = new Map<number, Map<number, LastVersion>>()
  const unsettled = new Set<number>()
  for (let t = 0; t < transactions.count; t++) {
    if (transactions.type[t] !== OK || !isFinal(transactions.operations[t]!)) continue
    const invoked = transactions.invokedAt[t]!
    const since = invoked >= 0 ? invoked : transactions.completedAt[t]!
    for (let touch = touchStart[t]!; touch < touchStart[t + 1]!; touch++) {
      const key = touchKey[touch]!
      if (touchWrite[touch] !== NONE) unsettled.add(key)
      if (touchRead[touch] === NONE) continue
      const byProcess = latest.get(key) ?? new Map<number, LastVersion>()
      latest.set(key, byProcess.set(transactions.process[t]!, { version: touchRead[touch]!, since }))
    }
  }
  const last = new Map<number, LastVersion>()
  for (const [key, byProcess] of latest) {
    const reads = [...byProcess.values()]
    const { version } = reads[0]!
    if (unsettled.has(key) || reads.some(read => read.version !== version)) continue
    last.set(key, { version, since: Math.min(...reads.map(read => read.since)) })
  }
  return last
}

/** Emits each version of a key that had been written, or seen, before its final reads began, with the last version. */
export function beforeLast(
  last: ReadonlyMap<number, LastVersion>,
  timelines: KeyTimelines,
  emit: (before: number, last: number) => void,
): void {
  if (last.size === 0) return
  for (const [key, versions] of timelines.versionsByKey().entries()) {
    const final = last.get(key)
    if (final === undefined) continue
    for (const version of versions) if (wasThere(version, final, timelines)) emit(version, final.version)
  }
}

/** Whether a version is another one than the last, and was known before the final reads began. */
export function wasThere(version: number, last: LastVersion, { established }: KeyTimelines): boolean {
  return version !== last.version && established[version]! >= 0 && established[version]! < last.since
}

function isFinal(operation: object): boolean {
  return (operation as { readonly final?: unknown }).final === true
}
