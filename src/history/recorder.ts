/** Writes operations down as they happen. */

import type { Draft } from '../generators/generator.ts'
import type { Completion } from '../generators/interpreter.ts'
import type { Clock } from '../time/clock.ts'
import type { Operation, OperationType, Process } from './operation.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export class Recorder {
  readonly operations: Operation[] = []
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The beginning of an operation, or, with a completion, its end. */
  record(process: Process, node: string | undefined, draft: Draft, completion: Completion | undefined): Operation {
    const type: OperationType = completion === undefined ? 'invoke' : (completion.type ?? 'ok')
    const value = completion !== undefined && 'value' in completion ? completion.value : (draft.value ?? null)
    // Built without spreading: there are two of these for every operation of the run.
    const operation: Mutable<Operation> = {
      index: this.operations.length,
      time: this.#clock.now(),
      type,
      process,
      f: draft.f,
      value: value ?? null,
    }
    if (completion?.error !== undefined) operation.error = completion.error
    if (node !== undefined) operation.node = node
    if (draft.final === true) operation.final = true
    this.operations.push(operation)
    return operation
  }

  /** What the nemesis, or a test that steers by hand, did. Jepsen's nemesis operations are all of type `info`. */
  event(process: string, f: string, value: unknown): Operation {
    const operation: Operation = {
      index: this.operations.length,
      time: this.#clock.now(),
      type: 'info',
      process,
      f,
      value: value ?? null,
    }
    this.operations.push(operation)
    return operation
  }
}
