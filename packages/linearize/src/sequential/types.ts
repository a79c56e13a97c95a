/** What `checkSequential` takes and gives. */
import type { CheckOptions, Operation, UnknownCause } from '../types.ts'

export type SequentialOptions = Pick<
  CheckOptions,
  'timeLimit' | 'memoryLimit' | 'signal' | 'now' | 'witness' | 'core' | 'explain' | 'verifyModel'
>

export interface SequentialResult<State = unknown, Input = unknown, Output = unknown> {
  readonly valid: true | false | 'unknown'
  /** Present when `valid` is `unknown`. */
  readonly cause?: UnknownCause
  /** Name of the model. */
  readonly model: string
  /** The operations that were judged. All indices are positions in this array. */
  readonly operations: readonly Operation<Input, Output>[]
  /** What decided: a linearization, the orders that the reads force, or the search. */
  readonly engine?: 'linearizable' | 'forced-order' | 'search'
  /** With `witness: true`, when valid: a legal order of the operations that keeps the order of each process. Crashed operations that did not happen are absent. */
  readonly witness?: readonly number[]
  /** Present when `valid` is false, unless `explain: false`. */
  readonly failure?: SequentialFailure<State>
  /** With `core: true`, when invalid: operations that are not sequentially consistent by themselves, while without any one of them that may be left out they are. */
  readonly core?: readonly number[]
  readonly statistics: { readonly operations: number; readonly configurations: number; readonly milliseconds: number }
}

export interface SequentialFailure<State = unknown> {
  /** Orders that every explanation would have to keep, in a circle: the last `after` is the first `before`. */
  readonly cycle?: readonly OrderStep[]
  /** A read of a value that nobody wrote. */
  readonly unwritten?: number
  /** The longest legal interleavings that were found. */
  readonly prefixes: readonly SequentialPrefix<State>[]
}

export interface OrderStep {
  readonly before: number
  readonly after: number
  /** The read that forces it; absent for two operations of one process. */
  readonly read?: number
  /** For a human, without a subject: `the same process did it first`. */
  readonly because: string
}

export interface SequentialPrefix<State = unknown> {
  readonly order: readonly number[]
  /** The next operation of every process that has one. */
  readonly stuck: readonly StuckOperation<State>[]
}

export interface StuckOperation<State = unknown> {
  readonly operation: number
  readonly legal: boolean
  /** The state of what it touches (of its key, if the model partitions). */
  readonly state: State
  /** For a human. */
  readonly why: string
}
