/**
 * The words that everything in this package is said in: models, operations, events, options and results. Types and two
 * sentinels only, no behaviour.
 */

/** What `step` returns for an operation that cannot happen in a state. */
export const ILLEGAL: unique symbol = Symbol.for('@jepsen-ts/linearize/illegal')
export type Illegal = typeof ILLEGAL

/** The output of an operation whose result nobody saw: it crashed, timed out, or its reply was lost. */
export const UNKNOWN = undefined
export type Unknown = undefined

/** A value that a history can be split by, and that names the part in results. */
export type PartitionKey = string | number | boolean | null

/**
 * A sequential specification: what the object does when one operation happens at a time. All functions are pure: `step`
 * returns a new state and leaves the old one alone (a model that breaks this is reported by a {@link ModelError}).
 *
 * ```ts
 * const register: Model<number, { f: 'read' | 'write'; value?: number }, number> = {
 *   name: 'register',
 *   init: () => 0,
 *   step: (state, { f, value }, output) =>
 *     f === 'write' ? value! : output === undefined || output === state ? state : ILLEGAL,
 * }
 * ```
 */
export interface Model<State = unknown, Input = unknown, Output = unknown> {
  readonly name: string
  /** The state before the first operation. */
  init(): State
  /**
   * The state after an operation, or {@link ILLEGAL} when `input` cannot have returned `output` in `state`. An `output` of
   * `undefined` ({@link UNKNOWN}) fits every result. For a model with several possible next states see `nondeterministic`.
   */
  step(state: State, input: Input, output: Output | Unknown): State | Illegal
  /** Whether two states are the same. Default: structural equality of plain data, arrays, `Map`s and `Set`s. */
  equal?(a: State, b: State): boolean
  /** A number or string that equal states share. Default: a canonical text of the state. */
  hash?(state: State): number | string
  /**
   * The part of the object that an operation touches. Operations with different keys never influence each other, so that
   * each key is checked on its own (P-compositionality; Horn & Kroening 2015).
   */
  partition?(input: Input): PartitionKey
  /** One operation for a human: `write 4`, `read → 4`. `output` is `undefined` when unknown. */
  describe?(input: Input, output: Output | Unknown): string
  /** A state for a human. */
  describeState?(state: State): string
  /** Why `step` says ILLEGAL here, for a human: `the register holds 1, not 4`. */
  explain?(state: State, input: Input, output: Output | Unknown): string
  /** Hint: such an operation never changes any state in which it is legal (a read, a failed compare-and-set). */
  pure?(input: Input, output: Output | Unknown): boolean
  /** Hint: such an operation is legal in every state and leaves the same state behind in each (a blind write). */
  overwrites?(input: Input, output: Output | Unknown): boolean
  /** Hint: such an operation only ever puts something behind what the state holds (an append). Goes with `doomed`. */
  extends?(input: Input, output: Output | Unknown): boolean
  /**
   * Hint: the operation is illegal in this state, and in every state that operations which are `pure` or which `extends` can make of it: a read
   * that does not begin with what the state holds.
   */
  doomed?(state: State, input: Input, output: Output | Unknown): boolean
  /**
   * Hint: what the operation means to a register; lets the fastest engines run. `undefined`: nothing of the kind. The state of a model
   * that gives this hint is the value that the register holds. A compare-and-set whose output is unknown is `undefined`: what it does when it succeeds is
   * what the hint says of the output `true`.
   */
  register?(input: Input, output: Output | Unknown): RegisterStep | undefined
  /**
   * Hint for minimal cores: operations with the same key can be removed from any legal order, all of them together, and what is left is still
   * legal (in a queue: the enqueue and the dequeue of one value). `undefined`: of no family.
   */
  family?(input: Input, output: Output | Unknown): unknown
  /**
   * How a Jepsen invocation and its completion (`undefined` if there was none) become input and output; `undefined` leaves the operation out. Default:
   * `{ f, value }` of the invocation and the `value` of the `ok`; an operation that failed is left out.
   */
  fromEvents?(invocation: Event, completion: Event | undefined): { input: Input; output?: Output | Unknown } | undefined
}

/** The meaning of one operation to a register. Values are compared structurally. */
export type RegisterStep =
  /** Legal when the register holds `value`; changes nothing. */
  | { readonly kind: 'read'; readonly value: unknown }
  /** Legal when the register does not hold `value`; changes nothing. */
  | { readonly kind: 'differs'; readonly value: unknown }
  /** Always legal; leaves `value`. */
  | { readonly kind: 'write'; readonly value: unknown }
  /** Legal when the register holds `from`; leaves `value`. */
  | { readonly kind: 'cas'; readonly from: unknown; readonly value: unknown }
  /** Always legal, changes nothing: a read whose result is unknown. */
  | { readonly kind: 'nothing' }

/** A logical single-threaded client. */
export type Process = number | string

/**
 * One operation of a history. The interval from `call` to `return` is closed: two operations that touch are concurrent. Times are in any
 * unit, as long as it is one.
 */
export interface Operation<Input = unknown, Output = unknown> {
  /** Default: a process of its own. */
  readonly process?: Process
  readonly input: Input
  /** Absent or `undefined`: unknown. */
  readonly output?: Output | Unknown
  readonly call: number
  /** Absent or `Infinity`: it never returned, and may take effect at any time after `call`, or never. */
  readonly return?: number
  /** What it was made from, when the history came as events; `call` and `return` are then positions in the ordered history. */
  readonly events?: { readonly invocation: Event; readonly completion?: Event }
}

/** One line of a Jepsen history. */
export interface Event {
  readonly type: 'invoke' | 'ok' | 'fail' | 'info'
  readonly process: Process | null
  readonly f: string
  readonly value?: unknown
  /** Position in the history. Events that all have one may arrive in any order. */
  readonly index?: number
  /** Any unit. Used to put events in order when there is no `index`. */
  readonly time?: number
  readonly error?: unknown
}

/** Operations or events; in any order of arrival. */
export type HistoryInput<Input = unknown, Output = unknown> = readonly Operation<Input, Output>[] | readonly Event[]

export interface CheckOptions {
  /** Milliseconds after which the answer is `unknown`. Default: none. Polled, because the check is synchronous. */
  readonly timeLimit?: number
  /** Bytes that the search may use beyond the history itself. Default 2 GiB. Beyond it the answer is `unknown`. */
  readonly memoryLimit?: number
  /**
   * Cancels. In a synchronous call only a signal that is aborted before, or by the model itself, can be seen; `checkLinearizableAsync` yields
   * to the event loop and sees all.
   */
  readonly signal?: AbortSignal
  /** Also find one legal order of all operations for each valid partition. Default false. */
  readonly witness?: boolean
  /** Also find a minimal set of operations that is not linearizable by itself, for each invalid partition. Default false. */
  readonly core?: boolean
  /** Find out how far each invalid partition got (`failure`). Default true. */
  readonly explain?: boolean
  /** Decide every partition, even after one was found invalid. Default false: the rest is reported as skipped. */
  readonly exhaustive?: boolean
  /** Spot-check that the model is pure and deterministic. Default true. */
  readonly verifyModel?: boolean
  /** Milliseconds of a steady clock, for `timeLimit` and `statistics.milliseconds`. Default: `performance.now`. */
  readonly now?: () => number
}

/** Why a verdict is `unknown`. */
export interface UnknownCause {
  readonly kind: 'time' | 'memory' | 'cancelled' | 'skipped'
  /** For a human: what ran out, and how far the search had got. */
  readonly message: string
}

/** Which engine of the portfolio gave the verdict. */
export type EngineName = 'trivial' | 'zones' | 'depth-first' | 'just-in-time'

export interface LinearizabilityResult<State = unknown, Input = unknown, Output = unknown> {
  readonly valid: true | false | 'unknown'
  /** Present when `valid` is `unknown`. */
  readonly cause?: UnknownCause
  /** Name of the model. */
  readonly model: string
  /** The operations that were judged. All indices below are positions in this array. */
  readonly operations: readonly Operation<Input, Output>[]
  /** One for each key of `model.partition`, in order of first appearance; a single one if the model has none. */
  readonly partitions: readonly PartitionResult<State>[]
  readonly statistics: Statistics
}

export interface PartitionResult<State = unknown> {
  /** The key. Absent when the model does not partition. */
  readonly key?: PartitionKey
  /** Its operations, in order of their calls. */
  readonly operations: readonly number[]
  readonly valid: true | false | 'unknown'
  readonly cause?: UnknownCause
  /** Present when `valid` is false, unless `explain: false`. */
  readonly failure?: Failure<State>
  /** With `witness: true`, when valid: a legal order of the operations that respects real time. Crashed operations that did not happen are absent. */
  readonly witness?: readonly number[]
  /** With `core: true`, when invalid: a minimal set of operations that is not linearizable by itself, in order of their calls. */
  readonly core?: readonly number[]
  /**
   * With `core`: whether it is proven that none of its operations can be left out. An operation can be left out if the others are still not linearizable, and
   * none of them may have read from it.
   */
  readonly coreIsMinimal?: boolean
  /** What decided. */
  readonly engine?: EngineName
  /** Configurations examined by all engines together. */
  readonly configurations: number
}

/** How far every attempt to order the operations got. */
export interface Failure<State = unknown> {
  /** The operation at whose return no path survives: the history up to just before it returned is linearizable. */
  readonly operation: number
  /** The longest legal prefixes, at most one for each state and set of operations done. Longest first. */
  readonly prefixes: readonly LegalPrefix<State>[]
  /** Prefixes that were found but left out of `prefixes` because there are too many. */
  readonly omitted: number
  /** True if the search did not look for all prefixes: `prefixes` are some of the longest, perhaps none. */
  readonly partial?: boolean
}

/** One legal order of as many operations as could be ordered. */
export interface LegalPrefix<State = unknown> {
  /** The operations, in that order. */
  readonly order: readonly number[]
  /** The state after each of them. */
  readonly states: readonly State[]
  /** The state after the last of them (the initial one if there is none). */
  readonly state: State
  /** Operations that had been called when `Failure.operation` returned, but are not in `order`: why each of them cannot come next, or where it leads. */
  readonly pending: readonly PendingOperation<State>[]
}

export interface PendingOperation<State = unknown> {
  readonly operation: number
  /** Whether the model allows it as the next one. If so it only leads to another dead end. */
  readonly legal: boolean
  /** The state that it leads to; absent when illegal. */
  readonly next?: State
  /** For a human: `read → 4 is impossible: the register holds 1`. */
  readonly why: string
}

export interface Statistics {
  readonly operations: number
  readonly partitions: number
  /** Configurations examined. */
  readonly configurations: number
  readonly milliseconds: number
}
