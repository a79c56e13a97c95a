// A history from text: JSON lines, a JSON array, or EDN, told apart by how the text begins. The text may come in parts, since
// one string holds half a gigabyte at most, which is less than two million operations.

import { ednForms, readForm, UnbalancedEdnError } from './edn-parse.ts'
import { parseJson } from './json.ts'
import type { Operation } from './operation.ts'

/** A text that is no history. Names the line, shows what stands there, and says what was expected. */
export class HistoryParseError extends Error {
  override readonly name = 'HistoryParseError'
  /** Line of the text, from 1. */
  readonly line: number
  /** What stands there, shortened. */
  readonly excerpt: string

  constructor(line: number, text: string, why: string) {
    const excerpt = shorten(text)
    super(`Line ${line}: ${why}\n  ${excerpt}`)
    this.line = line
    this.excerpt = excerpt
  }
}

/** A text of which {@link parseHistory} needs no more to tell its format. */
const BEGINNING = 10_000

/**
 * Reads a history: JSON lines or one JSON array of Jepsen events, or Jepsen's EDN (one map a line, or one vector of maps).
 * Operations without an index get their position, operations without a time -1. A long text may come in parts, cut anywhere
 * (a JSON array is put together all the same).
 * @throws HistoryParseError naming the first line that cannot be read.
 */
export function parseHistory(text: string | Iterable<string>): Operation[] {
  const { beginning, parts } = opened(typeof text === 'string' ? [text] : text)
  const entries = looksLikeJson(beginning) ? jsonEntries(beginning, parts) : ednEntries(parts)
  const operations: Operation[] = []
  let indexed = true
  for (const { value, line, text } of entries) {
    operations.push(toOperation(value, line, text))
    if (operations.at(-1)!.index === undefined) indexed = false
  }
  return indexed ? operations : operations.map((operation, index) => ({ ...operation, index }))
}

interface Entry {
  readonly value: unknown
  readonly line: number
  readonly text: string
}

/** How a text begins, and its parts, that beginning included. */
function opened(parts: Iterable<string>): { readonly beginning: string; readonly parts: Iterable<string> } {
  const rest = parts[Symbol.iterator]()
  let beginning = ''
  while (beginning.length < BEGINNING) {
    const { done, value } = rest.next()
    if (done === true) return { beginning, parts: [beginning] }
    beginning += value
  }
  return {
    beginning,
    parts: (function* () {
      yield beginning
      for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value
    })(),
  }
}

function looksLikeJson(beginning: string): boolean {
  return /^\s*\[?\s*\{\s*"(?:[^"\\]|\\.)*"\s*:/.test(beginning.slice(0, BEGINNING))
}

function* jsonEntries(beginning: string, parts: Iterable<string>): Generator<Entry> {
  if (/^\s*\[/.test(beginning)) {
    const text = [...parts].join('')
    const values = json(text, 1)
    if (!Array.isArray(values)) throw new HistoryParseError(1, text, 'expected an array of operations.')
    for (const value of values) yield { value, line: 1, text: '' }
    return
  }
  let line = 0
  for (const lineText of linesOf(parts)) {
    line++
    if (lineText.trim() !== '') yield { value: json(lineText, line), line, text: lineText }
  }
}

function* linesOf(parts: Iterable<string>): Generator<string> {
  let begun = ''
  for (const part of parts) {
    const lines = part.split('\n')
    lines[0] = begun + lines[0]
    begun = lines.pop()!
    yield* lines
  }
  yield begun
}

function json(text: string, line: number): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    throw new HistoryParseError(line, text, `not JSON (${error instanceof Error ? error.message : String(error)}).`)
  }
}

function* ednEntries(parts: Iterable<string>): Generator<Entry> {
  let any = false
  // Of a text without any form nothing is passed over, so it is here as a whole.
  let text = ''
  try {
    for (const form of ednForms(parts, rest => (text = rest))) {
      any = true
      yield { value: edn(form.text, form.line), line: form.line, text: form.text }
    }
  } catch (error) {
    if (!(error instanceof UnbalancedEdnError)) throw error
    throw new HistoryParseError(error.line, error.excerpt, `not EDN: ${error.message}. Was the file cut off?`)
  }
  if (!any && !/^\s*(?:[[(]\s*[\])])?\s*$/.test(text.replace(/;[^\n]*/g, ''))) {
    throw new HistoryParseError(
      1,
      text,
      'neither JSON lines nor EDN: expected operations such as {"type": "invoke", …} or {:type :invoke, …}.',
    )
  }
}

function edn(text: string, line: number): unknown {
  try {
    return readForm(text)
  } catch (error) {
    throw new HistoryParseError(line, text, `not EDN (${error instanceof Error ? error.message : String(error)}).`)
  }
}

const types = new Set<unknown>(['invoke', 'ok', 'fail', 'info'])

function toOperation(value: unknown, line: number, text: string): Operation {
  const fail = (why: string): never => {
    throw new HistoryParseError(line, text || printable(value), why)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail('an operation is an object (JSON) or a map (EDN).')
  const { index, time, type, process, f, value: inner, ...extra } = value as Record<string, unknown>
  if (!types.has(type)) fail(`type must be invoke, ok, fail or info, not ${printable(type)}.`)
  if (typeof process !== 'string' && typeof process !== 'number')
    fail(`process must be a number or a name, not ${printable(process)}.`)
  if (index != null && !Number.isSafeInteger(index)) fail(`index must be a whole number, not ${printable(index)}.`)
  if (time != null && typeof time !== 'number') fail(`time must be a number of nanoseconds, not ${printable(time)}.`)
  if (f != null && typeof f !== 'string') fail(`f must be a word, not ${printable(f)}.`)
  // index stays undefined for a moment, until parseHistory knows whether all operations have one.
  return { index, time: time ?? -1, type, process, f: f ?? '', value: inner ?? null, ...extra } as Operation
}

function printable(value: unknown): string {
  return value === undefined
    ? 'nothing'
    : (JSON.stringify(value, (_k, v) => (typeof v === 'bigint' ? String(v) : v)) ?? String(value))
}

function shorten(text: string): string {
  const oneLine = text.trim().replace(/\s+/g, ' ')
  return oneLine.length > 120 ? `${oneLine.slice(0, 117)}…` : oneLine
}
