/** node:events: the npm package of that name, which follows Node's, and what Node has gained since. */

import EventEmitterBase from 'events'
import { abortError } from './event-target.ts'

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

/** With its statics left open: they differ between versions of Node. */
type EmitterClass = (new () => NodeJS.EventEmitter) & { defaultMaxListeners: number; prototype: NodeJS.EventEmitter }

const EventEmitter = EventEmitterBase as unknown as EmitterClass

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
  captureRejections: false,
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

// A listener of errorMonitor hears errors without handling them.
const emit = EventEmitter.prototype.emit
EventEmitter.prototype.emit = function (this: NodeJS.EventEmitter, event: string, value: unknown): boolean {
  // biome-ignore lint/complexity/noArguments: the path of every event of every node; a rest parameter would be copied once more
  const args = arguments as unknown as Parameters<typeof emit>
  // One listener that is told one thing, as with every line of stdin.
  if (args.length === 2 && event !== 'error') {
    const listener = (this as { _events?: Record<string, unknown> })._events?.[event]
    if (typeof listener === 'function') {
      listener.call(this, value)
      return true
    }
  }
  if (args[0] === 'error' && this.listenerCount(extras.errorMonitor) > 0) emit.call(this, extras.errorMonitor, args[1])
  return Reflect.apply(emit, this, args)
} as typeof emit

export default EventEmitter
