/** Simulated time: it jumps from event to event, and the next event waits until the promises of the previous one have drained. */

import type { Clock, Nanos, Timer } from './clock.ts'
import { EventQueue } from './event-queue.ts'

/** Nothing is left to happen, and the run still waits for something. */
export class StalledSimulationError extends Error {
  override readonly name = 'StalledSimulationError'
  constructor(at: Nanos) {
    super(
      `The simulation stalled at ${(at / 1e9).toFixed(6)} s: no event is left, and the run is not over. ` +
        'Something waits for the host (a real timer, a file, a socket) instead of the virtual clock.',
    )
  }
}

/** Macrotask turns drain every promise reaction of this realm. Taken when the module loads, so that fakes installed later do not bite. */
const hostTurn = setImmediate

/** After so many events without a pause the host gets one, so that timeouts and Ctrl-C of the test runner are noticed. */
const EVENTS_BETWEEN_PAUSES = 4096

export class VirtualClock implements Clock {
  readonly virtual = true
  readonly #queue = new EventQueue()
  #now: Nanos = 0
  #unsettled = true

  now(): Nanos {
    return this.#now
  }

  after(delay: Nanos, action: () => void): Timer {
    // Never early: whoever waits for a time, and is asked before it, asks for the same again, for ever.
    return this.#queue.add(this.#now + Math.max(0, Math.ceil(delay)), action)
  }

  stop(): void {
    while (this.#queue.pop() !== undefined) {}
  }

  settle(): void {
    this.#unsettled = true
  }

  async drive<T>(work: Promise<T>): Promise<T> {
    let over = false
    const end = () => {
      over = true
    }
    work.then(end, end)
    let events = 0
    for (;;) {
      if (this.#unsettled || ++events % EVENTS_BETWEEN_PAUSES === 0) {
        this.#unsettled = false
        await new Promise<void>(resolve => hostTurn(resolve))
        if (this.#unsettled) continue
        if (over) return work
      }
      const entry = this.#queue.pop()
      if (entry === undefined) {
        // One more turn: the last event may have resolved `work` without saying so.
        await new Promise<void>(resolve => hostTurn(resolve))
        if (over) return work
        if (this.#queue.peek() === undefined && !this.#unsettled) throw new StalledSimulationError(this.#now)
        continue
      }
      this.#now = entry.at
      const { action } = entry
      entry.action = undefined
      action?.()
    }
  }
}
