// Histories as EDN that Jepsen, Elle and Knossos read back.

import { type EDNVal, toEDNString } from 'edn-data'
import type { Operation } from './operation.ts'

// What begins a micro-operation is a keyword in Jepsen's transactions; other strings of a value stay strings.
const microOperations = new Set(['r', 'w', 'append', 'send', 'poll'])
const keyword = /^[A-Za-z*!_?<>=+.-][\w*!?<>=+.:#/-]*$/

/** The history as EDN: one map a line, with keywords for the type, for `f`, for named processes and for micro-operations. */
export function formatEdn(operations: readonly Operation[]): string {
  return operations.map(operation => `${formatOperation(operation)}\n`).join('')
}

function formatOperation(operation: Operation): string {
  const fields: [EDNVal, EDNVal][] = []
  for (const [name, value] of Object.entries(operation)) {
    if (value === undefined) continue
    const isWord = name === 'type' || name === 'f' || name === 'process'
    fields.push([keywordOrString(name), isWord && typeof value === 'string' ? keywordOrString(value) : toEdn(value)])
  }
  return toEDNString({ map: fields })
}

function keywordOrString(text: string): EDNVal {
  return keyword.test(text) ? { key: text } : text
}

function toEdn(value: unknown): EDNVal {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value
  if (Array.isArray(value)) return value.map(inner => (isMicroOperation(inner) ? microOperation(inner) : toEdn(inner)))
  if (typeof value === 'object') return { map: Object.entries(value).map(([key, inner]) => [key, toEdn(inner)]) }
  throw new TypeError(`A history holds plain values; EDN has no form for ${typeof value}.`)
}

function isMicroOperation(inner: unknown): inner is [string, ...unknown[]] {
  return Array.isArray(inner) && typeof inner[0] === 'string' && microOperations.has(inner[0])
}

function microOperation([f, ...rest]: [string, ...unknown[]]): EDNVal {
  return [{ key: f }, ...rest.map(toEdn)]
}
