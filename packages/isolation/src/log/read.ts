// A history of sends and polls as flat arrays: who sent which message, who read which message at which offset.

import { UnknownMicroOperationError } from '../errors.ts'
import { describe, identity, type Operation, readTransactions, type Transactions } from '../history.ts'
import { Integers, Numbers } from './growing.ts'

export const SENDS = 1
export const POLLS = 2
export const ASSIGNS = 4
export const SUBSCRIBES = 8

const kinds: Readonly<Record<string, number>> = {
  send: SENDS,
  poll: POLLS,
  txn: SENDS | POLLS,
  assign: ASSIGNS,
  subscribe: SUBSCRIBES,
}

/** An offset that nobody was told. */
export const UNKNOWN = Number.NaN

/** Micro-operations of one sort, by operation: those of operation t are from[t] … from[t + 1] - 1. */
export interface Accesses {
  readonly from: Int32Array
  /** The message of each. */
  readonly message: Int32Array
  /** Its offset, or NaN. */
  readonly offset: Float64Array
}

/**
 * A history as the log's checks work on it. Operations, keys and messages are numbered in order of appearance; a message is a
 * value under a key.
 */
export interface LogHistory {
  readonly transactions: Transactions
  /** What each operation does: bits of SENDS, POLLS, ASSIGNS, SUBSCRIBES; 0 for what does not concern the log. */
  readonly kind: Uint8Array
  readonly sends: Accesses
  readonly polls: Accesses
  readonly keys: readonly string[]
  readonly messageCount: number
  readonly keyOf: Int32Array
  readonly payloads: readonly unknown[]
  /** The operation that sent each message, or -1. Of several, one that may have happened rather than one that failed. */
  readonly writer: Int32Array
  /** Keys that the operation assigned or subscribed to, by number. */
  assignment(operation: number): readonly number[]
}

/**
 * Reads a history. Operations that never completed count as ones that may have happened.
 * @throws OverlappingOperationsError, UnknownMicroOperationError
 */
export function readLog(history: readonly Operation[]): LogHistory {
  const transactions = readTransactions(history, true)
  const { count, operations, values, type } = transactions
  const keyNumbers = new Map<string, number>()
  const keys: string[] = []
  const byValue: Map<unknown, number>[] = []
  const keyOf = new Integers()
  const payloads: unknown[] = []
  const writer = new Integers()
  const sends = { from: new Int32Array(count + 1), message: new Integers(), offset: new Numbers() }
  const polls = { from: new Int32Array(count + 1), message: new Integers(), offset: new Numbers() }
  const malformed: string[] = []

  const numberOfKey = (name: unknown): number => {
    const key = typeof name === 'string' ? name : String(name)
    let number = keyNumbers.get(key)
    if (number === undefined) {
      number = keys.length
      keyNumbers.set(key, number)
      keys.push(key)
      byValue.push(new Map())
    }
    return number
  }
  const numberOfMessage = (key: number, value: unknown): number => {
    const numbers = byValue[key]!
    const id = typeof value === 'object' ? identity(value) : value
    let number = numbers.get(id)
    if (number === undefined) {
      number = payloads.length
      numbers.set(id, number)
      keyOf.push(key)
      payloads.push(value)
      writer.push(-1)
    }
    return number
  }

  const send = (t: number, name: unknown, told: unknown): void => {
    const key = numberOfKey(name)
    const paired = Array.isArray(told) && told.length === 2
    const message = numberOfMessage(key, paired ? told[1] : told)
    sends.message.push(message)
    sends.offset.push(paired ? offsetOf(told[0]) : UNKNOWN)
    const before = writer.at(message)
    if (before < 0 || type[t]! <= type[before]!) writer.set(message, t)
  }
  const poll = (messages: unknown): void => {
    if (messages === null || messages === undefined) return
    for (const [name, pairs] of Object.entries(messages)) {
      const key = numberOfKey(name)
      for (const [offset, value] of pairs as readonly (readonly [unknown, unknown])[]) {
        polls.message.push(numberOfMessage(key, value))
        polls.offset.push(offsetOf(offset))
      }
    }
  }

  const kind = new Uint8Array(count)
  for (let t = 0; t < count; t++) {
    kind[t] = kinds[operations[t]!.f ?? ''] ?? 0
    const value = values[t]
    if ((kind[t]! & (SENDS | POLLS)) !== 0 && Array.isArray(value)) {
      for (const mop of value as readonly unknown[]) {
        if (!wellFormed(mop)) {
          if (malformed.length < 8) malformed.push(describe(operations[t]!))
        } else if (mop[0] === 'send') {
          if ((kind[t]! & SENDS) !== 0) send(t, mop[1], mop[2])
        } else if ((kind[t]! & POLLS) !== 0) poll(mop[1])
      }
    } else if ((kind[t]! & (ASSIGNS | SUBSCRIBES)) !== 0 && Array.isArray(value)) value.forEach(numberOfKey)
    sends.from[t + 1] = sends.message.length
    polls.from[t + 1] = polls.message.length
  }
  if (malformed.length > 0) {
    throw new UnknownMicroOperationError('["send", key, value] and ["poll", {key: [[offset, value], …]}]', malformed)
  }
  return {
    transactions,
    kind,
    sends: { from: sends.from, message: sends.message.values, offset: sends.offset.values },
    polls: { from: polls.from, message: polls.message.values, offset: polls.offset.values },
    keys,
    messageCount: payloads.length,
    keyOf: keyOf.values,
    payloads,
    writer: writer.values,
    assignment(operation) {
      const value = values[operation]
      return Array.isArray(value) ? value.map(key => keyNumbers.get(String(key))!) : []
    },
  }
}

function offsetOf(offset: unknown): number {
  return typeof offset === 'number' || typeof offset === 'bigint' ? Number(offset) : UNKNOWN
}

function wellFormed(mop: unknown): mop is ['send', unknown, unknown] | ['poll', unknown] {
  if (!Array.isArray(mop)) return false
  if (mop[0] === 'send') return mop.length === 3
  if (mop[0] !== 'poll') return false
  const messages: unknown = mop[1]
  if (messages === null || messages === undefined) return true
  return typeof messages === 'object' && Object.values(messages).every(isPairs)
}

function isPairs(pairs: unknown): boolean {
  return Array.isArray(pairs) && pairs.every(pair => Array.isArray(pair) && pair.length === 2)
}
