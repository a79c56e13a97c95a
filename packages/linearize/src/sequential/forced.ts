/**
 * Orders that a register's reads force, when it is certain which write each of them saw. A read r of what w wrote, and another write w'
 * of the same key:
 *
 *     w → r        it read that
 *     w' → w       if w' must come before r
 *     r → w'       if w' must come after w
 *
 * Repeated until nothing follows any more. A cycle refutes; the rest narrows the search. Closures are vector clocks, so that a pass costs
 * operations × processes. Deciding by this alone is impossible in general: the problem is NP-complete even with certain reads (Gibbons &
 * Korach, "Testing shared memories", 1997).
 */
import type { RegisterStep } from '../types.ts'
import { Interner } from '../values.ts'
import type { Programs } from './programs.ts'
import type { OrderStep } from './types.ts'

export interface ForcedOrder {
  /** For each operation those that must come before it, beyond its own process. */
  readonly before: readonly (readonly number[])[]
  readonly cycle?: readonly OrderStep[]
  /** A read of what nobody wrote; if that read itself may not have happened, then those that saw that it did. */
  readonly unwritten?: readonly number[]
}

const INITIAL = -1
/** Clocks of more entries than this are not worth their memory. */
const MOST_CLOCK_ENTRIES = 5e7

interface Register {
  /** Every read with the write that it saw. */
  readonly reads: { readonly read: number; readonly saw: number }[]
  /** By chain: the writes that certainly happened, in order. */
  readonly writes: Map<number, number[]>
}

export function forcedOrder(programs: Programs, tick: () => void): ForcedOrder {
  const { operations, chains, chainOf } = programs
  const before: number[][] = operations.map(() => [])
  const { registers, unwritten } = toRegisters(programs)
  if (unwritten !== undefined) return { before, unwritten }
  if (operations.length * chains.length > MOST_CLOCK_ENTRIES || registers.every(({ reads }) => reads.length === 0))
    return { before }
  const reasons = new Map<number, { rule: Rule; read: number }>()
  const force = (from: number, to: number, rule: Rule, read: number) => {
    const name = from * operations.length + to
    if (
      from === to ||
      reasons.has(name) ||
      (chainOf[from] === chainOf[to] && programs.positionOf[from]! < programs.positionOf[to]!)
    )
      return false
    reasons.set(name, { rule, read })
    before[to]!.push(from)
    return true
  }
  for (const { reads } of registers)
    for (const { read, saw } of reads) if (saw !== INITIAL) force(saw, read, 'saw', read)
  for (;;) {
    tick()
    const clocks = clocksOf(programs, before)
    if (clocks === undefined) return { before, cycle: explainCycle(shortestCycle(programs, before), programs, reasons) }
    let added = false
    for (const register of registers) if (applyRules(register, programs, clocks, force)) added = true
    if (!added) return { before }
  }
}

type Rule = 'saw' | 'earlier' | 'later'

/** Reads with a single possible source, and what certainly wrote. Keys with operations that are none of these are left alone. */
function toRegisters({ model, operations, chainOf, partOf, machines, optional }: Programs): {
  registers: Register[]
  unwritten?: readonly number[]
} {
  if (model.register === undefined) return { registers: [] }
  const steps = operations.map((operation, i): { step: RegisterStep; maybe: boolean } | undefined => {
    if (chainOf[i]! < 0) return undefined
    const step = model.register!(operation.input, operation.output)
    if (step !== undefined) return { step, maybe: optional[i] === 1 }
    // A compare-and-set without an outcome: what it would be if it succeeded.
    const success = operation.output === undefined ? model.register!(operation.input, true) : undefined
    return success && { step: success, maybe: true }
  })
  const values = new Interner()
  const initial = values.id(model.init())
  const parts = machines.map(() => ({ producers: new Map<number, number[]>(), known: true }))
  const written = steps.map(entry =>
    entry?.step.kind === 'write' || entry?.step.kind === 'cas' ? values.id(entry.step.value) : -1,
  )
  const read = steps.map(entry =>
    entry?.step.kind === 'read'
      ? values.id(entry.step.value)
      : entry?.step.kind === 'cas'
        ? values.id(entry.step.from)
        : -1,
  )
  steps.forEach((entry, i) => {
    const part = parts[partOf[i]!]
    if (part === undefined) return
    if (entry === undefined) part.known = false
    else if (written[i]! >= 0) part.producers.set(written[i]!, [...(part.producers.get(written[i]!) ?? []), i])
  })
  const registers = machines.map((): Register => ({ reads: [], writes: new Map() }))
  // A compare-and-set that may not have happened, but whose value was read, happened, and read something itself.
  const happened = steps.map(entry => entry !== undefined && !entry.maybe)
  const seenBy = new Map<number, number>()
  const todo = operations.map((_, i) => i).filter(i => happened[i])
  for (let i = todo.pop(); i !== undefined; i = todo.pop()) {
    const part = parts[partOf[i]!]!
    if (read[i]! < 0 || !part.known) continue
    const sources = (part.producers.get(read[i]!) ?? []).filter(producer => producer !== i)
    if (sources.length === 0 && read[i] !== initial) {
      const unwritten = [i]
      for (let reader = seenBy.get(i); reader !== undefined; reader = seenBy.get(reader)) unwritten.push(reader)
      return { registers, unwritten }
    }
    if (sources.length + (read[i] === initial ? 1 : 0) > 1) continue
    const saw = sources[0] ?? INITIAL
    registers[partOf[i]!]!.reads.push({ read: i, saw })
    if (saw === INITIAL || happened[saw]) continue
    happened[saw] = true
    seenBy.set(saw, i)
    todo.push(saw)
  }
  operations.forEach((_, i) => {
    if (!happened[i] || written[i]! < 0 || !parts[partOf[i]!]!.known) return
    const { writes } = registers[partOf[i]!]!
    writes.set(chainOf[i]!, [...(writes.get(chainOf[i]!) ?? []), i])
  })
  for (const { writes } of registers) {
    for (const list of writes.values()) list.sort((a, b) => operations[a]!.call - operations[b]!.call || a - b)
  }
  return { registers }
}

/** For each operation, how many operations of each chain come before it or are it; `undefined` when the orders are circular. */
function clocksOf(
  { chains, chainOf, positionOf, operations }: Programs,
  before: readonly (readonly number[])[],
): Int32Array | undefined {
  const width = chains.length
  const clocks = new Int32Array(operations.length * width)
  const waiting = new Int32Array(operations.length)
  const after = new Map<number, number[]>()
  let left = 0
  const ready: number[] = []
  for (const chain of chains) {
    for (const i of chain) {
      left++
      waiting[i] = before[i]!.length + (positionOf[i]! > 0 ? 1 : 0)
      if (waiting[i] === 0) ready.push(i)
      for (const earlier of before[i]!) {
        const list = after.get(earlier)
        if (list === undefined) after.set(earlier, [i])
        else list.push(i)
      }
    }
  }
  const join = (into: number, from: number) => {
    for (let p = 0; p < width; p++) {
      const count = clocks[from * width + p]!
      if (count > clocks[into * width + p]!) clocks[into * width + p] = count
    }
  }
  for (let i = ready.pop(); i !== undefined; i = ready.pop()) {
    left--
    clocks[i * width + chainOf[i]!] = positionOf[i]! + 1
    const next = chains[chainOf[i]!]![positionOf[i]! + 1]
    for (const later of next === undefined ? (after.get(i) ?? []) : [...(after.get(i) ?? []), next]) {
      join(later, i)
      if (--waiting[later]! === 0) ready.push(later)
    }
  }
  return left === 0 ? clocks : undefined
}

type Force = (from: number, to: number, rule: Rule, read: number) => boolean

function applyRules(
  { reads, writes }: Register,
  { chains, chainOf, positionOf }: Programs,
  clocks: Int32Array,
  force: Force,
): boolean {
  const width = chains.length
  const comesBefore = (a: number, b: number) => clocks[b * width + chainOf[a]!]! > positionOf[a]!
  let added = false
  for (const { read, saw } of reads) {
    for (const list of writes.values()) {
      // The last write of the chain before the read, and the first one after what it saw: the others follow by the chain's own order.
      let last = lastWhere(list, w => comesBefore(w, read)) // the writes before it are a prefix of the list
      while (last >= 0 && (list[last] === read || list[last] === saw)) last--
      if (last >= 0) {
        const other = list[last]!
        if (saw === INITIAL) added = force(read, other, 'later', read) || added
        else if (!comesBefore(other, saw)) added = force(other, saw, 'earlier', read) || added
      }
      let first = saw === INITIAL ? 0 : lastWhere(list, w => !comesBefore(saw, w)) + 1
      while (first < list.length && (list[first] === read || list[first] === saw)) first++
      const other = list[first]
      if (other !== undefined && !comesBefore(read, other)) added = force(read, other, 'later', read) || added
    }
  }
  return added
}

/** The last index of a list whose prefix satisfies the predicate; -1 for none. */
function lastWhere(list: readonly number[], holds: (item: number) => boolean): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(list[middle]!)) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** A short cycle, as operations each of which must come before the next. */
function shortestCycle(
  { chains, chainOf, positionOf, operations }: Programs,
  before: readonly (readonly number[])[],
): number[] {
  const previous = (i: number) => {
    const own = chains[chainOf[i]!]![positionOf[i]! - 1]
    return own === undefined ? before[i]! : [...before[i]!, own]
  }
  let best: number[] | undefined
  let starts = 0
  // Every cycle has an edge that a read forced: start where one ends.
  for (let start = 0; start < operations.length && (best === undefined || starts < 200); start++) {
    if (before[start]!.length === 0) continue
    starts++
    const next = new Map<number, number>()
    const queue = [start]
    search: for (let head = 0; head < queue.length; head++) {
      for (const earlier of previous(queue[head]!)) {
        if (earlier === start) {
          const cycle = [start]
          for (let at = queue[head]!; at !== start; at = next.get(at)!) cycle.push(at)
          if (best === undefined || cycle.length < best.length) best = cycle
          break search
        }
        if (next.has(earlier)) continue
        next.set(earlier, queue[head]!)
        queue.push(earlier)
      }
    }
  }
  return best!
}

/** The steps of a cycle; a run of operations of one process is one step. */
function explainCycle(
  cycle: readonly number[],
  { chainOf, operations, model }: Programs,
  reasons: ReadonlyMap<number, { rule: Rule; read: number }>,
): OrderStep[] {
  const n = operations.length
  const text = (i: number) => model.describe?.(operations[i]!.input, operations[i]!.output) ?? `operation ${i}`
  const steps = cycle.map((before, i): OrderStep => {
    const after = cycle[(i + 1) % cycle.length]!
    const reason = reasons.get(before * n + after)
    if (reason === undefined) return { before, after, because: 'its process did it first' }
    const { rule, read } = reason
    const because =
      rule === 'saw'
        ? 'it was seen there'
        : rule === 'earlier'
          ? `${text(read)} comes after the former and saw the latter`
          : read === before
            ? 'it did not see that'
            : `${text(read)} did not see that`
    return { before, after, read, because }
  })
  const merged: OrderStep[] = []
  for (const step of steps) {
    const last = merged.at(-1)
    const together =
      last !== undefined &&
      last.read === undefined &&
      step.read === undefined &&
      chainOf[last.before] === chainOf[step.after]
    if (together) merged[merged.length - 1] = { ...step, before: last.before }
    else merged.push(step)
  }
  return merged
}
