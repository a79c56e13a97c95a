/** Models as the engines see them: states and operations are small integers, and a step is a look-up. */
import { ModelError } from '../errors.ts'
import { CAS, type Columns, DIFFERS, NOTHING, OTHER, READ, type RegisterColumns, WRITE } from '../history/columns.ts'
import { ILLEGAL, type Model, type Operation } from '../types.ts'
import { canonicalText, Interner, sameValue } from '../values.ts'

/** A model applied to the operations of one partition, which are numbered 0, 1, … */
export interface Machine {
  /** The initial state. */
  readonly initial: number
  /** 1 for operations that never change a state in which they are legal. */
  readonly pure: Uint8Array
  /** The state that an operation leaves behind in every state, or -1 when that depends on the state. */
  readonly target: Int32Array
  /** Whether the operation is legal in every state and never changes one. */
  idle(operation: number): boolean
  /** The next state, or -1. */
  step(state: number, operation: number): number
  /** Whether two operations are interchangeable. */
  same(a: number, b: number): boolean
  /** 1 for operations that may make legal what is doomed; `undefined` if the model does not know of doom. */
  readonly rescues: Uint8Array | undefined
  /** Whether an operation stays illegal in this state until one that rescues happens. */
  doomed(state: number, operation: number): boolean
  /** How many states have been numbered so far. */
  states(): number
}

/** Hints that an engine under test may be told to disregard. */
export interface MachineOptions {
  readonly hints: boolean
  readonly verify: boolean
}

export type Operations = readonly Operation<unknown, unknown>[]
export type AnyModel = Model<unknown, unknown, unknown>

/** A register whose values are numbered; -1 is a value that is not there. */
export class RegisterMachine implements Machine {
  readonly initial = 0
  readonly pure: Uint8Array
  readonly target: Int32Array
  readonly rescues = undefined
  /** One of READ, DIFFERS, WRITE, CAS, NOTHING. */
  readonly kind: Uint8Array
  /** The value that the operation needs (or, for DIFFERS, refuses), or -1. */
  readonly from: Int32Array
  /** The value that it leaves behind, or -1. */
  readonly to: Int32Array
  private readonly values: number

  private constructor(kind: Uint8Array, from: Int32Array, to: Int32Array, values: number) {
    const n = kind.length
    this.kind = kind
    this.from = from
    this.to = to
    this.values = values
    this.pure = new Uint8Array(n)
    this.target = new Int32Array(n).fill(-1)
    for (let i = 0; i < n; i++) {
      if (kind[i] === WRITE) this.target[i] = to[i]!
      else if (kind[i] !== CAS) this.pure[i] = 1
    }
  }

  /** `undefined` if some operation means nothing to a register. The values of the part get numbers of their own, the initial one 0. */
  static of(columns: RegisterColumns, indices: ArrayLike<number>): RegisterMachine | undefined {
    const n = indices.length
    const kind = new Uint8Array(n)
    const from = new Int32Array(n)
    const to = new Int32Array(n)
    // As long as values are few there is nothing to gain from new numbers.
    const few = columns.values <= 2 * n + 256
    const numbers = few ? undefined : new Map<number, number>([[0, 0]])
    const id = (value: number) => {
      if (value < 0 || numbers === undefined) return value
      const known = numbers.get(value)
      if (known !== undefined) return known
      numbers.set(value, numbers.size)
      return numbers.size - 1
    }
    for (let i = 0; i < n; i++) {
      const index = indices[i]!
      const k = columns.kind[index]!
      if (k === OTHER) return undefined
      kind[i] = k
      from[i] = id(columns.from[index]!)
      to[i] = id(columns.to[index]!)
    }
    return new RegisterMachine(kind, from, to, numbers?.size ?? columns.values)
  }

  idle(operation: number): boolean {
    return this.kind[operation] === NOTHING
  }

  step(state: number, operation: number): number {
    switch (this.kind[operation]) {
      case READ:
        return this.from[operation] === state ? state : -1
      case DIFFERS:
        return this.from[operation] === state ? -1 : state
      case WRITE:
        return this.to[operation]!
      case CAS:
        return this.from[operation] === state ? this.to[operation]! : -1
      default:
        return state
    }
  }

  same(a: number, b: number): boolean {
    return this.kind[a] === this.kind[b] && this.from[a] === this.from[b] && this.to[a] === this.to[b]
  }

  doomed(): boolean {
    return false
  }

  states(): number {
    return this.values
  }
}

/** Any model. States are numbered as they are met; each (state, operation) is computed once. */
export class TableMachine implements Machine {
  readonly initial: number
  readonly pure: Uint8Array
  readonly target: Int32Array
  readonly rescues: Uint8Array | undefined
  private readonly model: AnyModel
  private readonly classOf: Int32Array
  /** One operation of each class. */
  private readonly sample: Operation[] = []
  private readonly classPure: boolean[] = []
  private readonly classTarget: number[] = []
  private readonly classIdle: boolean[] = []
  private readonly classExtends: boolean[] = []
  private readonly known: unknown[] = []
  private readonly byKey = new Map<unknown, number | number[]>()
  private readonly memo = new StepTable()
  private readonly dooms = new StepTable()
  private computed = 0
  private readonly verify: boolean

  constructor(model: AnyModel, operations: Operations, indices: ArrayLike<number>, options: MachineOptions) {
    this.model = model
    this.verify = options.verify
    const n = indices.length
    this.classOf = new Int32Array(n)
    this.pure = new Uint8Array(n)
    this.target = new Int32Array(n)
    this.initial = this.number(model.init())
    this.rescues = options.hints && model.doomed !== undefined ? new Uint8Array(n) : undefined
    const classes = new Interner()
    for (let i = 0; i < n; i++) {
      const operation = operations[indices[i]!]!
      const id = classes.id(classText(operation))
      if (id === this.sample.length) this.addClass(operation, options.hints)
      this.classOf[i] = id
      this.pure[i] = this.classPure[id] ? 1 : 0
      this.target[i] = this.classTarget[id]!
      if (this.rescues !== undefined) this.rescues[i] = this.classPure[id] || this.classExtends[id] ? 0 : 1
    }
  }

  idle(operation: number): boolean {
    return this.classIdle[this.classOf[operation]!]!
  }

  same(a: number, b: number): boolean {
    return this.classOf[a] === this.classOf[b]
  }

  states(): number {
    return this.known.length
  }

  doomed(state: number, operation: number): boolean {
    if (this.rescues === undefined) return false
    const id = this.classOf[operation]!
    const known = this.dooms.get(state, id)
    if (known !== StepTable.MISSING) return known === 1
    const { input, output } = this.sample[id]!
    const doomed = this.model.doomed!(this.known[state], input, output)
    this.dooms.set(state, id, doomed ? 1 : 0)
    return doomed
  }

  step(state: number, operation: number): number {
    const id = this.classOf[operation]!
    const known = this.memo.get(state, id)
    if (known !== StepTable.MISSING) return known
    const next = this.compute(state, id)
    this.memo.set(state, id, next)
    return next
  }

  private addClass(operation: Operation, hints: boolean): void {
    const { model } = this
    const { input, output } = operation
    this.sample.push(operation)
    this.classPure.push(hints && model.pure?.(input, output) === true)
    this.classIdle.push(hints && model.register?.(input, output)?.kind === 'nothing')
    this.classExtends.push(hints && model.extends?.(input, output) === true)
    this.classTarget.push(-1)
    if (!hints || model.overwrites?.(input, output) !== true) return
    const next = this.compute(this.initial, this.sample.length - 1)
    if (next < 0)
      throw new ModelError(model.name, `says that ${this.text(operation)} overwrites, but it is illegal at first.`)
    this.classTarget[this.classTarget.length - 1] = next
    // Nobody will ask for another step of this class, so that the hint is tried here, on the states that are known.
    for (let state = 0; this.verify && state < Math.min(this.known.length, 4); state++)
      this.compute(state, this.sample.length - 1)
  }

  private compute(state: number, id: number): number {
    const { model } = this
    const operation = this.sample[id]!
    const before = this.known[state]
    const check = this.verify && worthChecking(++this.computed)
    const textBefore = check ? canonicalText(before) : ''
    const result = model.step(before, operation.input, operation.output)
    if (check) this.checkStep(before, textBefore, operation, result)
    const next = result === ILLEGAL ? -1 : this.number(result)
    const target = this.classTarget[id]!
    if (target >= 0 && next !== target) {
      throw new ModelError(
        model.name,
        `says that ${this.text(operation)} overwrites, but what it leaves depends on the state.`,
      )
    }
    if (this.classPure[id] && next >= 0 && next !== state) {
      throw new ModelError(model.name, `says that ${this.text(operation)} is pure, but it changes the state.`)
    }
    return next
  }

  private checkStep(before: unknown, text: string, operation: Operation, result: unknown): void {
    const { model } = this
    const complain = (what: string) => {
      throw new ModelError(
        model.name,
        `${what} in step(state, …) for ${this.text(operation)}. A step must be a pure function: build a new state.`,
      )
    }
    if (canonicalText(before) !== text) complain('mutates the state')
    const resultText = result === ILLEGAL ? '' : canonicalText(result)
    const again = model.step(before, operation.input, operation.output)
    if (canonicalText(before) !== text || (result !== ILLEGAL && canonicalText(result) !== resultText))
      complain('mutates the state')
    const same = result === ILLEGAL || again === ILLEGAL ? result === again : this.equal(result, again)
    if (!same) complain('is not deterministic: it gives two results for the same arguments')
  }

  private text(operation: Operation): string {
    const { input, output } = operation
    return this.model.describe?.(input, output) ?? canonicalText([input, output])
  }

  private equal(a: unknown, b: unknown): boolean {
    return this.model.equal === undefined ? sameValue(a, b) : this.model.equal(a, b)
  }

  /** The number of a state. */
  private number(state: unknown): number {
    const { model } = this
    const key = model.hash === undefined ? (model.equal === undefined ? stateKey(state) : 0) : model.hash(state)
    const found = this.byKey.get(key)
    if (found === undefined) {
      this.byKey.set(key, this.known.length)
      return this.known.push(state) - 1
    }
    // A default key is as good as equality.
    if (model.hash === undefined && model.equal === undefined) return found as number
    const candidates = typeof found === 'number' ? [found] : found
    for (const id of candidates) if (this.equal(this.known[id], state)) return id
    const id = this.known.push(state) - 1
    this.byKey.set(key, [...candidates, id])
    return id
  }
}

function classText({ input, output }: Operation): string {
  return `${canonicalText(input)} ${canonicalText(output)}`
}

/** Strings are their own key; every other state is told from them by a leading zero character, which canonical text never has. */
function stateKey(state: unknown): unknown {
  return typeof state === 'object' && state !== null ? `\0${canonicalText(state)}` : state
}

/** Thins out: the first dozen, and then ever more rarely. */
function worthChecking(count: number): boolean {
  return count <= 12 || (count & (count - 1)) === 0
}

/** (state, class) → next state; open addressing in flat arrays. */
class StepTable {
  static readonly MISSING = -2
  private mask = 255
  private size = 0
  private entries = new Int32Array(256 * 3).fill(-1)

  get(state: number, id: number): number {
    const { entries, mask } = this
    for (let i = scatter(state, id) & mask; ; i = (i + 1) & mask) {
      const at = i * 3
      if (entries[at] === -1) return StepTable.MISSING
      if (entries[at] === state && entries[at + 1] === id) return entries[at + 2]!
    }
  }

  set(state: number, id: number, next: number): void {
    if (++this.size * 2 > this.mask) this.grow()
    this.put(state, id, next)
  }

  private put(state: number, id: number, next: number): void {
    const { entries, mask } = this
    let i = scatter(state, id) & mask
    while (entries[i * 3] !== -1) i = (i + 1) & mask
    entries[i * 3] = state
    entries[i * 3 + 1] = id
    entries[i * 3 + 2] = next
  }

  private grow(): void {
    const old = this.entries
    this.mask = this.mask * 2 + 1
    this.entries = new Int32Array((this.mask + 1) * 3).fill(-1)
    for (let at = 0; at < old.length; at += 3) if (old[at] !== -1) this.put(old[at]!, old[at + 1]!, old[at + 2]!)
  }
}

function scatter(a: number, b: number): number {
  const h = Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x85ebca6b)
  return (h ^ (h >>> 15)) >>> 0
}

/** The fastest machine that fits a part of a history. */
export function machineFor(
  model: AnyModel,
  columns: Pick<Columns, 'operations' | 'register'>,
  indices: ArrayLike<number>,
  options: MachineOptions,
): Machine {
  const register = columns.register === undefined ? undefined : RegisterMachine.of(columns.register, indices)
  return register ?? new TableMachine(model, columns.operations, indices, options)
}
