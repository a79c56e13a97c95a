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

/** Operations that an error names, and how much of each. */
const SHOWN_MALFORMED = 3
const SHOWN_CHARACTERS = 200

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
  readonly transactions: Omit<Transactions, 'values'>
  /** 1 for the last operation of each process: what is known of a process need not be kept any longer. */
  readonly ends: Uint8Array
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
  /** The keys, by number, that operations assigned or subscribed to. */
  readonly assigned: ReadonlyMap<number, readonly number[]>
}

/**
 * Reads a history. Operations that never completed count as ones that may have happened.
 * @throws OverlappingOperationsError, UnknownMicroOperationError
 */
export function readLog(history: readonly Operation[]): LogHistory {
  const { values, ...transactions } = readTransactions(history, true)
  const { count, operations, type, process } = transactions
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
  const assigned = new Map<number, readonly number[]>()
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

  /** Returns false if what was told is neither a message nor an offset and a message. */
  const send = (t: number, name: unknown, told: unknown): boolean => {
    const paired = Array.isArray(told) && told.length === 2
    if (paired && !isOffset(told[0])) return false
    const key = numberOfKey(name)
    const message = numberOfMessage(key, paired ? told[1] : told)
    sends.message.push(message)
    sends.offset.push(paired ? offsetOf(told[0]) : UNKNOWN)
    const before = writer.at(message)
    if (before < 0 || type[t]! <= type[before]!) writer.set(message, t)
    return true
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
        if (!Array.isArray(pair) || pair.length !== 2 || !isOffset(pair[0])) return false
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
    let understood = kind[t] === 0 || value === null || value === undefined || Array.isArray(value)
    if ((kind[t]! & (SENDS | POLLS)) !== 0 && Array.isArray(value)) {
      for (const mop of value as readonly unknown[]) {
        if (!Array.isArray(mop)) understood = false
        else if (mop[0] === 'send' && mop.length === 3)
          understood &&= (kind[t]! & SENDS) === 0 || send(t, mop[1], mop[2])
        else understood &&= mop[0] === 'poll' && ((kind[t]! & POLLS) === 0 || poll(mop[1]))
      }
    } else if (kind[t] !== 0 && Array.isArray(value)) assigned.set(t, value.map(numberOfKey))
    if (!understood && malformed.length < SHOWN_MALFORMED) malformed.push(described(operations[t]!))
    sends.from[t + 1] = sends.message.length
    polls.from[t + 1] = polls.message.length
  }
  if (malformed.length > 0) {
    throw new UnknownMicroOperationError(
      '["send", key, message] or ["send", key, [offset, message]], and ["poll", {key: [[offset, message], …]}]; an assignment is a list of keys',
      malformed,
    )
  }
  return {
    transactions,
    ends: lastOfEach(process),
    kind,
    sends: { from: sends.from, message: sends.message.values, offset: sends.offset.values },
    polls: { from: polls.from, message: polls.message.values, offset: polls.offset.values },
    keys,
    messageCount: payloads.length,
    keyOf: keyOf.values,
    payloads,
    writer: writer.values,
    assigned,
  }
}

function lastOfEach(process: Int32Array): Uint8Array {
  const last = new Map<number, number>()
  process.forEach((who, t) => {
    last.set(who, t)
  })
  const ends = new Uint8Array(process.length)
  for (const t of last.values()) ends[t] = 1
  return ends
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

/** A number, or nothing where nobody was told. */
function isOffset(offset: unknown): boolean {
  return typeof offset === 'number' || typeof offset === 'bigint' || offset === null || offset === undefined
}

/** The operation, of which a poll may have returned a great deal. */
function described(operation: Operation): string {
  const text = describe(operation)
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`
}

function offsetOf(offset: unknown): number {
  return typeof offset === 'number' || typeof offset === 'bigint' ? Number(offset) : UNKNOWN
}
