/**
 * Buffer of this realm: a Uint8Array of the realm with the methods of the host's Buffer, which work on any Uint8Array. So it is exactly
 * Node's, at its speed, and `instanceof Uint8Array` holds.
 */

import { coded, lift, localError, useBuffers } from './errors.ts'

const HostBuffer = bridge.host.buffer.Buffer

/** What the host's own methods call of each other; these check nothing. */
const INNER = /(?:Slice|Write)$/
/** A method whose errors are the realm's. */
function guarded(key: string | symbol, method: unknown): unknown {
  if (typeof method !== 'function' || INNER.test(String(key))) return method
  return function (this: unknown): unknown {
    try {
      // biome-ignore lint/complexity/noArguments: programs read and write numbers by the million; these are passed on without a copy
      return Reflect.apply(method, this, arguments)
    } catch (error) {
      throw localError(error)
    }
  }
}

class FastBuffer extends Uint8Array {}
const NATIVE = new Set<string | symbol>(['constructor', 'slice', 'subarray', 'parent', 'offset', 'toJSON', 'buffer'])
for (const key of Reflect.ownKeys(HostBuffer.prototype)) {
  if (NATIVE.has(key)) continue
  const descriptor = Object.getOwnPropertyDescriptor(HostBuffer.prototype, key)
  if (descriptor === undefined) continue
  // To define a property takes five times as long, and there are a hundred of them in each realm.
  if (descriptor.writable && descriptor.enumerable)
    (FastBuffer.prototype as unknown as Record<string | symbol, unknown>)[key] = guarded(key, descriptor.value)
  else Object.defineProperty(FastBuffer.prototype, key, descriptor)
}

function copyOf(bytes: Uint8Array): FastBuffer {
  const copy = new FastBuffer(bytes.length)
  copy.set(bytes)
  return copy
}
useBuffers(copyOf)

type Source = string | ArrayBuffer | ArrayLike<number> | { readonly type: 'Buffer'; readonly data: readonly number[] }

function isArrayBuffer(value: object): value is ArrayBuffer {
  return bridge.host.util.types.isAnyArrayBuffer(value)
}

function from(source: Source, encodingOrOffset?: string | number, length?: number): FastBuffer {
  if (typeof source === 'string') return copyOf(hostFrom(source, encodingOrOffset as BufferEncoding))
  if (typeof source === 'object' && source !== null) {
    if (isArrayBuffer(source)) return new FastBuffer(source, (encodingOrOffset ?? 0) as number, length)
    if ('data' in source && source.type === 'Buffer' && Array.isArray(source.data))
      return FastBuffer.from(source.data) as FastBuffer
    const value: unknown = source.valueOf()
    if (value !== source && value !== null && value !== undefined)
      return from(value as Source, encodingOrOffset, length)
    if ('length' in source) {
      const bytes = new FastBuffer(source.length)
      bytes.set(source)
      return bytes
    }
  }
  throw coded(
    'ERR_INVALID_ARG_TYPE',
    'The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object.',
    'TypeError',
  )
}
const hostFrom = (text: string, encoding?: BufferEncoding): Uint8Array => {
  if (encoding !== undefined && !HostBuffer.isEncoding(encoding)) {
    throw coded('ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`, 'TypeError')
  }
  return HostBuffer.from(text, encoding)
}

function alloc(size: number, fill?: string | number | Uint8Array, encoding?: BufferEncoding): FastBuffer {
  if (typeof size !== 'number')
    throw coded('ERR_INVALID_ARG_TYPE', 'The "size" argument must be of type number', 'TypeError')
  const bytes = new FastBuffer(size)
  if (fill !== undefined && fill !== 0 && size > 0)
    (bytes as unknown as { fill(value: unknown, encoding?: string): void }).fill(fill, encoding)
  return bytes
}

function concat(list: readonly Uint8Array[], total = list.reduce((sum, each) => sum + each.length, 0)): FastBuffer {
  const bytes = new FastBuffer(total)
  let at = 0
  for (const each of list) {
    if (at >= total) break
    bytes.set(each.length > total - at ? each.subarray(0, total - at) : each, at)
    at += each.length
  }
  return bytes
}

/** Callable with and without `new`, as it has always been. */
export const Buffer = function Buffer(
  source: Source | number,
  encodingOrOffset?: string | number,
  length?: number,
): FastBuffer {
  return typeof source === 'number' ? alloc(source) : from(source, encodingOrOffset, length)
} as unknown as typeof import('node:buffer').Buffer

Object.setPrototypeOf(Buffer, Uint8Array)
Object.defineProperty(Buffer, 'prototype', { value: FastBuffer.prototype })
Object.defineProperty(Buffer, Symbol.species, { get: () => FastBuffer })
Object.defineProperties(FastBuffer.prototype, {
  constructor: { value: Buffer, writable: true, configurable: true },
  parent: { get: () => undefined, configurable: true },
  // Node's slice shares memory, unlike that of other typed arrays. Both make a Buffer.
  subarray: { value: subarray, writable: true, configurable: true },
  slice: { value: subarray, writable: true, configurable: true },
  toJSON: {
    value(this: Uint8Array) {
      return { type: 'Buffer', data: Array.from(this) }
    },
    writable: true,
    configurable: true,
  },
})
function subarray(this: Uint8Array, start = 0, end = this.length): FastBuffer {
  const clamp = (index: number) =>
    Math.max(0, Math.min(this.length, Math.trunc(index < 0 ? index + this.length : index) || 0))
  const from = clamp(start)
  return new FastBuffer(this.buffer as ArrayBuffer, this.byteOffset + from, Math.max(0, clamp(end) - from))
}

Object.assign(Buffer, {
  from,
  alloc,
  allocUnsafe: (size: number) => alloc(size),
  allocUnsafeSlow: (size: number) => alloc(size),
  of: (...bytes: number[]) => from(bytes),
  concat,
  byteLength: lift(HostBuffer.byteLength),
  compare: lift(HostBuffer.compare),
  copyBytesFrom: (view: NodeJS.TypedArray, offset = 0, length = view.length - offset) => {
    const part = view.subarray(offset, offset + length)
    return copyOf(new Uint8Array(part.buffer as ArrayBuffer, part.byteOffset, part.byteLength))
  },
  isBuffer: (value: unknown) => value instanceof FastBuffer,
  isEncoding: HostBuffer.isEncoding,
  poolSize: 8192,
})

export const atob = lift(bridge.host.buffer.atob)
export const btoa = lift(bridge.host.buffer.btoa)

export class TextEncoder {
  readonly encoding = 'utf-8'
  encode(text = ''): Uint8Array {
    const bytes = HostBuffer.from(`${text}`, 'utf8')
    const copy = new Uint8Array(bytes.length)
    copy.set(bytes)
    return copy
  }
  encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
    const bytes = HostBuffer.from(text, 'utf8')
    let written = Math.min(bytes.length, target.length)
    // Never half a character.
    while (written < bytes.length && written > 0 && (bytes[written]! & 0xc0) === 0x80) written--
    target.set(bytes.subarray(0, written))
    return { read: bytes.toString('utf8', 0, written).length, written }
  }
}

/** The host's, with errors of this realm. */
export class TextDecoder extends bridge.TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }) {
    try {
      super(label, options)
    } catch (error) {
      throw localError(error)
    }
  }
  override decode(input?: NodeJS.ArrayBufferView | ArrayBuffer | null, options?: { stream?: boolean }): string {
    try {
      return super.decode(input as never, options)
    } catch (error) {
      throw localError(error)
    }
  }
}

export const bufferModule = {
  Buffer,
  SlowBuffer: Buffer,
  atob,
  btoa,
  constants: bridge.host.buffer.constants,
  kMaxLength: bridge.host.buffer.kMaxLength,
  kStringMaxLength: bridge.host.buffer.constants.MAX_STRING_LENGTH,
  INSPECT_MAX_BYTES: 50,
  isAscii: bridge.host.buffer.isAscii,
  isUtf8: bridge.host.buffer.isUtf8,
  transcode: lift(bridge.host.buffer.transcode),
}
