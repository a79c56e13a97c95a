/** Simulated time: it jumps from event to event, and the next event waits until the promises of the previous one have drained. */

import { pointing } from '../explanations/pointer.ts'
import type { Clock, Nanos, Timer } from './clock.ts'
import { EventQueue } from './event-queue.ts'
import { hostMilliseconds } from './host-time.ts'
import { hostTurn, runReactions, withReactions } from './host-turn.ts'

/** Nothing is left to happen, and the run still waits for something. */
export class StalledSimulationError extends Error {
  override readonly name = 'StalledSimulationError'
  constructor(at: Nanos) {
    super(
      pointing(
        'StalledSimulationError',
        `The simulation stalled at ${(at / 1e9).toFixed(6)} s: no event is left, and the run is not over. ` +
          'Something waits for the host (a real timer, a file, a socket) instead of the virtual clock.',
      ),
    )
  }
}

/** The host gets a turn after so many events or so much of its time, so that timeouts and Ctrl-C of the test runner are noticed. */
const EVENTS_AT_A_STRETCH = 4096
const STRETCH_MILLISECONDS = 100
/** To look at the host's clock costs as much as a small event. */
const EVENTS_BETWEEN_LOOKS = 16

/**
 * Events take no time, up to a point: so many may come at once, and then each takes a little while, as on a machine that has more to do than it can. Otherwise messages that
 * beget messages without latency would hold up time for ever, where a real cluster is only busy.
 */
const EVENTS_AT_ONCE = 50_000
const BUSY: Nanos = 5_000

export interface VirtualClockOptions {
  /** Runs a stretch of events; may break it off, and then throws. */
  readonly watch?: (stretch: () => void) => void
}

export class VirtualClock implements Clock {
  readonly virtual = true
  readonly #queue = new EventQueue()
  readonly #watch: (stretch: () => void) => void
  #now: Nanos = 0
  #unsettled = true
  /** What the recent events would have taken, less what has passed since. */
  #load: Nanos = 0

  constructor({ watch = stretch => stretch() }: VirtualClockOptions = {}) {
    this.#watch = watch
  }

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

  drive<T>(work: Promise<T>): Promise<T> {
    let over = false
    const end = () => {
      over = true
    }
    work.then(end, end)
    return new Promise<T>((resolve, reject) => {
      let idle = false
      const stretch = () => {
        idle = this.#stretch(() => over)
      }
      const turn = () => {
        const wasIdle = idle
        try {
          withReactions(() => this.#watch(stretch))
        } catch (error) {
          reject(error)
          return
        }
        if (over) resolve(work)
        // Only a turn that changes nothing tells that nothing will: the last one may have resolved `work` without saying so.
        else if (idle && wasIdle) reject(new StalledSimulationError(this.#now))
        else hostTurn(turn)
      }
      hostTurn(turn)
    })
  }

  /** Runs events until the host should have a turn, or the run is over. True when there was nothing to run. */
  #stretch(over: () => boolean): boolean {
    const began = hostMilliseconds()
    let moved = false
    for (let events = 0; events < EVENTS_AT_A_STRETCH; events++) {
      while (this.#unsettled) {
        this.#unsettled = false
        moved = true
        if (!runReactions()) return false
      }
      if (over()) return false
      const entry = this.#queue.pop()
      if (entry === undefined) return !moved
      moved = true
      this.#moveTo(entry.at)
      const { action } = entry
      entry.action = undefined
      action?.()
      if (events % EVENTS_BETWEEN_LOOKS === 0 && hostMilliseconds() - began > STRETCH_MILLISECONDS) return false
    }
    return false
  }

  #moveTo(at: Nanos): void {
    // An event may come late, after others that took their time.
    const passed = Math.max(0, at - this.#now)
    this.#now += passed
    this.#load = Math.max(0, this.#load - passed) + BUSY
    if (this.#load <= EVENTS_AT_ONCE * BUSY) return
    this.#now += BUSY
    this.#load -= BUSY
  }
}
