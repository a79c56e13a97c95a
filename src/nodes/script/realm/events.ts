/** node:events: the npm package of that name, which follows Node's, and what Node has gained since. */

import EventEmitterBase from 'events'
import { coded } from './errors.ts'
import { abortError } from './event-target.ts'
import { nextTick } from './loop.ts'

type Listener = (...args: unknown[]) => void
interface Emitter {
  on(event: string | symbol, listener: Listener): unknown
  off(event: string | symbol, listener: Listener): unknown
  once(event: string | symbol, listener: Listener): unknown
}
interface SignalOption {
  readonly signal?: AbortSignal
  readonly close?: readonly string[]
}

interface EmitterOptions {
  readonly captureRejections?: boolean
}
/** With its statics left open: they differ between versions of Node. */
type EmitterClass = (new (
  options?: EmitterOptions,
) => NodeJS.EventEmitter) & { defaultMaxListeners: number; prototype: NodeJS.EventEmitter }

const CAPTURE = Symbol('kCapture')
interface Capturing {
  [CAPTURE]: boolean
}
const Base = EventEmitterBase as unknown as EmitterClass & { init: () => void }

/** The package's, with an option. Callable without `new`, as old classes inherit. */
const EventEmitter = function EventEmitter(this: NodeJS.EventEmitter & Capturing, options?: EmitterOptions): void {
  Base.init.call(this)
  if (options?.captureRejections) {
    checkBoolean(options.captureRejections, 'options.captureRejections')
    this[CAPTURE] = true
  } else if ((Base.prototype as unknown as Capturing)[CAPTURE]) this[CAPTURE] = true
} as unknown as EmitterClass
Object.setPrototypeOf(EventEmitter, Base)
Object.defineProperty(EventEmitter, 'prototype', { value: Base.prototype })
Object.defineProperties(Base.prototype, {
  constructor: { value: EventEmitter, writable: true, configurable: true },
  [CAPTURE]: { value: false, writable: true },
})

function checkBoolean(value: unknown, name: string): void {
  if (typeof value === 'boolean') return
  throw coded('ERR_INVALID_ARG_TYPE', `The "${name}" property must be of type boolean.`, 'TypeError')
}

function listen(target: Emitter | EventTarget, event: string | symbol, listener: Listener): () => void {
  if ('on' in target) {
    target.on(event, listener)
    return () => target.off(event, listener)
  }
  target.addEventListener(String(event), listener)
  return () => target.removeEventListener(String(event), listener)
}

function once(
  target: Emitter | EventTarget,
  event: string | symbol,
  { signal }: SignalOption = {},
): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError(signal))
    const stops: (() => void)[] = []
    const stop = () => {
      for (const each of stops) each()
    }
    stops.push(
      listen(target, event, (...args) => {
        stop()
        resolve(args)
      }),
    )
    if (event !== 'error' && 'on' in target) {
      stops.push(
        listen(target, 'error', error => {
          stop()
          reject(error)
        }),
      )
    }
    if (signal !== undefined) {
      stops.push(
        listen(signal, 'abort', () => {
          stop()
          reject(abortError(signal))
        }),
      )
    }
  })
}

/** An async iterator over the events of a kind; ends with the events named in `close`. */
function on(
  target: Emitter | EventTarget,
  event: string | symbol,
  options: SignalOption = {},
): AsyncIterableIterator<unknown[]> {
  return iterate(target, event, args => args, options)
}

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void
  reject(error: unknown): void
}

export function iterate<T>(
  target: Emitter | EventTarget,
  event: string | symbol,
  toValue: (args: unknown[]) => T,
  { signal, close = [] }: SignalOption = {},
): AsyncIterableIterator<T> {
  const values: T[] = []
  const waiters: Waiter<T>[] = []
  let over = false
  let failure: { error: unknown } | undefined
  const stops: (() => void)[] = []
  const finish = () => {
    over = true
    for (const stop of stops) stop()
    for (const waiter of waiters.splice(0)) waiter.resolve({ value: undefined, done: true })
  }
  const fail = (error: unknown) => {
    const waiter = waiters.shift()
    if (waiter === undefined) failure = { error }
    else waiter.reject(error)
    finish()
  }
  stops.push(
    listen(target, event, (...args) => {
      const value = toValue(args)
      const waiter = waiters.shift()
      if (waiter === undefined) values.push(value)
      else waiter.resolve({ value, done: false })
    }),
  )
  if (event !== 'error' && 'on' in target) stops.push(listen(target, 'error', fail))
  for (const name of close) stops.push(listen(target, name, finish))
  if (signal !== undefined) {
    if (signal.aborted) fail(abortError(signal))
    else stops.push(listen(signal, 'abort', () => fail(abortError(signal))))
  }
  return {
    next() {
      if (values.length > 0) return Promise.resolve({ value: values.shift() as T, done: false })
      if (failure !== undefined) {
        const { error } = failure
        failure = undefined
        return Promise.reject(error)
      }
      if (over) return Promise.resolve({ value: undefined, done: true })
      return new Promise((resolve, reject) => waiters.push({ resolve, reject }))
    },
    return() {
      finish()
      return Promise.resolve({ value: undefined, done: true })
    },
    throw(error) {
      fail(error)
      return Promise.resolve({ value: undefined, done: true })
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

const extras = {
  EventEmitter,
  once,
  on,
  errorMonitor: Symbol('events.errorMonitor'),
  captureRejectionSymbol: Symbol.for('nodejs.rejection'),
  usingDomains: false,
  EventEmitterAsyncResource: EventEmitter,
  getEventListeners: (target: NodeJS.EventEmitter, event: string) => target.listeners(event),
  getMaxListeners: (target: NodeJS.EventEmitter) => target.getMaxListeners?.() ?? EventEmitter.defaultMaxListeners,
  setMaxListeners(count = 10, ...targets: NodeJS.EventEmitter[]) {
    if (targets.length === 0) EventEmitter.defaultMaxListeners = count
    for (const target of targets) target.setMaxListeners?.(count)
  },
  listenerCount: (target: NodeJS.EventEmitter, event: string) => target.listenerCount(event),
  addAbortListener(signal: AbortSignal, listener: () => void) {
    const stop = listen(signal, 'abort', listener)
    return { [Symbol.dispose]: stop }
  },
}
Object.assign(EventEmitter, extras)

Object.defineProperty(EventEmitter, 'captureRejections', {
  get: () => (Base.prototype as unknown as Capturing)[CAPTURE],
  set(value: boolean) {
    checkBoolean(value, 'EventEmitter.captureRejections')
    ;(Base.prototype as unknown as Capturing)[CAPTURE] = value
  },
  enumerable: true,
  configurable: true,
})

type Emitting = NodeJS.EventEmitter & Capturing & { readonly _events?: Record<string | symbol, unknown> }

/** A listener returned something; if that is a promise, its rejection is an event. */
function capture(emitter: Emitting, result: unknown, args: readonly unknown[]): void {
  if (!emitter[CAPTURE] || result === undefined || result === null) return
  try {
    const { then } = result as PromiseLike<unknown>
    if (typeof then !== 'function') return
    then.call(result, undefined, (error: unknown) => {
      // Not in the reaction itself, or what it throws would be another rejection.
      nextTick(tellRejection as (...args: never[]) => unknown, emitter, error, args)
    })
  } catch (error) {
    emitter.emit('error', error)
  }
}
function tellRejection(emitter: Emitting, error: unknown, args: readonly unknown[]): void {
  const own = (emitter as unknown as Record<symbol, unknown>)[extras.captureRejectionSymbol]
  if (typeof own === 'function') {
    own.call(emitter, error, ...args)
    return
  }
  const before = emitter[CAPTURE]
  // A listener of `error` that rejects would be told of it without end.
  emitter[CAPTURE] = false
  try {
    emitter.emit('error', error)
  } finally {
    emitter[CAPTURE] = before
  }
}

const emit = EventEmitter.prototype.emit
EventEmitter.prototype.emit = function (this: Emitting, event: string, value: unknown): boolean {
  // biome-ignore lint/complexity/noArguments: the path of every event of every node; a rest parameter would be copied once more
  const args = arguments as unknown as Parameters<typeof emit>
  // One listener that is told one thing, as with every line of stdin.
  if (args.length === 2 && event !== 'error') {
    const listener = this._events?.[event]
    if (typeof listener === 'function') {
      const result: unknown = listener.call(this, value)
      if (result !== undefined) capture(this, result, Array.from(args as ArrayLike<unknown>))
      return true
    }
  }
  if (event === 'error') {
    // A listener of errorMonitor hears errors without handling them.
    if (this.listenerCount(extras.errorMonitor) > 0) emit.call(this, extras.errorMonitor, args[1])
    if (this._events?.error === undefined && !bridge.host.util.types.isNativeError(value)) throw unhandled(value)
  }
  if (!this[CAPTURE]) return Reflect.apply(emit, this, args)
  const all = Array.from(args as ArrayLike<unknown>)
  const listeners = this.rawListeners(event)
  if (listeners.length === 0) return Reflect.apply(emit, this, args)
  for (const listener of listeners) capture(this, Reflect.apply(listener, this, all.slice(1)), all)
  return true
} as typeof emit

function unhandled(value: unknown): Error {
  const error = coded('ERR_UNHANDLED_ERROR', `Unhandled error. (${bridge.host.util.inspect(value)})`)
  return Object.assign(error, { context: value })
}

export default EventEmitter
