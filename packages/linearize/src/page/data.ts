/** What the page shows, as plain JSON: every text once, every order as what it adds to an earlier one. */
import { bareReason, describe, describeState, type SomeModel, spanOf } from '../explain/words.ts'
import { show } from '../models/text.ts'
import type { LinearizabilityResult, Operation, PartitionResult } from '../types.ts'

export interface PageData {
  readonly title: string
  /** Where a number stands for a text, it is a position in here. */
  readonly texts: readonly string[]
  /** Failed ones first, then undecided ones. */
  readonly parts: readonly PagePart[]
}

export interface PagePart {
  readonly name: string
  readonly valid: true | false | 'unknown'
  /** One sentence. */
  readonly note: string
  readonly unit: 'ns' | 'own' | 'position'
  readonly processes: readonly string[]
  /** Operations in columns, in order of their calls: process, call, return (null: never), text. Times are relative to `start`. */
  readonly operations: {
    readonly process: readonly number[]
    readonly call: readonly number[]
    readonly return: readonly (number | null)[]
    readonly text: readonly number[]
  }
  readonly start: number
  /** The operation that nothing explains. This and all that follow are positions in `operations`. */
  readonly failing?: number
  readonly core?: readonly number[]
  /** The state at first. */
  readonly initial: number
  /** The longest legal prefixes, or, when valid, the witness. */
  readonly orders: readonly PageOrder[]
  readonly omitted: number
}

export interface PageOrder {
  /** How much of an earlier order it begins with. */
  readonly begin?: readonly [order: number, length: number]
  readonly operations: readonly number[]
  /** The state after each of `operations`. */
  readonly states: readonly number[]
  /** What could come next: operation, whether it may, and why not or where it leads. */
  readonly pending: readonly (readonly [operation: number, legal: 0 | 1, why: number])[]
}

/** One history on the page. */
export interface PageHistory {
  readonly model: SomeModel
  readonly result: LinearizabilityResult
  /** Such as its file. Left out if there is only one. */
  readonly name?: string
}

export function pageData(histories: readonly PageHistory[], title: string): PageData {
  const texts = new Texts()
  const parts = histories.flatMap(history =>
    history.result.partitions.map(partition => toPart(history, partition, texts)),
  )
  const rank = { false: 0, unknown: 1, true: 2 }
  const sorted = parts
    .map((part, i) => ({ part, i }))
    .sort((a, b) => rank[`${a.part.valid}`] - rank[`${b.part.valid}`] || a.i - b.i)
    .map(({ part }) => part)
  return { title, texts: texts.all, parts: sorted }
}

class Texts {
  readonly all: string[] = []
  private readonly known = new Map<string, number>()

  id(text: string): number {
    let id = this.known.get(text)
    if (id === undefined) {
      id = this.all.push(text) - 1
      this.known.set(text, id)
    }
    return id
  }
}

function toPart({ model, result, name }: PageHistory, partition: PartitionResult, texts: Texts): PagePart {
  const operations: readonly Operation[] = result.operations
  const { key, failure } = partition
  const place = new Map(partition.operations.map((i, local) => [i, local]))
  const local = (i: number) => place.get(i)!
  const spans = partition.operations.map(i => spanOf(operations[i]!))
  const start = spans.reduce((least, { call }) => Math.min(least, call), Number.POSITIVE_INFINITY)
  const processes = new Map<string, number>()
  const processOf = (i: number) => {
    const { process } = operations[i]!
    const text = process === undefined ? `operation ${i}` : String(process)
    if (!processes.has(text)) processes.set(text, processes.size)
    return processes.get(text)!
  }
  const state = (value: unknown) => texts.id(describeState(model, value))
  const label = [name, key === undefined ? undefined : `key ${show(key)}`].filter(text => text !== undefined).join(', ')
  return {
    name: label || 'history',
    valid: partition.valid,
    note: noteOf(partition, operations, model),
    unit: spans[0]?.unit ?? 'own',
    processes: partition.operations.map(processOf).length > 0 ? [...processes.keys()] : [],
    operations: {
      process: partition.operations.map(processOf),
      call: spans.map(({ call }) => call - start),
      return: spans.map(span => (Number.isFinite(span.return) ? span.return - start : null)),
      text: partition.operations.map(i => texts.id(describe(model, operations[i]!, key))),
    },
    start: Number.isFinite(start) ? start : 0,
    ...(failure === undefined ? {} : { failing: local(failure.operation) }),
    ...(partition.core === undefined ? {} : { core: partition.core.map(local) }),
    initial: state(model.init()),
    orders: toOrders(model, operations, partition, local, texts),
    omitted: failure?.omitted ?? 0,
  }
}

function noteOf(
  { valid, cause, operations: all, failure, core, key }: PartitionResult,
  operations: readonly Operation[],
  model: SomeModel,
): string {
  const many = `${all.length.toLocaleString('en')} operation${all.length === 1 ? '' : 's'}`
  if (valid === true) return `Linearizable: ${many}.`
  if (valid === 'unknown') return `Undecided, ${many}: ${cause?.message ?? 'the search was cut short'}`
  if (failure === undefined) return `Not linearizable: ${many}.`
  const culprit = describe(model, operations[failure.operation]!, key)
  const small =
    core === undefined
      ? ''
      : core.length === 1
        ? ' That one fails by itself.'
        : ` ${core.length} of them fail by themselves.`
  return `Not linearizable: no order of the ${many} explains ${culprit}.${small}`
}

function toOrders(
  model: SomeModel,
  operations: readonly Operation[],
  { failure, witness }: PartitionResult,
  local: (i: number) => number,
  texts: Texts,
): PageOrder[] {
  const full = (failure?.prefixes ?? []).map(({ order, states, pending }) => ({
    order: order.map(local),
    states: states.map(value => texts.id(describeState(model, value))),
    pending: pending.map(
      ({ operation, legal, why }) =>
        [local(operation), legal ? 1 : 0, texts.id(bareReason(model, operations[operation]!, why))] as const,
    ),
  }))
  if (witness !== undefined) {
    let state: unknown = model.init()
    const states = witness.map(i => {
      state = model.step(state, operations[i]!.input, operations[i]!.output)
      return texts.id(describeState(model, state))
    })
    full.push({ order: witness.map(local), states, pending: [] })
  }
  return full.map(({ order, states, pending }, n) => {
    let [best, length] = [-1, 0]
    for (let other = 0; other < n; other++) {
      const common = commonLength(order, full[other]!.order)
      if (common > length) [best, length] = [other, common]
    }
    const rest = { operations: order.slice(length), states: states.slice(length), pending }
    return best < 0 ? rest : { begin: [best, length], ...rest }
  })
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  let n = 0
  while (n < a.length && a[n] === b[n]) n++
  return n
}
