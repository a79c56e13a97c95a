/** EventTarget, AbortController and DOMException of this realm, on its own timers. The host's would report errors to the host. */

import { run, setTimeout } from './loop.ts'

export class DOMException extends Error {
  readonly #name: string
  constructor(message = '', name: string | { name?: string; cause?: unknown } = 'Error') {
    super(message)
    this.#name = typeof name === 'string' ? name : (name.name ?? 'Error')
    if (typeof name === 'object' && 'cause' in name) this.cause = name.cause
  }
  override get name(): string {
    return this.#name
  }
  get code(): number {
    return { AbortError: 20, TimeoutError: 23, DataCloneError: 25 }[this.#name] ?? 0
  }
}

export class Event {
  readonly type: string
  readonly bubbles: boolean
  readonly cancelable: boolean
  readonly composed: boolean
  readonly timeStamp = bridge.monotonic() / 1e6
  target: EventTarget | null = null
  currentTarget: EventTarget | null = null
  defaultPrevented = false
  stopped = false
  constructor(type: string, options: EventInit = {}) {
    this.type = String(type)
    this.bubbles = options.bubbles ?? false
    this.cancelable = options.cancelable ?? false
    this.composed = options.composed ?? false
  }
  preventDefault(): void {
    if (this.cancelable) this.defaultPrevented = true
  }
  stopPropagation(): void {}
  stopImmediatePropagation(): void {
    this.stopped = true
  }
}
interface EventInit {
  readonly bubbles?: boolean
  readonly cancelable?: boolean
  readonly composed?: boolean
}

export class CustomEvent extends Event {
  readonly detail: unknown
  constructor(type: string, options: EventInit & { detail?: unknown } = {}) {
    super(type, options)
    this.detail = options.detail ?? null
  }
}

type Listener = ((event: Event) => void) | { handleEvent(event: Event): void }
interface ListenerOptions {
  readonly once?: boolean
  readonly signal?: AbortSignal
}

export class EventTarget {
  readonly #listeners = new Map<string, { listener: Listener; once: boolean }[]>()

  addEventListener(type: string, listener: Listener | null, options: ListenerOptions | boolean = {}): void {
    if (listener === null || listener === undefined) return
    const { once = false, signal } = typeof options === 'object' ? options : {}
    if (signal?.aborted) return
    const listeners = this.#listeners.get(type) ?? []
    if (listeners.some(each => each.listener === listener)) return
    this.#listeners.set(type, [...listeners, { listener, once }])
    signal?.addEventListener('abort', () => this.removeEventListener(type, listener), { once: true })
  }

  removeEventListener(type: string, listener: Listener | null): void {
    const listeners = this.#listeners.get(type)
    if (listeners !== undefined) {
      this.#listeners.set(
        type,
        listeners.filter(each => each.listener !== listener),
      )
    }
  }

  dispatchEvent(event: Event): boolean {
    event.target = this
    event.currentTarget = this
    for (const { listener, once } of this.#listeners.get(event.type) ?? []) {
      if (once) this.removeEventListener(event.type, listener)
      const callback = typeof listener === 'function' ? listener : listener.handleEvent
      run(callback as (...args: never[]) => unknown, typeof listener === 'function' ? this : listener, [event])
      if (event.stopped) break
    }
    event.currentTarget = null
    return !event.defaultPrevented
  }
}

const MAKE = Symbol('make')

export class AbortSignal extends EventTarget {
  aborted = false
  reason: unknown
  onabort: ((event: Event) => void) | null = null

  constructor(key?: symbol) {
    if (key !== MAKE) throw new TypeError('Illegal constructor')
    super()
  }
  throwIfAborted(): void {
    if (this.aborted) throw this.reason
  }
  static abort(reason: unknown = new DOMException('This operation was aborted', 'AbortError')): AbortSignal {
    const signal = new AbortSignal(MAKE)
    signal.aborted = true
    signal.reason = reason
    return signal
  }
  static timeout(ms: number): AbortSignal {
    const signal = new AbortSignal(MAKE)
    const reason = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    setTimeout(() => abort(signal, reason()), ms).unref()
    return signal
  }
  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const signal = new AbortSignal(MAKE)
    for (const source of signals) {
      if (source.aborted) {
        abort(signal, source.reason)
        break
      }
      source.addEventListener('abort', () => abort(signal, source.reason), { once: true })
    }
    return signal
  }
}

function abort(signal: AbortSignal, reason: unknown): void {
  if (signal.aborted) return
  signal.aborted = true
  signal.reason = reason
  const event = new Event('abort')
  if (signal.onabort !== null) run(signal.onabort as (...args: never[]) => unknown, signal, [event])
  signal.dispatchEvent(event)
}

export class AbortController {
  readonly signal = new AbortSignal(MAKE)
  abort(reason: unknown = new DOMException('This operation was aborted', 'AbortError')): void {
    abort(this.signal, reason)
  }
}

/** What Node's own functions reject with when their signal is aborted. */
export function abortError(signal: { reason?: unknown }): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason })
  Object.defineProperty(error, 'name', { value: 'AbortError', configurable: true })
  return Object.assign(error, { code: 'ABORT_ERR' })
}
