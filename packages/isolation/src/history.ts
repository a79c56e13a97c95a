// A history as the checkers work on it: transactions as numbered vertices, their fates and times in typed arrays.

import { OverlappingOperationsError } from './errors.ts'

/**
 * One entry of a history, as Jepsen writes it. `value` of a transaction is a list of micro-operations, such as
 * ['append', 'x', 1] or ['r', 'x', [1]]. Entries whose process is no whole number (a nemesis) are ignored.
 */
export interface Operation {
  readonly index?: number | undefined
  readonly time?: number | undefined
  readonly type: 'invoke' | 'ok' | 'info' | 'fail'
  readonly process: number | string
  readonly f?: string | undefined
  readonly value?: unknown
}

export const OK = 1
export const INFO = 2
export const FAIL = 3

/** Every transaction of a history, numbered in order of completion; those that never completed come last. */
export interface Transactions {
  readonly count: number
  /** The completion of each transaction, or its invocation if it never completed. */
  readonly operations: readonly Operation[]
  /** Its micro-operations: as completed or, where an indefinite completion does not say, as invoked. */
  readonly values: readonly unknown[]
  /** OK, INFO or FAIL. A transaction that never completed is INFO: it may have happened. */
  readonly type: Uint8Array
  /** 1 where type is OK. */
  readonly ok: Uint8Array
  readonly process: Int32Array
  /** Positions in the history; -1 where there is none. */
  readonly invokedAt: Int32Array
  readonly completedAt: Int32Array
}

/**
 * Numbers the transactions of a history.
 * @param keepOpen whether invocations without a completion count, as transactions that may have happened
 * @throws OverlappingOperationsError
 */
export function readTransactions(history: readonly Operation[], keepOpen: boolean): Transactions {
  // Of each process the position of its open operation, or -1: a map that entries come and go in makes much garbage.
  const open = new Map<number, number>()
  let completions = 0
  const processes = new Set<number>()
  for (const operation of history) {
    if (!isClient(operation)) continue
    if (operation.type !== 'invoke') completions++
    else if (keepOpen) processes.add(operation.process)
  }
  // Of each process one operation at most is open in the end.
  const limit = completions + processes.size
  const operations = new Array<Operation>(limit)
  const values = new Array<unknown>(limit)
  let count = 0
  const type = new Uint8Array(limit)
  const ok = new Uint8Array(limit)
  const process = new Int32Array(limit)
  const invokedAt = new Int32Array(limit)
  const completedAt = new Int32Array(limit)
  const add = (operation: Operation, value: unknown, fate: number, invoked: number, completed: number): void => {
    const vertex = count++
    operations[vertex] = operation
    values[vertex] = value
    type[vertex] = fate
    ok[vertex] = fate === OK ? 1 : 0
    process[vertex] = operation.process as number
    invokedAt[vertex] = invoked
    completedAt[vertex] = completed
  }
  for (let position = 0; position < history.length; position++) {
    const operation = history[position]!
    if (!isClient(operation)) continue
    const invoked = open.get(operation.process) ?? -1
    if (operation.type === 'invoke') {
      if (invoked >= 0) {
        throw new OverlappingOperationsError(
          operation.process,
          describe(history[invoked]!, invoked),
          describe(operation, position),
        )
      }
      open.set(operation.process, position)
    } else {
      if (invoked >= 0) open.set(operation.process, -1)
      const value = operation.value ?? (operation.type !== 'ok' && invoked >= 0 ? history[invoked]!.value : undefined)
      add(operation, value, operation.type === 'ok' ? OK : operation.type === 'info' ? INFO : FAIL, invoked, position)
    }
  }
  if (keepOpen) {
    const positions = [...open.values()].filter(position => position >= 0).sort((a, b) => a - b)
    for (const position of positions) add(history[position]!, history[position]!.value, INFO, position, -1)
  }
  operations.length = count
  values.length = count
  return {
    count,
    operations,
    values,
    type: type.subarray(0, count),
    ok: ok.subarray(0, count),
    process: process.subarray(0, count),
    invokedAt: invokedAt.subarray(0, count),
    completedAt: completedAt.subarray(0, count),
  }
}

function isClient(operation: Operation): operation is Operation & { process: number } {
  return Number.isInteger(operation.process)
}

/** How an error names an operation. */
export function describe(operation: Operation, position?: number): string {
  const index = operation.index ?? position
  return `${index === undefined ? '' : `index ${index}, `}${operation.type} of process ${operation.process}, ${show(operation.value)}`
}

/** A value on one line. */
export function show(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return `[${value.map(show).join(' ')}]`
  return (
    JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ??
    String(value)
  )
}

/** What stands for a value in a map: equal values are equal keys. */
export function identity(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? `\u0000${show(value)}` : value
}

/** Numbers things in order of their first appearance. */
export class Numbering {
  readonly values: unknown[] = []
  private readonly numbers = new Map<unknown, number>()

  numberOf(value: unknown): number {
    const id = identity(value)
    let number = this.numbers.get(id)
    if (number === undefined) {
      number = this.values.length
      this.numbers.set(id, number)
      this.values.push(value)
    }
    return number
  }
}
