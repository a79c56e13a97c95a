// What can be wrong with a history itself, before anything can be said about the store: one named error each.

/** A history that cannot be judged. */
export abstract class HistoryError extends Error {}

/** A micro-operation that the checker does not know. */
export class UnknownMicroOperationError extends HistoryError {
  override readonly name = 'UnknownMicroOperationError'
  constructor(expected: string, examples: readonly string[]) {
    super(`Unknown micro-operations: ${examples.join('; ')}. A transaction is a list of ${expected}.`)
  }
}

/** The same value was written to the same key twice, so that nobody can tell whose write a read has seen. */
export class DuplicateWriteError extends HistoryError {
  override readonly name = 'DuplicateWriteError'
  constructor(verb: string, key: string, value: string, first: string, second: string) {
    super(
      `Two transactions ${verb} ${value} to key ${key}: ${first} and ${second}. ` +
        'Every write to a key needs a value of its own, or a read cannot tell which write it has seen.',
    )
  }
}

/** A process began an operation while its previous one was still open. */
export class OverlappingOperationsError extends HistoryError {
  override readonly name = 'OverlappingOperationsError'
  constructor(process: number, first: string, second: string) {
    super(
      `Process ${process} has two open operations: ${first} and ${second}. ` +
        'A process does one thing at a time: give concurrent operations processes of their own.',
    )
  }
}

/** With `compatibility: 'elle'`: an element was read that nobody appended, for which Elle gives no verdict. */
export class UnwrittenElementError extends HistoryError {
  override readonly name = 'UnwrittenElementError'
  constructor(key: string, element: string) {
    super(`No transaction appended ${element} to key ${key}, but it was read.`)
  }
}
