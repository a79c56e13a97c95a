/** The host's time: nodes are real processes, and a second takes a second. */

// By name, so that a test's fake timers, which replace the globals, do not freeze a run.
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { type Clock, MILLISECOND, type Nanos, type Timer } from './clock.ts'
import { EventQueue } from './event-queue.ts'

export class RealClock implements Clock {
  readonly virtual = false
  readonly #start = performance.now()
  readonly #queue = new EventQueue()
  #armedFor = Number.POSITIVE_INFINITY
  #timeout: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined

  now(): Nanos {
    return Math.round((performance.now() - this.#start) * 1e6)
  }

  after(delay: Nanos, action: () => void): Timer {
    const timer = this.#queue.add(this.now() + Math.max(0, delay), action)
    this.#arm()
    return timer
  }

  settle(): void {}

  drive<T>(work: Promise<T>): Promise<T> {
    return work
  }

  /** Drops everything that waits, so that the host's event loop is free to end. */
  stop(): void {
    clearTimeout(this.#timeout)
    clearImmediate(this.#immediate)
    while (this.#queue.pop() !== undefined) {}
    this.#armedFor = Number.POSITIVE_INFINITY
  }

  /** One host timer serves the whole queue: a host timer for each message would cost more than the message. */
  #arm(): void {
    const first = this.#queue.peek()
    if (first === undefined || first.at >= this.#armedFor) return
    clearTimeout(this.#timeout)
    clearImmediate(this.#immediate)
    this.#armedFor = first.at
    const wait = first.at - this.now()
    // setTimeout cannot wait for less than a millisecond, nor is it ever early by design, but it may round down.
    if (wait < MILLISECOND) this.#immediate = setImmediate(this.#run)
    else this.#timeout = setTimeout(this.#run, Math.min(Math.floor(wait / MILLISECOND), 0x7fffffff))
  }

  readonly #run = (): void => {
    this.#armedFor = Number.POSITIVE_INFINITY
    const now = this.now()
    try {
      for (let entry = this.#queue.peek(); entry !== undefined && entry.at <= now; entry = this.#queue.peek()) {
        this.#queue.pop()
        const { action } = entry
        entry.action = undefined
        action?.()
      }
    } finally {
      this.#arm()
    }
  }
}
