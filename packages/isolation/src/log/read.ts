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
  const keyOf = new Integers(count / 2)
  const payloads: unknown[] = []
  const writer = new Integers(count / 2)
  // Counted beforehand: lists that grow hold everything twice for a while, and this is the most memory that a check needs.
  const expected = countAccesses(values)
  const accesses = (n: number) => ({
    from: new Int32Array(count + 1),
    message: new Integers(n),
    offset: new Numbers(n),
  })
  const [sends, polls] = [accesses(expected.sends), accesses(expected.polls)]
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
  /** Returns false if the messages are not what a poll returns. */
  const poll = (messages: unknown): boolean => {
    if (messages === null || messages === undefined) return true
    if (typeof messages !== 'object') return false
    const byKey = messages as Readonly<Record<string, unknown>>
    for (const name in byKey) {
      const pairs = byKey[name]
      if (!Array.isArray(pairs)) return false
      const key = numberOfKey(name)
      for (let i = 0; i < pairs.length; i++) {
        const pair: unknown = pairs[i]
        if (!Array.isArray(pair) || pair.length !== 2) return false
        polls.message.push(numberOfMessage(key, pair[1]))
        polls.offset.push(offsetOf(pair[0]))
      }
    }
    return true
  }

  const kind = new Uint8Array(count)
  for (let t = 0; t < count; t++) {
    kind[t] = kinds[operations[t]!.f ?? ''] ?? 0
    const value = values[t]
    if ((kind[t]! & (SENDS | POLLS)) !== 0 && Array.isArray(value)) {
      for (const mop of value as readonly unknown[]) {
        const [f, first, second] = Array.isArray(mop) ? (mop as unknown[]) : []
        let understood = false
        if (f === 'send' && (mop as unknown[]).length === 3) {
          understood = true
          if ((kind[t]! & SENDS) !== 0) send(t, first, second)
        } else if (f === 'poll') understood = (kind[t]! & POLLS) === 0 || poll(first)
        if (!understood && malformed.length < 8) malformed.push(describe(operations[t]!))
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

/** How many messages are sent and polled, by the look of it; what is malformed counts as it comes. */
function countAccesses(values: readonly unknown[]): { readonly sends: number; readonly polls: number } {
  let [sends, polls] = [0, 0]
  for (const value of values) {
    if (!Array.isArray(value)) continue
    for (const mop of value as readonly unknown[]) {
      if (!Array.isArray(mop)) continue
      const messages: unknown = mop[1]
      if (mop[0] === 'send') sends++
      else if (typeof messages === 'object' && messages !== null) {
        const byKey = messages as Readonly<Record<string, unknown>>
        for (const name in byKey) polls += Array.isArray(byKey[name]) ? byKey[name].length : 0
      }
    }
  }
  return { sends, polls }
}

function offsetOf(offset: unknown): number {
  return typeof offset === 'number' || typeof offset === 'bigint' ? Number(offset) : UNKNOWN
}
