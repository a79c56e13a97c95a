// The fact behind each step of a cycle of list-append transactions.

import type { ExplainStep, Fact } from '../cycle-anomaly.ts'
import { FAIL, identity, show, type Transactions } from '../history.ts'
import { orderFact } from '../order-fact.ts'
import { type AppendsAndReads, type List, microOperations } from './read.ts'
import { NOT_IN_ORDER, type Versions } from './versions.ts'

/** Explains steps from the same version orders that made the edges. */
export function explainListAppend(
  transactions: Transactions,
  { keys, appends, appendOf }: AppendsAndReads,
  { start, appendAt, versionOf, longest }: Versions,
): ExplainStep {
  return (from, to, kind, a, b) => {
    const fact =
      kind === 'wr'
        ? writeRead(from, to, a, b)
        : kind === 'ww' || kind === 'rw'
          ? overwritten(from, to, kind, a, b)
          : undefined
    return fact ?? orderFact(transactions, from, kind, a, b)
  }

  function mopsOf(t: number) {
    return microOperations(transactions.values[t])
  }

  function writeRead(from: number, to: number, a: string, b: string): Fact | undefined {
    for (const [f, key, value] of mopsOf(to)) {
      if (f !== 'r' || value == null || (value as List).length === 0) continue
      const list = value as List
      const element = list[list.length - 1]
      const append = appendOf[keys.numberOf(key)]!.get(identity(element))
      if (append !== undefined && appends.transaction[append] === from) {
        const because = `${b} read ${show(key)} = ${show(list)}, whose last element ${show(element)} ${a} had appended, so ${a} came before ${b}.`
        return { because, key, value: list }
      }
    }
    return undefined
  }

  /** Why an append of `to` came after an append, or a read, of `from`. */
  function overwritten(from: number, to: number, kind: 'ww' | 'rw', a: string, b: string): Fact | undefined {
    for (const [f, key, element] of mopsOf(to)) {
      if (f !== 'append') continue
      const k = keys.numberOf(key)
      const append = appendOf[k]!.get(identity(element))!
      const observed = versionOf[append] !== NOT_IN_ORDER
      const previous = observed ? versionOf[append]! - 1 : start[k + 1]! - 1
      const before = contents(k, previous)
      const fact = kind === 'ww' ? afterAppend(from, previous, before) : afterRead(from, k, previous)
      if (!fact) continue
      const name = show(key)
      const seen = observed ? readers(k, versionOf[append]!) : ''
      const because =
        kind === 'ww'
          ? observed
            ? `${b} appended ${show(element)} to ${name} right after ${a} had appended ${fact}${seen}, so ${a} came before ${b}.`
            : `${b} appended ${show(element)} to ${name}, which no read of ${name} shows, not even the longest, ${show(before)}, whose last element ${a} had appended, so ${a} came before ${b}.`
          : observed
            ? `${a} read ${name} = ${fact}, which ${b} extended to ${show([...before, element])}, so ${a} came before ${b}.`
            : `${a} read ${name} = ${fact}, without the ${show(element)} that ${b} appended, so ${a} came before ${b}.`
      return { because, key, value: before, nextValue: element }
    }
    return undefined
  }

  function contents(key: number, version: number): List {
    const length = version - start[key]!
    const order = longest[key]
      ? [...new Set(longest[key])]
      : appendAt[version]! >= 0
        ? [appends.element[appendAt[version]!]]
        : []
    return order.slice(0, length)
  }

  function readers(key: number, version: number): string {
    return longest[key] ? ` (${show(keys.values[key])} became ${show(contents(key, version))})` : ''
  }

  function afterAppend(from: number, previous: number, before: List): string | undefined {
    const append = appendAt[previous]!
    if (append < 0 || appends.transaction[append] !== from || transactions.type[from] === FAIL) return undefined
    return show(before[before.length - 1])
  }

  function afterRead(from: number, key: number, previous: number): string | undefined {
    const before = contents(key, previous)
    for (const [f, name, value] of mopsOf(from)) {
      if (f !== 'r' || keys.numberOf(name) !== key) continue
      const list = (value ?? []) as List
      if (value == null && transactions.ok[from] !== 1) continue
      const last = list.length === 0 ? undefined : identity(list[list.length - 1])
      if (list.length === 0 ? before.length === 0 : before.length > 0 && last === identity(before[before.length - 1])) {
        return value == null ? 'nil' : show(list)
      }
    }
    return undefined
  }
}
