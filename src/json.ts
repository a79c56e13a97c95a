/**
 * JSON values as elements and ids: when two of them are the same, in what order they stand, and what key they get in a table of
 * figures. Two values are the same when their canonical texts are: the keys of objects sorted, numbers as JSON writes them. Whole numbers
 * beyond 2^53 may be BigInts (as the network reads them), and then keep all their digits.
 */

/** The text of a JSON value with the keys of every object in order, so that equal values have equal texts. */
export function canonicalText(value: unknown): string {
  if (value === undefined) return 'null'
  if (typeof value === 'number' || typeof value === 'bigint') return String(numberKey(value))
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  const entries = Object.entries(value)
    .filter(([, held]) => held !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${canonicalText(held)}`).join(',')}}`
}

/** What stands for a JSON value in a Map or a Set. */
export type JsonKey = string | number | bigint | boolean | null

/** NUL: the first character of keys that are texts, so that no plain string can be taken for an array or object. */
const TEXT = '\u0000'

/** The same key for the same JSON value, another for every other. Scalars are their own keys, which makes the usual case cheap. */
export function jsonKey(value: unknown): JsonKey {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return numberKey(value)
    case 'boolean':
      return value
    case 'string':
      return value.startsWith(TEXT) ? TEXT + JSON.stringify(value) : value
    default:
      return value === null || value === undefined ? null : TEXT + canonicalText(value)
  }
}

/** Doubles as long as they are exact, BigInts beyond: one or the other for the same number, however it was read. */
function numberKey(value: number | bigint): number | bigint {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value
  return BigInt.asIntN(54, value) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value
}

export function sameJson(a: unknown, b: unknown): boolean {
  return a === b || jsonKey(a) === jsonKey(b)
}

/** Null, booleans, numbers, strings, arrays, objects. */
function rank(value: unknown): number {
  if (value === null || value === undefined) return 0
  if (typeof value === 'boolean') return 1
  if (typeof value === 'number' || typeof value === 'bigint') return 2
  if (typeof value === 'string') return 3
  return Array.isArray(value) ? 4 : 5
}

/**
 * A total order of JSON values: null < false < true < numbers < strings (by UTF-16 code unit) < arrays (element by element, a
 * prefix first) < objects (by canonical text). Negative, zero or positive, as `Array.sort` wants it.
 */
export function compareJson(a: unknown, b: unknown): number {
  const order = rank(a) - rank(b)
  if (order !== 0) return order
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const difference = compareJson(a[i], b[i])
      if (difference !== 0) return difference
    }
    return a.length - b.length
  }
  const x = scalar(a)
  const y = scalar(b)
  return x < y ? -1 : x > y ? 1 : 0
}

function scalar(value: unknown): string | number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string') return value
  if (typeof value === 'boolean') return Number(value)
  return value === null || value === undefined ? 0 : canonicalText(value)
}

/**
 * The value as the key of a JSON object, for figures such as `{"17": 2}`: a string as it is, anything else as its canonical
 * text. A string that could be mistaken for such a text (`"17"`) keeps its quotes.
 */
export function figureKey(value: unknown): string {
  if (typeof value !== 'string') return canonicalText(value)
  try {
    JSON.parse(value)
    return JSON.stringify(value)
  } catch {
    return value
  }
}
