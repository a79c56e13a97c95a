/** What a program finds in its global scope, put there in place of what the language brings. */

import { atob, Buffer, btoa, TextDecoder, TextEncoder } from './buffer.ts'
import { console } from './console.ts'
import { installDate } from './date.ts'
import { AbortController, AbortSignal, CustomEvent, DOMException, Event, EventTarget } from './event-target.ts'
import * as loop from './loop.ts'
import { performance } from './performance.ts'
import { process } from './process.ts'
import { structuredClone } from './structured-clone.ts'
import { refusal } from './unsimulated.ts'
import { URL, URLSearchParams } from './url.ts'

/** Collection depends on the host's memory: nothing is ever collected, as far as a program can tell. */
class StrongRef<T extends object> {
  readonly #target: T
  constructor(target: T) {
    this.#target = target
  }
  deref(): T {
    return this.#target
  }
}
class NoFinalization {
  register(): void {}
  unregister(): boolean {
    return false
  }
}

/** Compiles at once instead of on a thread of the host. */
function installWebAssembly(): void {
  const { WebAssembly } = globalThis as unknown as { WebAssembly?: Record<string, new (...args: unknown[]) => object> }
  if (WebAssembly === undefined) return
  const { Module, Instance } = WebAssembly as {
    Module: new (bytes: unknown) => object
    Instance: new (module: object, imports: unknown) => object
  }
  Object.assign(WebAssembly, {
    compile: async (bytes: unknown) => new Module(bytes),
    instantiate: async (source: object, imports: unknown) => {
      if (source instanceof Module) return new Instance(source, imports)
      const module = new Module(source)
      return { module, instance: new Instance(module, imports) }
    },
    compileStreaming: refusal('WebAssembly.compileStreaming'),
    instantiateStreaming: refusal('WebAssembly.instantiateStreaming'),
  })
}

function installAtomics(): void {
  const { wait } = Atomics
  Object.defineProperty(Atomics, 'wait', {
    // The only way to wait without giving way: to the node, time passes; to the others, it answers late.
    value(view: Int32Array, index: number, value: number, timeout = Number.POSITIVE_INFINITY) {
      if (wait(view, index, value, 0) === 'not-equal') return 'not-equal'
      if (timeout === Number.POSITIVE_INFINITY) return refusal('Atomics.wait without a timeout')()
      bridge.sleep(Math.max(0, Number(timeout)) * 1e6)
      return 'timed-out'
    },
    writable: true,
    configurable: true,
  })
  Object.defineProperty(Atomics, 'waitAsync', {
    value: refusal('Atomics.waitAsync'),
    writable: true,
    configurable: true,
  })
}

const REFUSED = [
  'fetch',
  'WebSocket',
  'EventSource',
  'BroadcastChannel',
  'MessageChannel',
  'MessagePort',
  'Worker',
  'Blob',
  'File',
  'FormData',
  'Headers',
  'Request',
  'Response',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'CompressionStream',
  'DecompressionStream',
  'TextDecoderStream',
  'TextEncoderStream',
]

export function installGlobals(): void {
  installDate()
  installWebAssembly()
  installAtomics()
  Object.defineProperty(Math, 'random', { value: () => bridge.random(), writable: true, configurable: true })
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearImmediate, queueMicrotask } = loop
  const globals: Record<string, unknown> = {
    global: globalThis,
    process,
    console,
    Buffer,
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout,
    clearInterval: clearTimeout,
    clearImmediate,
    queueMicrotask,
    structuredClone,
    performance,
    atob,
    btoa,
    TextEncoder,
    TextDecoder,
    URL,
    URLSearchParams,
    AbortController,
    AbortSignal,
    Event,
    CustomEvent,
    EventTarget,
    DOMException,
    WeakRef: StrongRef,
    FinalizationRegistry: NoFinalization,
    navigator: {
      hardwareConcurrency: 1,
      language: 'en-US',
      languages: ['en-US'],
      platform: 'linux',
      userAgent: 'Node.js',
    },
  }
  for (const name of REFUSED) globals[name] = refusal(name)
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false })
  }
  Object.defineProperty(globalThis, 'crypto', {
    get: () => require('./crypto.ts').webcrypto,
    set(value) {
      Object.defineProperty(globalThis, 'crypto', { value, writable: true, configurable: true })
    },
    configurable: true,
  })
}
