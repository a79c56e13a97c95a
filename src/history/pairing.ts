/** Which completion belongs to which invocation. */

import { pointing } from '../explanations/pointer.ts'
import type { Operation, Pair, Process } from './operation.ts'

/** A history that no run can have produced: one process with two operations open at once. */
export class IllFormedHistoryError extends Error {
  override readonly name = 'IllFormedHistoryError'
  /** The invocation that was still open, and the one that came before it had been completed. */
  readonly operations: readonly [Operation, Operation]

  constructor(open: Operation, second: Operation) {
    super(
      pointing(
        'IllFormedHistoryError',
        `Process ${second.process} invokes \`${second.f}\` (index ${second.index}) while its \`${open.f}\` (index ${open.index}) is still open. ` +
          'A process does one operation at a time: complete the first one, or give the second a process of its own.',
      ),
    )
    this.operations = [open, second]
  }
}

/** Clients have whole numbers for processes; the nemesis and other actors have names. */
export function isClient(op: Operation): boolean {
  return typeof op.process === 'number'
}

/** A client that is told to crash: its process ends, and another takes its place. The name is Jepsen's. */
export const CRASH = 'crash'

/** Clients' operations that are meant to succeed: all but crashes, which always end `info`. */
export function isMeant(op: Operation): boolean {
  return isClient(op) && op.f !== CRASH
}

/**
 * Every invocation with its completion, in order of invocation: the next completion of the same process. Invocations that the
 * history does not complete have none; completions that nothing invoked are left out. Linear in the length of the history.
 * @throws {IllFormedHistoryError} when a process invokes while its last operation is open.
 */
export function pairs<V = unknown>(operations: Iterable<Operation<V>>): Pair<V>[] {
  return match(operations, false)
}

/**
 * As `pairs`, for histories that may be only completions (hand-written ones often are): a completion that nothing invoked counts
 * as its own invocation.
 * @throws {IllFormedHistoryError} likewise.
 */
export function attempts<V = unknown>(operations: Iterable<Operation<V>>): Pair<V>[] {
  return match(operations, true)
}

function match<V>(operations: Iterable<Operation<V>>, keepOrphans: boolean): Pair<V>[] {
  const found: { readonly invocation: Operation<V>; completion: Operation<V> | undefined }[] = []
  const open = new Map<Process, (typeof found)[number]>()
  for (const op of operations) {
    const current = open.get(op.process)
    if (op.type === 'invoke') {
      if (current) throw new IllFormedHistoryError(current.invocation, op)
      const pair = { invocation: op, completion: undefined }
      found.push(pair)
      open.set(op.process, pair)
    } else if (current) {
      current.completion = op
      open.delete(op.process)
    } else if (keepOrphans) {
      found.push({ invocation: op, completion: op })
    }
  }
  return found
}
