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
  /** The operations from which the cycle follows. */
  readonly evidence?: readonly number[]
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
  const reasons = new Map<number, Reason>()
  let round = 0
  const force = (from: number, to: number, rule: Rule, read: number) => {
    const name = from * operations.length + to
    if (
      from === to ||
      reasons.has(name) ||
      (chainOf[from] === chainOf[to] && programs.positionOf[from]! < programs.positionOf[to]!)
    )
      return false
    reasons.set(name, { rule, read, round })
    before[to]!.push(from)
    return true
  }
  for (const { reads } of registers)
    for (const { read, saw } of reads) if (saw !== INITIAL) force(saw, read, 'saw', read)
  // What was seen is known from the start, the rest from the first pass on.
  for (;;) {
    tick()
    const clocks = clocksOf(programs, before)
    if (clocks === undefined) {
      const cycle = shortestCycle(programs, before)
      return {
        before,
        cycle: explainCycle(cycle, programs, reasons),
        evidence: evidenceOf(cycle, programs, before, reasons),
      }
    }
    round++
    let added = false
    for (const register of registers) if (applyRules(register, programs, clocks, force)) added = true
    if (!added) return { before }
  }
}

type Rule = 'saw' | 'earlier' | 'later'

interface Reason {
  readonly rule: Rule
  readonly read: number
  /** The pass that found it: it follows from orders of earlier passes. */
  readonly round: number
}

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
  const n = operations.length
  const visited = new Int32Array(n).fill(-1)
  const next = new Int32Array(n)
  const depth = new Int32Array(n)
  let best: number[] = []
  let most = Number.POSITIVE_INFINITY
  // Every cycle has an order that a read forced: start where one ends, the latest first, and look no further than what is known to be possible.
  for (let start = n - 1; start >= 0; start--) {
    if (before[start]!.length === 0) continue
    const queue = [start]
    visited[start] = start
    depth[start] = 1
    let last = -1
    for (let head = 0; head < queue.length && last < 0 && depth[queue[head]!]! < most; head++) {
      const i = queue[head]!
      const own = chains[chainOf[i]!]![positionOf[i]! - 1]
      for (const earlier of own === undefined ? before[i]! : [...before[i]!, own]) {
        if (earlier === start) last = i
        if (visited[earlier] === start) continue
        visited[earlier] = start
        next[earlier] = i
        depth[earlier] = depth[i]! + 1
        queue.push(earlier)
      }
    }
    if (last < 0) continue
    best = [start]
    for (let at = last; at !== start; at = next[at]!) best.push(at)
    const earliest = best.reduce((a, b) => (operations[b]!.call < operations[a]!.call ? b : a))
    best = [...best.slice(best.indexOf(earliest)), ...best.slice(0, best.indexOf(earliest))]
    most = best.length
    if (most === 2) break
  }
  return best
}

/** The operations of a cycle, and of the paths from which its forced orders follow, and so on down to the reads. */
function evidenceOf(
  cycle: readonly number[],
  { chains, chainOf, positionOf, operations }: Programs,
  before: readonly (readonly number[])[],
  reasons: ReadonlyMap<number, Reason>,
): number[] {
  const n = operations.length
  const found = new Set(cycle)
  const explained = new Set<number>()
  const todo = cycle.map((from, i): [number, number] => [from, cycle[(i + 1) % cycle.length]!])
  const next = new Int32Array(n)
  const visited = new Int32Array(n)
  let visit = 0
  /** A shortest path by orders that were known before a pass. */
  const path = (from: number, to: number, round: number): number[] => {
    visit++
    visited[to] = visit
    const queue = [to]
    for (let head = 0; head < queue.length && visited[from] !== visit; head++) {
      const i = queue[head]!
      const go = (earlier: number) => {
        if (visited[earlier] === visit) return
        visited[earlier] = visit
        next[earlier] = i
        queue.push(earlier)
      }
      for (const earlier of before[i]!) if (reasons.get(earlier * n + i)!.round < round) go(earlier)
      const own = chains[chainOf[i]!]![positionOf[i]! - 1]
      if (own !== undefined) go(own)
    }
    const steps = [from]
    while (visited[from] === visit && steps.at(-1) !== to) steps.push(next[steps.at(-1)!]!)
    return steps
  }
  const sources = new Map<number, number>()
  for (const [name, { rule, read }] of reasons) if (rule === 'saw') sources.set(read, Math.floor(name / n))
  for (let edge = todo.pop(); edge !== undefined; edge = todo.pop()) {
    const [from, to] = edge
    const name = from * n + to
    const reason = reasons.get(name)
    if (reason === undefined || explained.has(name)) continue
    explained.add(name)
    const saw = sources.get(reason.read)
    const steps =
      reason.rule === 'earlier'
        ? path(from, reason.read, reason.round)
        : reason.rule === 'later' && saw !== undefined
          ? path(saw, to, reason.round)
          : []
    for (const i of [reason.read, ...(saw === undefined ? [] : [saw])]) found.add(i)
    for (let k = 0; k + 1 < steps.length; k++) {
      const step: [number, number] = [steps[k]!, steps[k + 1]!]
      // Of a run of operations of one process its ends are enough.
      if (!reasons.has(step[0] * n + step[1])) continue
      for (const i of step) found.add(i)
      todo.push(step)
    }
  }
  return [...found]
}

/** The steps of a cycle; a run of operations of one process is one step. */
function explainCycle(
  cycle: readonly number[],
  { chainOf, operations, model }: Programs,
  reasons: ReadonlyMap<number, Reason>,
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
