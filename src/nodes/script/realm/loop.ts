/**
 * A node's event loop: ticks, timers and immediates, as Node orders them, on the host's clock. After each event the host runs the ticks,
 * then the promise reactions, and so on until both are empty; then the node is idle.
 */

import type { Wake } from './bridge.ts'
import { EXIT, fatal } from './errors.ts'

/** Immediates at one instant; beyond that each takes a millisecond, or a program that polls by immediates would stop time. */
const IMMEDIATES_AT_ONCE = 1000
const MILLISECOND = 1_000_000
/** setTimeout's longest delay; Node treats longer ones as 1 ms. */
const LONGEST = 2 ** 31 - 1

let dead = false
/** Things that keep the node alive: referenced timers, immediates, file operations, stdin while it is read. */
let references = 0

export const isDead = (): boolean => dead
export const isAlive = (): boolean => references > 0
export function hold(): void {
  references++
}
export function release(): void {
  references--
}

/** Set by process.ts: decides what becomes of an error that nobody caught. */
export const uncaught: { handle: (error: unknown, origin: 'uncaughtException' | 'unhandledRejection') => void } = {
  handle: () => {},
}

/** Marks the node as ended; from now on it is not heard. */
export function end(code: number | null, signal: string | null, reason?: string): void {
  if (dead) return
  dead = true
  bridge.exit(code, signal, reason)
}

fatal.report = error => end(1, null, stackOf(error))

/** What Node prints for an error that ended it. */
export function stackOf(error: unknown): string {
  if (error instanceof Error) return String(error.stack ?? error)
  return `Uncaught ${bridge.host.util.inspect(error)}`
}

/** Runs a callback of the program; what it throws is its own crash. */
export function run(callback: (...args: never[]) => unknown, self: unknown, args: readonly unknown[]): void {
  if (dead) return
  try {
    Reflect.apply(callback, self, args as unknown[])
  } catch (error) {
    if (error !== EXIT && !dead) uncaught.handle(error, 'uncaughtException')
  }
}

/** The same for what takes one thing, without a list for it: the path of every line. */
export function call<T>(callback: (value: T) => void, value: T): void {
  if (dead) return
  try {
    callback(value)
  } catch (error) {
    if (error !== EXIT && !dead) uncaught.handle(error, 'uncaughtException')
  }
}

// Ticks

interface Tick {
  readonly callback: (...args: never[]) => unknown
  readonly args: readonly unknown[]
}
let ticks: Tick[] = []

export function nextTick(callback: (...args: never[]) => unknown, ...args: unknown[]): void {
  if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function')
  ticks.push({ callback: bound(callback), args })
}
export const ticking = (): boolean => ticks.length > 0
export function runTicks(): void {
  for (let i = 0; i < ticks.length; i++) {
    const tick = ticks[i] as Tick
    run(tick.callback, undefined, tick.args)
  }
  ticks = []
}

export function queueMicrotask(callback: () => void): void {
  if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function')
  const task = bound(callback)
  RESOLVED.then(() => run(task, undefined, []))
}
const RESOLVED = Promise.resolve()

/** Keeps the AsyncLocalStorage of the caller; the identity until a program uses one. */
let bound = <F extends (...args: never[]) => unknown>(callback: F): F => callback
export function useAsyncContext(bind: typeof bound): void {
  bound = bind
}

// Timers

/** Wakes the node once, and keeps it alive until then. For file operations and the like. */
export function later(delay: number, callback: () => void): void {
  hold()
  const task = bound(callback)
  bridge.after(delay, () => {
    release()
    run(task, undefined, [])
  })
}

const customPromisify = Symbol.for('nodejs.util.promisify.custom')
const timeouts = new Map<number, Timeout>()
let lastId = 0

export class Timeout {
  readonly #id = ++lastId
  readonly #delay: number
  readonly #repeat: boolean
  readonly #callback: (...args: never[]) => unknown
  readonly #args: readonly unknown[]
  #wake: Wake | undefined
  #referenced = true
  #known = false

  constructor(callback: (...args: never[]) => unknown, delay: number, repeat: boolean, args: readonly unknown[]) {
    this.#callback = bound(callback)
    this.#delay = delay
    this.#repeat = repeat
    this.#args = args
    this.#start()
  }
  #start(): void {
    if (this.#referenced) references++
    this.#wake = bridge.after(this.#delay * MILLISECOND, () => this.#fire())
  }
  #fire(): void {
    this.#wake = undefined
    if (this.#referenced) references--
    if (this.#repeat) this.#start()
    run(this.#callback, this, this.#args)
    if (this.#wake === undefined && this.#known) timeouts.delete(this.#id)
  }
  ref(): this {
    if (!this.#referenced && this.#wake !== undefined) references++
    this.#referenced = true
    return this
  }
  unref(): this {
    if (this.#referenced && this.#wake !== undefined) references--
    this.#referenced = false
    return this
  }
  hasRef(): boolean {
    return this.#referenced
  }
  refresh(): this {
    this.close()
    this.#start()
    return this
  }
  close(): this {
    if (this.#wake !== undefined) {
      this.#wake.cancel()
      this.#wake = undefined
      if (this.#referenced) references--
    }
    return this
  }
  [Symbol.toPrimitive](): number {
    this.#known = true
    timeouts.set(this.#id, this)
    return this.#id
  }
  [Symbol.dispose](): void {
    this.close()
  }
}

function delayOf(ms: unknown): number {
  const delay = Number(ms)
  return delay >= 1 && delay <= LONGEST ? Math.trunc(delay) : 1
}
function checkCallback(callback: unknown): void {
  if (typeof callback === 'function') return
  throw Object.assign(new TypeError('The "callback" argument must be of type function'), {
    code: 'ERR_INVALID_ARG_TYPE',
  })
}

export function setTimeout(callback: (...args: never[]) => unknown, ms?: number, ...args: unknown[]): Timeout {
  checkCallback(callback)
  return new Timeout(callback, delayOf(ms), false, args)
}
export function setInterval(callback: (...args: never[]) => unknown, ms?: number, ...args: unknown[]): Timeout {
  checkCallback(callback)
  return new Timeout(callback, delayOf(ms), true, args)
}
export function clearTimeout(timer: unknown): void {
  if (timer instanceof Timeout) timer.close()
  else if (typeof timer === 'number' || typeof timer === 'string') {
    timeouts.get(Number(timer))?.close()
    timeouts.delete(Number(timer))
  }
}

// Immediates

/** How many immediates were asked for at `countedAt`. */
let count = 0
let countedAt = -1

export class Immediate {
  #wake: Wake | undefined
  #referenced = true
  constructor(callback: (...args: never[]) => unknown, args: readonly unknown[]) {
    const task = bound(callback)
    references++
    this.#wake = bridge.after(immediateDelay(), () => {
      this.clear()
      run(task, undefined, args)
    })
  }
  clear(): void {
    if (this.#wake === undefined) return
    this.#wake.cancel()
    this.#wake = undefined
    if (this.#referenced) references--
  }
  ref(): this {
    if (!this.#referenced && this.#wake !== undefined) references++
    this.#referenced = true
    return this
  }
  unref(): this {
    if (this.#referenced && this.#wake !== undefined) references--
    this.#referenced = false
    return this
  }
  hasRef(): boolean {
    return this.#referenced
  }
  [Symbol.dispose](): void {
    this.clear()
  }
}

function immediateDelay(): number {
  const now = bridge.monotonic()
  if (now !== countedAt) {
    countedAt = now
    count = 0
  }
  return ++count > IMMEDIATES_AT_ONCE ? MILLISECOND : 0
}

export function setImmediate(callback: (...args: never[]) => unknown, ...args: unknown[]): Immediate {
  checkCallback(callback)
  return new Immediate(callback, args)
}
export function clearImmediate(immediate: unknown): void {
  if (immediate instanceof Immediate) immediate.clear()
}

Object.defineProperty(setTimeout, customPromisify, {
  get: () => (ms?: number, value?: unknown) => new Promise(resolve => setTimeout(() => resolve(value), ms)),
})
Object.defineProperty(setImmediate, customPromisify, {
  get: () => (value?: unknown) => new Promise(resolve => setImmediate(() => resolve(value))),
})
