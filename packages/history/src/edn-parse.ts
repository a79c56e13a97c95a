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

/**
 * Cuts EDN text into its top-level collections; the elements of one vector or list around everything count as top level.
 * @throws UnbalancedEdnError
 */
export function* ednForms(text: string): Generator<Form> {
  const token = /"(?:[^"\\]|\\[\s\S])*"?|;[^\n]*|\\[\s\S]|[[\](){}\n]/g
  const outer = /^(?:\s|,|;[^\n]*\n)*(?=[[(])/.exec(text)
  const open: { bracket: string; line: number }[] = []
  const top = outer ? 1 : 0
  let line = 1
  let start = -1
  let end = 0
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
      }
      end = token.lastIndex
    }
  }
  const unclosed = open.at(-1)
  if (unclosed) {
    const excerpt = text.slice(start >= 0 ? start : end).trim()
    throw new UnbalancedEdnError(
      `the ${unclosed.bracket} of line ${unclosed.line} is never closed`,
      unclosed.line,
      excerpt,
    )
  }
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

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = plain(value[i])
    return value
  }
  const read = value as Read
  if ('tag' in read) return plain(read.val)
  return Object.fromEntries(read.map.map(([key, inner]) => [keyText(plain(key)), plain(inner)]))
}

function keyText(key: unknown): string {
  return typeof key === 'object' && key !== null ? JSON.stringify(key) : String(key)
}
