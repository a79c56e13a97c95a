/** Equality of plain data, and small integers in place of values. */
import { IncomparableValueError } from './errors.ts'

/** Whether two values are structurally the same. `0` and `-0` are, `4` and `4n`, `NaN` is itself, key order does not matter. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a === 'bigint' || typeof b === 'bigint') return plainNumber(a) === plainNumber(b)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return Number.isNaN(a) && Number.isNaN(b)
  return canonicalText(a) === canonicalText(b)
}

/** A BigInt as the number that it is exactly, if there is one; anything else as it is. How a number was read makes it no other one. */
function plainNumber(value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  return Number.isFinite(number) && BigInt(number) === value ? number : value
}

/** A text that two values share exactly when they are structurally the same. */
export function canonicalText(value: unknown): string {
  return write(value, [])
}

function write(value: unknown, above: object[]): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return value === 0 ? '0' : String(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'undefined':
      return 'undefined'
    case 'bigint': {
      const number = plainNumber(value)
      return typeof number === 'bigint' ? `${number}n` : String(number)
    }
    case 'function':
    case 'symbol':
      throw new IncomparableValueError(`A ${typeof value} (${String(value).slice(0, 40)})`)
  }
  if (value === null) return 'null'
  const object = value as object
  if (above.includes(object)) throw new IncomparableValueError('An object that contains itself')
  above.push(object)
  const text = writeObject(object, above)
  above.pop()
  return text
}

function writeObject(object: object, above: object[]): string {
  if (Array.isArray(object)) return `[${Array.from(object, item => write(item, above)).join(',')}]`
  if (object instanceof Map) {
    return `Map{${[...object]
      .map(([k, v]) => `${write(k, above)}:${write(v, above)}`)
      .sort()
      .join(',')}}`
  }
  if (object instanceof Set)
    return `Set{${[...object]
      .map(item => write(item, above))
      .sort()
      .join(',')}}`
  if (object instanceof Date) return `Date(${object.getTime()})`
  if (object instanceof WeakMap || object instanceof WeakSet || object instanceof Promise) {
    throw new IncomparableValueError(`A ${object.constructor.name}`)
  }
  if (ArrayBuffer.isView(object)) {
    return `${object.constructor.name}[${Array.from(object as unknown as ArrayLike<number>).join(',')}]`
  }
  const entries = Object.entries(object).filter(([, v]) => v !== undefined)
  return `{${entries
    .map(([k, v]) => `${JSON.stringify(k)}:${write(v, above)}`)
    .sort()
    .join(',')}}`
}

/** Gives equal values the same small integer, starting from 0. */
export class Interner {
  readonly values: unknown[] = []
  private readonly primitives = new Map<unknown, number>()
  private readonly texts = new Map<string, number>()

  id(value: unknown): number {
    if (typeof value === 'object' && value !== null) return this.lookUp(this.texts, canonicalText(value), value)
    if (typeof value === 'function' || typeof value === 'symbol') canonicalText(value)
    return this.lookUp(this.primitives, plainNumber(value), value)
  }

  private lookUp<K>(ids: Map<K, number>, key: K, value: unknown): number {
    const known = ids.get(key)
    if (known !== undefined) return known
    const id = this.values.length
    ids.set(key, id)
    this.values.push(value)
    return id
  }
}
