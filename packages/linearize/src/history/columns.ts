/**
 * A history as columns: everything that the engines need of an operation, read in one pass, because on a long history it is the way to the operations in
 * memory that costs.
 */
import { InvalidTimeError, ModelError, OpenOperationError, ReturnBeforeCallError } from '../errors.ts'
import { ILLEGAL, type Model, type Operation, type PartitionKey, type Process, type RegisterStep } from '../types.ts'
import { canonicalText, Interner, sameValue } from '../values.ts'

export interface Part {
  readonly key?: PartitionKey
  /** Positions in the operations, in order of their calls. */
  readonly operations: readonly number[]
}

export interface Columns {
  readonly operations: readonly Operation[]
  readonly calls: Float64Array
  /** `Infinity` for operations that never returned. */
  readonly returns: Float64Array
  /** What the operations mean to a register, if the model says so. */
  readonly register: RegisterColumns | undefined
  readonly parts: readonly Part[]
}

/** Register operations, their values numbered; -1 is a value that is not there. */
export interface RegisterColumns {
  readonly kind: Uint8Array
  /** The value that an operation needs or, if it has to differ, refuses. */
  readonly from: Int32Array
  /** The value that it leaves behind. */
  readonly to: Int32Array
  /** How many values there are. Number 0 is the initial one. */
  readonly values: number
}

/** Kinds of register operations. */
export const READ = 0
export const DIFFERS = 1
export const WRITE = 2
export const CAS = 3
export const NOTHING = 4
/** The model has no word for it. */
export const OTHER = 5

export interface ColumnOptions {
  readonly hints: boolean
  readonly verify: boolean
}

/** Throws a `HistoryError` for an operation that cannot be. */
export function columnsOf(model: Model, operations: readonly Operation[], { hints, verify }: ColumnOptions): Columns {
  const n = operations.length
  const calls = new Float64Array(n)
  const returns = new Float64Array(n)
  const { partition } = model
  const partOf = new Int32Array(partition === undefined ? 0 : n)
  const keys = new Keys()
  const steps = hints && model.register !== undefined ? new StepColumns(model, n, verify) : undefined
  let sorted = true
  let last = Number.NEGATIVE_INFINITY
  for (let i = 0; i < n; i++) {
    const operation = operations[i]!
    const { call, input } = operation
    const returned = operation.return
    if (typeof call !== 'number' || call - call !== 0) throw new InvalidTimeError(i, 'call', call)
    if (returned === undefined) returns[i] = Number.POSITIVE_INFINITY
    else {
      if (typeof returned !== 'number' || Number.isNaN(returned)) throw new InvalidTimeError(i, 'return', returned)
      if (returned < call) throw new ReturnBeforeCallError(i, call, returned)
      returns[i] = returned
    }
    calls[i] = call
    if (call < last) sorted = false
    last = call
    if (partition !== undefined) partOf[i] = keys.number(partition.call(model, input))
    steps?.add(i, input, operation.output, returned === undefined || returned === Number.POSITIVE_INFINITY)
  }
  const order = sorted ? undefined : inOrder(calls)
  refuseOverlaps(operations, order, calls, returns)
  const parts = partition === undefined ? [{ operations: allOf(n, order) }] : split(partOf, keys.all, order)
  return { operations, calls, returns, register: steps?.columns(), parts }
}

/** Positions of the operations in order of their calls. Throws a `HistoryError` for one that cannot be. */
export function callOrder(operations: readonly Operation[]): readonly number[] {
  const columns = columnsOf(ANY, operations, { hints: false, verify: false })
  return columns.parts[0]!.operations
}

/** A model that says nothing. */
const ANY: Model = { name: 'any', init: () => null, step: state => state }

function inOrder(calls: Float64Array): Int32Array {
  return Int32Array.from(calls, (_, i) => i).sort((a, b) => calls[a]! - calls[b]! || a - b)
}

function allOf(n: number, order: Int32Array | undefined): number[] {
  const all = new Array<number>(n)
  for (let k = 0; k < n; k++) all[k] = order === undefined ? k : order[k]!
  return all
}

function split(partOf: Int32Array, keys: readonly PartitionKey[], order: Int32Array | undefined): Part[] {
  const sizes = new Int32Array(keys.length)
  for (let i = 0; i < partOf.length; i++) sizes[partOf[i]!]!++
  const parts = keys.map((key, part) => ({ key, operations: new Array<number>(sizes[part]!) }))
  sizes.fill(0)
  for (let k = 0; k < partOf.length; k++) {
    const i = order === undefined ? k : order[k]!
    const part = partOf[i]!
    parts[part]!.operations[sizes[part]!++] = i
  }
  return parts
}

/** A process is sequential: each of its operations is called after the one before has returned. */
function refuseOverlaps(
  operations: readonly Operation[],
  order: Int32Array | undefined,
  calls: Float64Array,
  returns: Float64Array,
): void {
  const latest = new Map<Process, number>()
  const dense: (number | undefined)[] = new Array(1024).fill(undefined)
  for (let k = 0; k < calls.length; k++) {
    const i = order === undefined ? k : order[k]!
    const { process } = operations[i]!
    if (process === undefined) continue
    const small = typeof process === 'number' && process >>> 0 === process && process < 1024
    const before = small ? dense[process] : latest.get(process)
    if (before !== undefined && returns[before]! > calls[i]!) {
      throw new OpenOperationError(process, i, before, returns[before] === Number.POSITIVE_INFINITY)
    }
    if (small) dense[process] = i
    else latest.set(process, i)
  }
}

/** Numbers partition keys in order of appearance. */
class Keys {
  readonly all: PartitionKey[] = []
  private readonly numbers = new Map<PartitionKey, number>()
  private readonly small = new Int32Array(256).fill(-1)

  number(key: PartitionKey): number {
    const isSmall = typeof key === 'number' && key >>> 0 === key && key < 256
    const known = isSmall ? this.small[key]! : (this.numbers.get(key) ?? -1)
    if (known >= 0) return known
    const number = this.all.push(key) - 1
    if (isSmall) this.small[key] = number
    else this.numbers.set(key, number)
    return number
  }
}

/** How many operations have their hint compared with what the model does. */
const CHECKED = 16

class StepColumns {
  private readonly model: Model
  private readonly kind: Uint8Array
  private readonly from: Int32Array
  private readonly to: Int32Array
  private readonly verify: boolean
  private readonly interner = new Interner()
  private readonly small = new Int32Array(256).fill(-1)
  private readonly initial: unknown

  constructor(model: Model, n: number, verify: boolean) {
    this.model = model
    this.verify = verify
    this.kind = new Uint8Array(n)
    this.from = new Int32Array(n).fill(-1)
    this.to = new Int32Array(n).fill(-1)
    this.initial = model.init()
    this.id(this.initial)
  }

  add(i: number, input: unknown, output: unknown, crashed: boolean): void {
    let step = this.model.register!(input, output)
    if (this.verify && i < CHECKED) this.compare(step, input, output)
    if (step === undefined && crashed && output === undefined) step = this.crashedCas(input)
    if (step === undefined) {
      this.kind[i] = OTHER
      return
    }
    switch (step.kind) {
      case 'read':
        this.kind[i] = READ
        this.from[i] = this.id(step.value)
        return
      case 'write':
        this.kind[i] = WRITE
        this.to[i] = this.id(step.value)
        return
      case 'cas': {
        const from = this.id(step.from)
        const to = this.id(step.value)
        // A compare-and-set of a value to itself is a read.
        this.kind[i] = from === to ? READ : CAS
        this.from[i] = from
        if (from !== to) this.to[i] = to
        return
      }
      case 'differs':
        this.kind[i] = DIFFERS
        this.from[i] = this.id(step.value)
        return
      case 'nothing':
        this.kind[i] = NOTHING
    }
  }

  columns(): RegisterColumns {
    return { kind: this.kind, from: this.from, to: this.to, values: this.interner.values.length }
  }

  private id(value: unknown): number {
    if (typeof value !== 'number' || value >>> 0 !== value || value > 255) return this.interner.id(value)
    const known = this.small[value]!
    if (known >= 0) return known
    this.small[value] = this.interner.id(value)
    return this.small[value]!
  }

  /** A compare-and-set that crashed: it need not happen, so that it may as well only happen where it succeeds. */
  private crashedCas(input: unknown): RegisterStep | undefined {
    const { model } = this
    const step = model.register!(input, true)
    if (step?.kind !== 'cas') return undefined
    const success = model.step(step.from, input, undefined)
    const failure = model.step(step.value, input, undefined)
    return sameValue(success, step.value) && sameValue(failure, step.value) ? step : undefined
  }

  private compare(step: RegisterStep | undefined, input: unknown, output: unknown): void {
    if (step === undefined) return
    const { model, initial } = this
    const next = model.step(initial, input, output)
    const expected = afterStep(initial, step)
    if (next === ILLEGAL || expected === ILLEGAL ? next === expected : sameValue(next, expected)) return
    const name = model.describe?.(input, output) ?? canonicalText([input, output])
    throw new ModelError(
      model.name,
      `says by its hint register that ${name} is a ${step.kind}, but its step does something else.`,
    )
  }
}

function afterStep(state: unknown, step: RegisterStep): unknown {
  switch (step.kind) {
    case 'write':
      return step.value
    case 'nothing':
      return state
    case 'differs':
      return sameValue(state, step.value) ? ILLEGAL : state
    case 'read':
      return sameValue(state, step.value) ? state : ILLEGAL
    case 'cas':
      return sameValue(state, step.from) ? step.value : ILLEGAL
  }
}
