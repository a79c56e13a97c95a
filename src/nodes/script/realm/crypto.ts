/** node:crypto: randomness from the node's seed; hashes and ciphers are the host's, since they depend on nothing but their input. */

import { Buffer } from './buffer.ts'
import { coded, lift, liftAll, notSimulated } from './errors.ts'
import { setImmediate } from './loop.ts'
import { unsimulated } from './unsimulated.ts'

const { crypto } = bridge.host
type Callback<T> = (error: Error | null, value: T) => void

function fill<T extends ArrayBufferView>(view: T, offset = 0, size = view.byteLength - offset): T {
  const bytes = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset + offset, size)
  for (let i = 0; i < bytes.length; i += 4) {
    const word = bridge.random() * 0x1_0000_0000
    for (let j = 0; j < 4 && i + j < bytes.length; j++) bytes[i + j] = Math.floor(word / 2 ** (8 * j)) & 0xff
  }
  return view
}

/** With a callback the answer comes later, as in Node. */
function answer<T>(value: T, callback: Callback<T> | undefined): T | undefined {
  if (callback === undefined) return value
  setImmediate(() => callback(null, value))
  return undefined
}

const randomBytes = (size: number, callback?: Callback<Buffer>) => answer(fill(Buffer.alloc(size)), callback)

function randomInt(min: number, max?: number | Callback<number>, callback?: Callback<number>): number | undefined {
  const [low, high, done] = typeof max === 'number' ? [min, max, callback] : [0, min, max]
  const range = high - low
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || range <= 0 || range > 2 ** 48 - 1) {
    throw coded(
      'ERR_OUT_OF_RANGE',
      `The value of "max" is out of range. It must be greater than ${low}. Received ${high}`,
      'RangeError',
    )
  }
  const draw =
    range <= 0x1_0000_0000
      ? bridge.random()
      : (Math.floor(bridge.random() * 2 ** 21) * 2 ** 32 + bridge.random() * 2 ** 32) / 2 ** 53
  return answer(low + Math.floor(draw * range), done)
}

export function randomUUID(): string {
  const bytes = fill(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

type Pipe = { update(...args: unknown[]): unknown }

/** Hashes and ciphers are objects of the host; what comes out of them becomes the realm's. */
function wrap(make: (...args: never[]) => object): (...args: unknown[]) => object {
  const lifted = lift(make as (...args: unknown[]) => object)
  return (...args) => wrapped(lifted(...args) as Pipe)
}
function wrapped(inner: Pipe): object {
  return new Proxy(inner, {
    get(target, key, receiver) {
      const value = Reflect.get(target, key, target)
      if (typeof value !== 'function') return value
      if (key === 'copy') return (...args: unknown[]) => wrapped(Reflect.apply(value, target, args) as Pipe)
      if (['pipe', 'on', 'once', 'write', 'end'].includes(String(key)))
        return () => notSimulated(`crypto streams (${String(key)})`, 'Use update().')
      const call = lift((...args: unknown[]) => Reflect.apply(value, target, args))
      return (...args: unknown[]) => {
        const result = call(...args)
        return result === target ? receiver : result
      }
    },
  })
}

const DIGESTS: Readonly<Record<string, string>> = {
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}
const subtle = unsimulated('crypto.subtle', {
  async digest(algorithm: string | { name: string }, data: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer> {
    const name = typeof algorithm === 'string' ? algorithm : algorithm.name
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data)
    const digest = crypto
      .createHash(DIGESTS[name.toUpperCase()] ?? name)
      .update(bytes)
      .digest()
    return new Uint8Array(digest).slice().buffer
  },
})

export const webcrypto = { subtle, getRandomValues: <T extends ArrayBufferView>(view: T) => fill(view), randomUUID }

const pure = liftAll(crypto, [
  'timingSafeEqual',
  'getHashes',
  'getCiphers',
  'getCurves',
  'pbkdf2Sync',
  'scryptSync',
  'hkdfSync',
  'constants',
  ...('hash' in crypto ? (['hash' as never] as const) : []),
])

export const cryptoModule = unsimulated('crypto', {
  ...pure,
  webcrypto,
  subtle,
  getRandomValues: webcrypto.getRandomValues,
  randomUUID,
  randomBytes,
  pseudoRandomBytes: randomBytes,
  randomInt,
  randomFillSync: fill,
  randomFill<T extends ArrayBufferView>(view: T, ...rest: unknown[]): void {
    const callback = rest.pop() as Callback<T>
    answer(fill(view, ...(rest as number[])), callback)
  },
  createHash: wrap(crypto.createHash as (...args: never[]) => object),
  createHmac: wrap(crypto.createHmac as (...args: never[]) => object),
  createCipheriv: wrap(crypto.createCipheriv as (...args: never[]) => object),
  createDecipheriv: wrap(crypto.createDecipheriv as (...args: never[]) => object),
})
