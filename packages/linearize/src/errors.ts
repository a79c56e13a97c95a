/** What can be wrong with a history or a model: one named error each. */
import type { Process } from './types.ts'

/** A history that cannot be judged. `index` is the position of the entry in the array that was given. */
export class HistoryError extends Error {
  readonly index: number
  constructor(message: string, index: number) {
    super(message)
    this.name = new.target.name
    this.index = index
  }
}

/** A time that is no number, or an infinite call. */
export class InvalidTimeError extends HistoryError {
  constructor(index: number, field: string, value: unknown) {
    super(
      `Operation ${index} has ${field} = ${String(value)}: it must be a number${field === 'call' ? '' : ' (leave it out when the operation never returned)'}.`,
      index,
    )
  }
}

/** An operation that returned before it was called. */
export class ReturnBeforeCallError extends HistoryError {
  constructor(index: number, call: number, returned: number) {
    super(
      `Operation ${index} returned at ${returned}, before it was called at ${call}. Are call and return swapped, or from different clocks?`,
      index,
    )
  }
}

/** A process that called an operation while another of its own was open. */
export class OpenOperationError extends HistoryError {
  constructor(process: Process, index: number, open: number, crashed: boolean) {
    super(
      `Process ${process} called operation ${index} while its operation ${open} was still open: a process does one thing at a time. ` +
        (crashed
          ? 'After an operation that crashed or never returned, go on with a new process number, as Jepsen does.'
          : 'Give concurrent operations different processes.'),
      index,
    )
  }
}

/** A completion without an invocation, an unknown type, and the like. */
export class InvalidEventError extends HistoryError {}

/** A value that has no meaningful equality: a function, a symbol, a cyclic object. */
export class IncomparableValueError extends Error {
  constructor(what: string) {
    super(
      `${what} cannot be compared. Inputs, outputs and states must be plain data: null, booleans, numbers, strings, bigints, arrays, objects, Maps, Sets, Dates.`,
    )
    this.name = 'IncomparableValueError'
  }
}

/** A model that breaks its contract: it mutates its state, is not deterministic, or gives a hint that does not hold. */
export class ModelError extends Error {
  readonly model: string
  constructor(model: string, message: string) {
    super(`Model ${model} ${message}`)
    this.name = 'ModelError'
    this.model = model
  }
}

/** An operation that the model does not know. */
export class UnsupportedOperationError extends Error {
  constructor(model: string, f: unknown, known: readonly string[]) {
    super(`Model ${model} has no operation ${JSON.stringify(f) ?? String(f)}. It knows ${known.join(', ')}.`)
    this.name = 'UnsupportedOperationError'
  }
}
