/** Errors as a program in this realm expects them: `instanceof` its own Error, with Node's codes. */

/** Thrown by `process.exit` to leave the program's stack; nothing that catches it is heard any more. */
export const EXIT = Symbol('exit')

const constructors: Readonly<Record<string, ErrorConstructor>> = {
  Error,
  TypeError: TypeError as unknown as ErrorConstructor,
  RangeError: RangeError as unknown as ErrorConstructor,
  SyntaxError: SyntaxError as unknown as ErrorConstructor,
  URIError: URIError as unknown as ErrorConstructor,
}

/** Node's errors carry a `code`. */
export function coded(code: string, message: string, name = 'Error'): Error & { code: string } {
  const error = new (constructors[name] ?? Error)(message)
  return Object.assign(error, { code })
}

/** The same error, made of this realm. An error that a callback of the program threw passes as it is. */
export function localError(error: unknown): unknown {
  if (error instanceof Error || typeof error !== 'object' || error === null || !('message' in error)) return error
  const foreign = error as Error
  const local = new (constructors[foreign.name] ?? Error)(foreign.message)
  for (const key of Object.getOwnPropertyNames(foreign)) {
    if (key === 'stack' || key === 'message') continue
    Object.defineProperty(local, key, Object.getOwnPropertyDescriptor(foreign, key) as PropertyDescriptor)
  }
  if (!(foreign.name in constructors)) Object.defineProperty(local, 'name', { value: foreign.name, configurable: true })
  return local
}

const HostUint8Array = Object.getPrototypeOf(bridge.host.buffer.Buffer) as typeof Uint8Array
let wrapBytes: (bytes: Uint8Array) => unknown = bytes => bytes

/** The realm's Buffer is built on lifted functions, so it announces itself instead of being imported here. */
export function useBuffers(wrap: (bytes: Uint8Array) => unknown): void {
  wrapBytes = wrap
}

/** The same value, made of this realm: plain objects, arrays and bytes are copied, all else passes. */
export function local(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  // biome-ignore lint/suspicious/useIsArray: it tells arrays of this realm from the host's
  if (Array.isArray(value)) return value instanceof Array ? value : Array.from(value, local)
  if (value instanceof HostUint8Array) return wrapBytes(value)
  const prototype = Object.getPrototypeOf(value)
  const foreignPlain =
    prototype !== null &&
    prototype !== Object.prototype &&
    Object.getPrototypeOf(prototype) === null &&
    prototype.constructor?.name === 'Object'
  if (!foreignPlain && prototype !== null) return value
  const copy: Record<string, unknown> = prototype === null ? Object.create(null) : {}
  for (const key of Object.keys(value)) copy[key] = local((value as Record<string, unknown>)[key])
  return copy
}

// biome-ignore lint/suspicious/noExplicitAny: any function whatsoever can be lifted
type AnyFunction = (...args: any[]) => unknown

/** A pure function of the host, callable from the realm. */
export function lift<F extends AnyFunction>(fn: F): F {
  const lifted = function (this: unknown, ...args: unknown[]): unknown {
    try {
      return local(Reflect.apply(fn, this, args))
    } catch (error) {
      throw localError(error)
    }
  }
  Object.defineProperty(lifted, 'name', { value: fn.name })
  return lifted as unknown as F
}

/** The named functions of a host's module, lifted; other values as they are. */
export function liftAll<M extends object, K extends keyof M>(module: M, names: readonly K[]): Pick<M, K> {
  const lifted = {} as Pick<M, K>
  for (const name of names) {
    const value = module[name]
    if (value !== undefined)
      lifted[name] = (typeof value === 'function' ? lift(value as unknown as AnyFunction) : local(value)) as M[K]
  }
  return lifted
}

/** Called when a program asks for what cannot be simulated; replaced by the loop, which ends the node. */
export const fatal: { report: (error: Error) => void } = { report: () => {} }

/** The program used something that would tie it to the host: the network, another process, a thread. */
export class NotSimulatedError extends Error {
  override readonly name = 'NotSimulatedError'
  readonly code = 'ERR_NOT_SIMULATED'
  readonly call: string
  readonly node: string
  constructor(call: string, instead = '') {
    super(
      `Node ${bridge.config.id} called ${call}, which cannot be simulated in virtual time.${instead === '' ? '' : ` ${instead}`} ` +
        "Take it out of the node's program, or test with clock: 'real'.",
    )
    this.call = call
    this.node = bridge.config.id
  }
}

/** Ends the node with a NotSimulatedError, even if the program catches it: what it did next would not be what it does for real. */
export function notSimulated(call: string, instead?: string): never {
  const error = new NotSimulatedError(call, instead)
  fatal.report(error)
  throw error
}
