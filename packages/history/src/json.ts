// Histories as JSON lines, with integers beyond 2⁵³ kept exact.

import type { Operation } from './operation.ts'

// JSON.parse would round a long integer, and two distinct elements would become one. Such literals travel as marked strings.
const mark = '\u0001integer:'
const stringOrLongInteger = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g
const markedInteger = /"\\u0001integer:(-?\d+)"/g

/** Parses one JSON document; integers that a number cannot hold become bigints. */
export function parseJson(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text)
  const marked = text.replace(stringOrLongInteger, token =>
    token[0] === '"' || Number.isSafeInteger(Number(token)) ? token : JSON.stringify(mark + token),
  )
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  )
}

/** The history as JSON lines: one operation a line, in the same order, ready for {@link parseHistory}. */
export function formatJsonLines(operations: readonly Operation[]): string {
  return operations.map(operation => `${formatJson(operation)}\n`).join('')
}

function formatJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? mark + inner : inner))
  return text.includes('\\u0001integer:') ? text.replace(markedInteger, '$1') : text
}
