// Which completion belongs to which invocation.

import type { Operation } from './operation.ts'

/** One logical operation: its invocation and its completion, where the history has them. */
export interface OperationPair<Op extends Operation = Operation> {
  readonly invocation?: Op
  readonly completion?: Op
}

/** A process is single-threaded, but the history has it begin an operation while another is still open. */
export class IllFormedHistoryError extends Error {
  override readonly name = 'IllFormedHistoryError'
  readonly open: Operation
  readonly second: Operation

  constructor(open: Operation, second: Operation) {
    super(
      `Process ${open.process} has two open operations: it invoked ${open.f} at index ${open.index} and, before that ` +
        `completed, ${second.f} at index ${second.index}. A process does one thing at a time: give concurrent ` +
        `operations processes of their own, and complete every operation (with info when its outcome is unknown).`,
    )
    this.open = open
    this.second = second
  }
}

/**
 * Pairs each invocation with the next completion of its process, in the order in which the pairs begin. Completions
 * without an invocation and invocations without a completion stand alone.
 * @throws IllFormedHistoryError when a process invokes while an operation of its own is still open.
 */
export function pair<Op extends Operation>(operations: readonly Op[]): OperationPair<Op>[] {
  const pairs: { invocation?: Op; completion?: Op }[] = []
  const open = new Map<number | string, { invocation: Op; completion?: Op }>()
  for (const operation of operations) {
    const begun = open.get(operation.process)
    if (operation.type === 'invoke') {
      if (begun) throw new IllFormedHistoryError(begun.invocation, operation)
      const entry = { invocation: operation }
      open.set(operation.process, entry)
      pairs.push(entry)
    } else if (begun) {
      begun.completion = operation
      open.delete(operation.process)
    } else {
      pairs.push({ completion: operation })
    }
  }
  return pairs
}
