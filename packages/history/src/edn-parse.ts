// Jepsen's EDN as plain values. The text is cut into top-level forms here, and each form is read by edn-data, which
// neither counts lines nor notices brackets that do not match, and which rounds long integers.

import { parseEDNString } from 'edn-data'

/** A top-level form: its text, and the line (from 1) on which it begins. */
export interface Form {
  readonly text: string
  readonly line: number
}

/** Brackets that do not match, or a text that ends inside a form. */
export class UnbalancedEdnError extends Error {
  readonly line: number
  readonly excerpt: string
  constructor(message: string, line: number, excerpt: string) {
    super(message)
    this.line = line
    this.excerpt = excerpt
  }
}

const closing: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' }

/** What is open at some place of the text, outermost first. */
type Open = readonly { readonly bracket: string; readonly line: number }[]

/**
 * Cuts EDN text into its top-level collections; the elements of one vector or list around everything count as top level. The text comes in parts, cut
 * anywhere. `onEnd` is told what follows the last form.
 * @throws UnbalancedEdnError
 */
export function* ednForms(parts: Iterable<string>, onEnd: (rest: string) => void = () => {}): Generator<Form> {
  // What has been read and belongs to no form that is complete: it is read again with what follows.
  let rest = ''
  let at: Place = { line: 1, open: [], wrapped: undefined }
  for (const part of parts) {
    rest += part
    const { index, place } = yield* completeForms(rest, at)
    rest = rest.slice(index)
    at = place
  }
  onEnd(rest)
  // Once more, now that nothing follows, for what is still open.
  const { unclosed } = yield* completeForms(rest, at)
  if (unclosed) {
    throw new UnbalancedEdnError(
      `the ${unclosed.bracket} of line ${unclosed.line} is never closed`,
      unclosed.line,
      unclosed.excerpt,
    )
  }
}

/** Where reading goes on: the line, what is open there, and whether a vector or list is around everything (not known before the first form). */
interface Place {
  readonly line: number
  readonly open: Open
  readonly wrapped: boolean | undefined
}

interface Outcome {
  /** Behind the last complete form; 0 where there is none. */
  readonly index: number
  readonly place: Place
  /** The innermost bracket that is not closed by the end of the text. */
  readonly unclosed: { readonly bracket: string; readonly line: number; readonly excerpt: string } | undefined
}

function* completeForms(text: string, from: Place): Generator<Form, Outcome> {
  const token = /"(?:[^"\\]|\\[\s\S])*"?|;[^\n]*|\\[\s\S]|[[\](){}\n]/g
  const wrapped = from.wrapped ?? /^(?:\s|,|;[^\n]*\n)*(?=[[(])/.test(text)
  const top = wrapped ? 1 : 0
  const open = [...from.open]
  let { line } = from
  let start = -1
  let end = 0
  let passed: Pick<Outcome, 'index' | 'place'> = { index: 0, place: from }
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const found = match[0]
    const first = found[0]!
    if (first === '\n') line++
    else if (first === '"' || first === '\\') line += found.split('\n').length - 1
    else if (closing[first]) {
      if (open.length === top) start = startOfForm(text, end, match.index)
      open.push({ bracket: first, line })
      if (open.length === top) end = token.lastIndex
    } else if (first !== ';') {
      const opened = open.pop()
      if (!opened || closing[opened.bracket] !== first) {
        const why = opened
          ? `the ${opened.bracket} of line ${opened.line} is closed by ${first}`
          : `nothing opens this ${first}`
        throw new UnbalancedEdnError(why, line, text.slice(Math.max(end, match.index - 60), match.index + 1))
      }
      if (open.length === top && start >= 0) {
        yield { text: text.slice(start, token.lastIndex), line: opened.line }
        start = -1
        passed = { index: token.lastIndex, place: { line, open: [...open], wrapped } }
      }
      end = token.lastIndex
    }
  }
  const innermost = open.at(-1)
  const excerpt = text.slice(start >= 0 ? start : end).trim()
  return { ...passed, unclosed: innermost && { ...innermost, excerpt } }
}

// A tag belongs to the form that follows it.
function startOfForm(text: string, from: number, bracket: number): number {
  const tag = /#[^\s,;"[\](){}]*\s*$/.exec(text.slice(Math.max(from, bracket - 100), bracket))
  return tag ? bracket - tag[0].length : bracket
}

const stringOrLongInteger = /"(?:[^"\\]|\\[\s\S])*"|\\.|(?<![^\s,[\](){}])[-+]?\d{16,}(?![^\s,[\](){}])/g

/**
 * Reads one form: keywords, symbols and characters become strings, lists, vectors and sets arrays, maps objects
 * with stringified keys, tagged values their value, and integers beyond 2⁵³ bigints.
 */
export function readForm(text: string): unknown {
  const exact = /\d{16}/.test(text)
    ? text.replace(stringOrLongInteger, token => (/^[-+\d]/.test(token) ? `${token}N` : token))
    : text
  return plain(
    parseEDNString(exact, {
      mapAs: 'doubleArray',
      setAs: 'array',
      listAs: 'array',
      keywordAs: 'string',
      symbolAs: 'string',
      charAs: 'string',
      tagHandlers: { inst: value => value },
    }),
  )
}

type Read = { readonly map: readonly [unknown, unknown][] } | { readonly tag: string; readonly val: unknown }

/** Short strings that have occurred, as themselves: a long history repeats the same few words, and each copy takes memory. */
const known = new Map<string, string>()
// Of a longer string V8 may keep the whole text that it was cut from.
const [SHORT, MANY] = [12, 10_000]

function once(text: string): string {
  const same = known.get(text)
  if (same !== undefined) return same
  if (text.length <= SHORT && known.size < MANY) known.set(text, text)
  return text
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return once(value)
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (typeof value !== 'object' || value === null) return value
  // A new array has just the room that it needs; those of edn-data have grown, and have more.
  if (Array.isArray(value)) return value.map(plain)
  const read = value as Read
  if ('tag' in read) return plain(read.val)
  return Object.fromEntries(read.map.map(([key, inner]) => [keyText(plain(key)), plain(inner)]))
}

function keyText(key: unknown): string {
  return typeof key === 'object' && key !== null ? JSON.stringify(key) : once(String(key))
}
