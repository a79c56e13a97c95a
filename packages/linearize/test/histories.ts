/** Random histories for the properties: concurrent, right by construction, and then perhaps spoilt in one place. */
import fc from 'fast-check'
import * as models from '../src/models/index.ts'
import { ILLEGAL, type Model, type Operation } from '../src/types.ts'

/** What a generated operation is made of. All small integers, so that failures shrink. */
interface Seedling {
  readonly kind: number
  readonly a: number
  readonly b: number
  /** When it is called, how long it takes, and where in between it happens. */
  readonly call: number
  readonly length: number
  readonly point: number
  /** 0: crashed and happened, 1: crashed and did not, 2: returned with an unknown output, 3: returned something else; otherwise returned. */
  readonly fate: number
}

/** A model with the operations to try on it. `outputOf` is what it returns in a state. */
export interface Subject<S, I> {
  readonly name: string
  readonly model: Model<S, I, unknown>
  readonly inputs: (kind: number, a: number, b: number, fresh: number) => I
  readonly outputOf: (state: S, input: I) => unknown
  /** A wrong output in place of the right one. */
  readonly spoil: (output: unknown, a: number, input: I) => unknown
}

export interface HistoryShape {
  readonly operations: number
  /** Calls are spread over this time; the smaller, the more concurrent. */
  readonly span: number
  readonly duration: number
  /** Values are 0 … values - 1; 0: each write has its own. */
  readonly values: number
  /** In 100 operations: how many crash, are unknown, are spoilt. */
  readonly crashes: number
  readonly spoilt: number
}

const seedling = (shape: HistoryShape) =>
  fc.record({
    kind: fc.nat(99),
    a: fc.nat(Math.max(1, shape.values) - 1),
    b: fc.nat(Math.max(1, shape.values) - 1),
    call: fc.nat(shape.span),
    length: fc.nat(shape.duration),
    point: fc.nat(100),
    fate: fc.nat(99),
  })

/** Histories of a subject. */
export function historyOf<S, I>(subject: Subject<S, I>, shape: HistoryShape): fc.Arbitrary<Operation<I, unknown>[]> {
  return fc
    .array(seedling(shape), { minLength: 1, maxLength: shape.operations, size: 'max' })
    .map(seedlings => grow(subject, seedlings, shape))
}

/** Lets each operation happen at its point, one after the other. */
export function grow<S, I>(
  subject: Subject<S, I>,
  seedlings: readonly Seedling[],
  shape: HistoryShape,
): Operation<I, unknown>[] {
  const points = seedlings.map(({ call, length, point }, i) => ({ i, at: call + (length * point) / 100 }))
  points.sort((x, y) => x.at - y.at || x.i - y.i)
  const history: Operation<I, unknown>[] = new Array(seedlings.length)
  let state = subject.model.init()
  for (const { i } of points) {
    const { kind, a, b, call, length, fate } = seedlings[i]!
    const fresh = shape.values === 0 ? i : -1
    const input = subject.inputs(kind, fresh >= 0 ? fresh : a, fresh >= 0 ? fresh - 1 - (b % 3) : b, fresh)
    const crashed = fate < shape.crashes
    if (crashed && fate % 2 === 1) {
      history[i] = { input, call }
      continue
    }
    const output = subject.outputOf(state, input)
    const next = subject.model.step(state, input, output)
    if (next === ILLEGAL) {
      // It cannot happen here (a mutex that is held): nobody ever hears of it.
      history[i] = { input, call }
      continue
    }
    state = next
    if (crashed) history[i] = { input, call }
    else if (fate >= 100 - shape.spoilt)
      history[i] = { input, output: subject.spoil(output, b, input), call, return: call + length }
    else history[i] = { input, output, call, return: call + length }
  }
  return history
}

const casRegister: Subject<unknown, models.CasRegisterInput> = {
  name: 'cas-register',
  model: models.casRegister(),
  inputs: (kind, a, b) =>
    kind < 40 ? { f: 'read' } : kind < 70 ? { f: 'write', value: a } : { f: 'cas', value: [b, a] },
  outputOf: (state, { f, value }) => (f === 'read' ? state : f === 'write' ? null : (value as unknown[])[0] === state),
  spoil: (output, a, { f }) =>
    f === 'read' ? (a % 4 === 3 ? undefined : a) : f === 'cas' ? [true, false, undefined][a % 3] : output,
}

const register: Subject<unknown, models.RegisterInput> = {
  name: 'register',
  model: models.register(),
  inputs: (kind, a) => (kind < 50 ? { f: 'read' } : { f: 'write', value: a }),
  outputOf: (state, { f }) => (f === 'read' ? state : null),
  spoil: (output, a, { f }) => (f === 'read' ? a : output),
}

const kv: Subject<unknown, models.KvInput> = {
  name: 'kv',
  model: { ...models.kv({ missing: '' }) },
  inputs: (kind, a, b) => {
    const key = kind % 3
    if (kind < 40) return { f: 'get', key }
    if (kind < 60) return { f: 'put', key, value: `${a}` }
    if (kind < 80) return { f: 'append', key, value: `${a}` }
    if (kind < 90) return { f: 'delete', key }
    return { f: 'cas', key, value: [`${b}`, `${a}`], createIfNotExists: kind < 95 }
  },
  outputOf: (state, { f, value, createIfNotExists }) =>
    f === 'get'
      ? state
      : f !== 'cas'
        ? null
        : state === (value as unknown[])[0] || (createIfNotExists === true && state === ''),
  spoil: (output, a, { f }) => (f === 'get' ? `${a}` : f === 'cas' ? !output : output),
}

/** One key that is mostly appended to: what a read tells of the operations before it is most of all here. */
const appends: Subject<unknown, models.KvInput> = {
  ...kv,
  name: 'appends',
  inputs: (kind, a, b) => {
    if (kind < 40) return { f: 'get', key: 0 }
    if (kind < 88) return { f: 'append', key: 0, value: `${a}` }
    if (kind < 94) return { f: 'put', key: 0, value: `${a}` }
    if (kind < 97) return { f: 'delete', key: 0 }
    return { f: 'cas', key: 0, value: [`${b}`, `${a}`], createIfNotExists: kind < 98 }
  },
  spoil: (output, a, { f }) =>
    f === 'get' ? (a % 2 === 0 ? `${output}${a}` : `${output}`.slice(1)) : f === 'cas' ? !output : output,
}

const set: Subject<ReadonlyMap<string, unknown>, models.SetInput> = {
  name: 'set',
  model: models.set(),
  inputs: (kind, a) =>
    kind < 25
      ? { f: 'read' }
      : kind < 50
        ? { f: 'add', value: a }
        : kind < 70
          ? { f: 'remove', value: a }
          : { f: 'contains', value: a },
  outputOf: (state, { f, value }) =>
    f === 'read'
      ? [...state.values()]
      : f === 'contains'
        ? state.has(String(value))
        : f === 'add' && typeof value === 'number' && value % 2 === 0
          ? !state.has(String(value))
          : null,
  spoil: (output, a, { f }) => (f === 'read' ? [a] : f === 'contains' ? !output : a % 2 === 0),
}

const queue: Subject<readonly unknown[], models.QueueInput> = {
  name: 'queue',
  model: models.queue(),
  inputs: (kind, a) => (kind < 50 ? { f: 'enqueue', value: a } : { f: 'dequeue' }),
  outputOf: (state, { f }) => (f === 'dequeue' ? (state[0] ?? null) : null),
  spoil: (output, a, { f }) => (f === 'dequeue' ? a : output),
}

const stack: Subject<readonly unknown[], models.StackInput> = {
  name: 'stack',
  model: models.stack(),
  inputs: (kind, a) => (kind < 50 ? { f: 'push', value: a } : { f: 'pop' }),
  outputOf: (state, { f }) => (f === 'pop' ? (state.at(-1) ?? null) : null),
  spoil: (output, a, { f }) => (f === 'pop' ? a : output),
}

const priorityQueue: Subject<readonly unknown[], models.PriorityQueueInput> = {
  ...queue,
  name: 'priority-queue',
  model: models.priorityQueue(),
} as Subject<readonly unknown[], models.PriorityQueueInput>

const counter: Subject<number, models.CounterInput> = {
  name: 'counter',
  model: models.counter(),
  inputs: (kind, a) =>
    kind < 40
      ? { f: 'read' }
      : kind < 60
        ? { f: 'add', value: a }
        : kind < 80
          ? { f: 'decrement' }
          : { f: 'add-and-get', value: a },
  outputOf: (state, { f, value }) => (f === 'read' ? state : f === 'add-and-get' ? state + Number(value) : null),
  spoil: (output, a, { f }) => (f === 'read' || f === 'add-and-get' ? a : output),
}

const mutex: Subject<boolean, models.MutexInput> = {
  name: 'mutex',
  model: models.mutex(),
  inputs: kind => ({ f: kind < 50 ? 'acquire' : 'release' }),
  outputOf: () => null,
  spoil: output => output,
}

const fencedLock: Subject<models.FencedLockState, models.FencedLockInput> = {
  name: 'fenced-lock',
  model: models.fencedLock(),
  inputs: (kind, a) => (kind < 50 ? { f: 'acquire' } : kind < 80 ? { f: 'release' } : { f: 'release', value: a }),
  outputOf: ({ last }, { f }) => (f === 'acquire' ? last + 1 : null),
  spoil: (output, a, { f }) => (f === 'acquire' ? a : output),
}

const bank: Subject<Readonly<Record<string, number>>, models.BankInput> = {
  name: 'bank',
  model: models.bank({ balances: { 0: 2, 1: 1, 2: 0 } }),
  inputs: (kind, a, b) => (kind < 40 ? { f: 'read' } : { f: 'transfer', value: { from: a % 3, to: b % 3, amount: 1 } }),
  outputOf: (state, { f, value }) => (f === 'read' ? state : state[(value as { from: number }).from]! >= 1),
  spoil: (output, a, { f }) => (f === 'read' ? { 0: a, 1: 1, 2: 0 } : !output),
}

/** One that steps to several states: a counter whose increments add one or two. */
const vague: Subject<readonly number[], { f: 'bump' | 'read' }> = {
  name: 'vague counter',
  model: models.nondeterministic<number, { f: 'bump' | 'read' }, unknown>({
    name: 'vague counter',
    init: () => [0],
    steps: (state, { f }, output) =>
      f === 'bump' ? [state + 1, state + 2] : output === undefined || output === state ? [state] : [],
  }),
  inputs: kind => ({ f: kind < 50 ? 'bump' : 'read' }),
  outputOf: (states, { f }) => (f === 'read' ? states[states.length >> 1] : null),
  spoil: (output, a, { f }) => (f === 'read' ? a : output),
}

/** Every built-in model, and a nondeterministic one. Erased to one type, because the properties treat them all alike. */
export const subjects = [
  casRegister,
  register,
  kv,
  appends,
  set,
  queue,
  stack,
  priorityQueue,
  counter,
  mutex,
  fencedLock,
  bank,
  vague,
] as unknown as readonly Subject<unknown, unknown>[]

export const registers = [casRegister, register] as unknown as readonly Subject<unknown, unknown>[]
