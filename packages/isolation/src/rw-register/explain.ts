// The fact behind each step of a cycle of register transactions.

import type { ExplainStep, Fact } from '../cycle-anomaly.ts'
import { show, type Transactions } from '../history.ts'
import { orderFact } from '../order-fact.ts'
import type { KeyTimelines } from './key-timelines.ts'
import { NONE, type Registers } from './read.ts'
import { type VersionOrder, type VersionSource, versionSources } from './versions.ts'

/** Why one version came after another. */
const reasons: Readonly<Record<VersionSource, (before: string, after: string) => string>> = {
  'initial-state': () => 'nil being what the key held at first',
  'transaction-order-keys': (before, after) => `${after} being after ${before} in the given order of transactions`,
  'wfr-keys': (before, after) => `${after} being what a transaction wrote that had read ${before}`,
  'sequential-keys': (before, after) => `a process having met ${before} before ${after}`,
  'linearizable-keys': (before, after) =>
    `a transaction that knew ${before} having completed before one that met ${after} began`,
  'final-reads': (_before, after) => `${after} being what everybody read in the end`,
}

export function explainRegisters(
  transactions: Transactions,
  registers: Registers,
  timelines: KeyTimelines,
  order: VersionOrder,
): ExplainStep {
  const { touchStart, touchKey, touchRead, touchWrite, writer, keys } = registers
  const touchesOf = (t: number): number[] =>
    Array.from({ length: touchStart[t + 1]! - touchStart[t]! }, (_, i) => touchStart[t]! + i)

  return (from, to, kind, a, b) => {
    const fact =
      kind === 'wr'
        ? writeRead(from, to, a, b)
        : kind === 'ww' || kind === 'rw'
          ? overwritten(from, to, kind, a, b)
          : undefined
    return fact ?? orderFact(transactions, from, kind, a, b)
  }

  function writeRead(from: number, to: number, a: string, b: string): Fact | undefined {
    for (const touch of touchesOf(to)) {
      const version = touchRead[touch]!
      if (version === NONE || writer[version] !== from) continue
      const [key, value] = [keys.values[touchKey[touch]!], registers.contentOf[version]]
      return {
        because: `${b} read ${show(key)} = ${show(value)}, which ${a} had written, so ${a} came before ${b}.`,
        key,
        value,
      }
    }
    return undefined
  }

  function overwritten(from: number, to: number, kind: 'ww' | 'rw', a: string, b: string): Fact | undefined {
    for (const later of touchesOf(to)) {
      for (const earlier of touchesOf(from)) {
        if (touchKey[later] !== touchKey[earlier]) continue
        const before = kind === 'ww' ? touchWrite[earlier]! : touchRead[earlier]!
        const after = touchWrite[later]!
        if (before === NONE || after === NONE) continue
        const source = sourceOf(before, after)
        if (!source) continue
        const [key, value, nextValue] = [
          keys.values[touchKey[later]!],
          registers.contentOf[before],
          registers.contentOf[after],
        ]
        const name = show(key)
        const [first, second] = [value === null ? 'nil' : show(value), show(nextValue)]
        const did = kind === 'ww' ? 'wrote' : 'read'
        const because = `${a} ${did} ${name} = ${first}, and ${b} wrote ${name} = ${second}, a later version (${reasons[source](first, second)}), so ${a} came before ${b}.`
        return { because, key, value, nextValue }
      }
    }
    return undefined
  }

  function sourceOf(before: number, after: number): VersionSource | undefined {
    const { graph } = order
    for (let e = 0; e < graph.edgeCount; e++) {
      if (graph.from[e] !== before || graph.to[e] !== after) continue
      return (Object.keys(versionSources) as VersionSource[]).find(source => versionSources[source] === graph.bits[e])
    }
    if (!order.linearizable) return undefined
    const key = registers.keyOf[before]!
    const pairs = timelines.nearestVersionPairs(
      key,
      version => version === before,
      version => version === after,
    )
    return pairs.length > 0 ? 'linearizable-keys' : undefined
  }
}
