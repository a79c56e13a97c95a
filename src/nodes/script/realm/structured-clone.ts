/** structuredClone within one realm: the host's would make objects of the host. */

import { DOMException } from './event-target.ts'

const ERRORS: Readonly<Record<string, ErrorConstructor>> = {
  Error,
  EvalError: EvalError as unknown as ErrorConstructor,
  RangeError: RangeError as unknown as ErrorConstructor,
  ReferenceError: ReferenceError as unknown as ErrorConstructor,
  SyntaxError: SyntaxError as unknown as ErrorConstructor,
  TypeError: TypeError as unknown as ErrorConstructor,
  URIError: URIError as unknown as ErrorConstructor,
}

export function structuredClone<T>(value: T, options?: { transfer?: readonly unknown[] }): T {
  if (options?.transfer !== undefined && options.transfer.length > 0) {
    throw new DOMException('Value could not be cloned: transfer is not simulated.', 'DataCloneError')
  }
  return clone(value, new Map()) as T
}

function clone(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new DOMException(`${String(value)} could not be cloned.`, 'DataCloneError')
  }
  if (typeof value !== 'object' || value === null) return value
  if (seen.has(value)) return seen.get(value)
  const keep = <V>(copy: V): V => {
    seen.set(value, copy)
    return copy
  }
  if (Array.isArray(value)) {
    const copy = keep(new Array<unknown>(value.length))
    for (const key of Object.keys(value)) copy[key as unknown as number] = clone(value[key as unknown as number], seen)
    return copy
  }
  if (value instanceof Date) return keep(new Date(value.getTime()))
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags))
  if (value instanceof Map) {
    const copy = keep(new Map<unknown, unknown>())
    for (const [key, each] of value) copy.set(clone(key, seen), clone(each, seen))
    return copy
  }
  if (value instanceof Set) {
    const copy = keep(new Set<unknown>())
    for (const each of value) copy.add(clone(each, seen))
    return copy
  }
  if (value instanceof ArrayBuffer) return keep(value.slice(0))
  if (ArrayBuffer.isView(value)) return keep(cloneView(value, seen))
  if (value instanceof Error) {
    const copy = keep(new (ERRORS[value.name] ?? Error)(value.message))
    Object.defineProperty(copy, 'stack', { value: value.stack, writable: true, configurable: true })
    if ('cause' in value)
      Object.defineProperty(copy, 'cause', { value: clone(value.cause, seen), writable: true, configurable: true })
    return copy
  }
  if (value instanceof Boolean || value instanceof Number || value instanceof String)
    return keep(Object(value.valueOf()))
  if (value instanceof WeakMap || value instanceof WeakSet || value instanceof Promise) {
    throw new DOMException(`${Object.prototype.toString.call(value)} could not be cloned.`, 'DataCloneError')
  }
  const copy = keep<Record<string, unknown>>({})
  for (const key of Object.keys(value)) copy[key] = clone((value as Record<string, unknown>)[key], seen)
  return copy
}

function cloneView(view: ArrayBufferView, seen: Map<object, unknown>): unknown {
  const buffer = clone(view.buffer, seen) as ArrayBuffer
  if (view instanceof DataView) return new DataView(buffer, view.byteOffset, view.byteLength)
  const Known = [
    Int8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ]
  const View = (Known.find(each => view instanceof each) ?? Uint8Array) as Uint8ArrayConstructor
  return new View(buffer, view.byteOffset, (view as Uint8Array).length)
}
