/** Messages of the protocol: their shape, the check of an envelope, and JSON that keeps whole numbers of any size. */

import { parse as parseLossless, stringify as stringifyLossless } from 'lossless-json'

/** The number of a request; a BigInt beyond 2^53. Nodes may write null for none. */
export type MessageId = number | bigint

/** `type` says what is asked or answered; `msg_id` is unique per sender; `in_reply_to` names the request that this answers. */
export interface Body {
  readonly type: string
  readonly msg_id?: MessageId | null
  readonly in_reply_to?: MessageId | null
  readonly [field: string]: unknown
}

export interface Message {
  /** The network's own number for it. */
  readonly id: number
  readonly src: string
  readonly dest: string
  readonly body: Body
  /** The message as JSON text, the way its sender wrote it. */
  readonly text: string
}

export interface Envelope {
  readonly src: string
  readonly dest: string
  readonly body: Body
}

/** Sixteen digits or more may not fit a double: ids of 64 bits are common, and rounding them would make duplicates. */
const LONG_NUMBER = /\d{16}/

const wholeNumber = (text: string): unknown => {
  const value = Number(text)
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? value : BigInt(text)
}

/** JSON.parse, except that whole numbers beyond 2^53 become BigInt instead of a neighbour. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  return LONG_NUMBER.test(text) ? parseLossless(text, undefined, wholeNumber) : JSON.parse(text)
}

/** JSON.stringify, except that a BigInt is written with all its digits. `undefined` is written as null. */
export function formatJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch (error) {
    const text = error instanceof TypeError ? stringifyLossless(value) : undefined
    if (text === undefined) throw error
    return text
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Random ids of 64 bits are common; null is how some languages write what is not there. */
function isIdOrNothing(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'bigint' || Number.isInteger(value)
}

/** What is wrong with a parsed line as a message from `sender`, or undefined when it is one. Hand-checked: it runs for every message. */
export function flawOfMessage(value: unknown, sender: string): { problem: string; expected: string } | undefined {
  const expected = '{"src": string, "dest": string, "body": {"type": string, …}}'
  if (!isObject(value)) return { problem: 'it is JSON, but no object', expected }
  const { src, dest, body } = value
  if (typeof src !== 'string')
    return { problem: src === undefined ? 'it has no "src"' : '"src" is not a string', expected }
  if (src !== sender)
    return { problem: `"src" is ${formatJson(src)}, but ${sender} sent it`, expected: `"src": "${sender}"` }
  if (typeof dest !== 'string')
    return { problem: dest === undefined ? 'it has no "dest"' : '"dest" is not a string', expected }
  if (!isObject(body)) return { problem: body === undefined ? 'it has no "body"' : '"body" is not an object', expected }
  if (typeof body.type !== 'string') {
    return {
      problem: body.type === undefined ? 'its body has no "type"' : 'the "type" of its body is not a string',
      expected,
    }
  }
  const { msg_id, in_reply_to } = body
  if (!isIdOrNothing(msg_id)) {
    return { problem: '"msg_id" is not a whole number', expected: '"msg_id": 1, 2, 3, …, unique for each sender' }
  }
  if (!isIdOrNothing(in_reply_to)) {
    return { problem: '"in_reply_to" is not a whole number', expected: 'the "msg_id" of the request that it answers' }
  }
  return undefined
}
