/** What was possible where no interleaving could go on, and the fewest operations that show it. */
import type { AnyModel } from '../engines/machine.ts'
import { ILLEGAL, type Operation, type PartitionKey } from '../types.ts'
import { canonicalText, Interner } from '../values.ts'
import type { Programs } from './programs.ts'
import type { SequentialPrefix, StuckOperation } from './types.ts'

/** The heads of all processes after a legal order, each with the state that it meets. */
export function stuckAfter(programs: Programs, order: readonly number[]): SequentialPrefix {
  const { model, operations, chains } = programs
  const states = new Map<PartitionKey | undefined, unknown>()
  const stateOf = (input: unknown) => {
    const key = model.partition?.(input)
    return { key, state: states.has(key) ? states.get(key) : model.init() }
  }
  const done = new Set(order)
  for (const i of order) {
    const { input, output } = operations[i]!
    const { key, state } = stateOf(input)
    states.set(key, model.step(state, input, output))
  }
  const heads = chains.flatMap(chain => chain.find(i => !done.has(i)) ?? [])
  const stuck = heads.map((operation): StuckOperation => {
    const { input, output } = operations[operation]!
    const { state } = stateOf(input)
    const legal = model.step(state, input, output) !== ILLEGAL
    const why = legal
      ? 'possible, but it only leads to another dead end'
      : (model.explain?.(state, input, output) ??
        `impossible in state ${model.describeState?.(state) ?? canonicalText(state)}`)
    return { operation, legal, state, why }
  })
  return { order, stuck }
}

/**
 * Leaves out operations in ever smaller pieces, as long as the rest `fails`. What may have produced a value that is still read stays: without it
 * the rest would fail for a reason that the history does not have.
 */
export function minimise(
  programs: Programs,
  start: readonly number[],
  fails: (kept: readonly number[]) => boolean,
): readonly number[] {
  const needs = needsOf(programs.model, programs.operations)
  const closed = (kept: readonly number[]) => {
    const set = new Set(kept)
    return kept.every(i => needs(i).every(producer => set.has(producer)))
  }
  let core = start
  for (let size = Math.max(1, core.length >> 1); ; size >>= 1) {
    for (let at = core.length; at > 0; ) {
      at -= size
      const kept = core.filter((_, position) => position < at || position >= at + size)
      if (kept.length < core.length && closed(kept) && fails(kept)) core = kept
    }
    if (size <= 1) break
  }
  for (let again = true; again; ) {
    again = false
    for (const i of core) {
      const kept = core.filter(other => other !== i)
      if (!closed(kept) || !fails(kept)) continue
      core = kept
      again = true
    }
  }
  return core
}

/** Some operations, and those without which they would be impossible by themselves. */
export function withNeeds({ model, operations }: Programs, some: readonly number[]): readonly number[] {
  const needs = needsOf(model, operations)
  const kept = new Set(some)
  for (const i of kept) for (const other of needs(i)) kept.add(other) // a set can grow while it is walked
  return [...kept]
}

/** For each operation the writes whose absence would make it impossible by itself. Without a `register` hint: every change of its key. */
function needsOf(model: AnyModel, operations: readonly Operation[]): (i: number) => readonly number[] {
  const producers = new Map<string, number[]>()
  const values = new Interner()
  const steps = operations.map(({ input, output }) => model.register?.(input, output) ?? model.register?.(input, true))
  const keys = operations.map(({ input }) => canonicalText(model.partition?.(input)))
  const add = (name: string, i: number) => producers.set(name, [...(producers.get(name) ?? []), i])
  steps.forEach((step, i) => {
    if (step === undefined) {
      if (!model.pure?.(operations[i]!.input, operations[i]!.output)) add(`${keys[i]}:`, i)
    } else if (step.kind === 'write' || step.kind === 'cas') add(`${keys[i]}:${values.id(step.value)}`, i)
  })
  return i => {
    const step = steps[i]
    const changes = producers.get(`${keys[i]}:`) ?? []
    if (step === undefined) return changes.filter(other => other !== i)
    if (step.kind !== 'read' && step.kind !== 'cas') return []
    const value = step.kind === 'read' ? step.value : step.from
    return [...changes, ...(producers.get(`${keys[i]}:${values.id(value)}`) ?? [])].filter(other => other !== i)
  }
}
