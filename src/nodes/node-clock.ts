/** A node's own clock in virtual time: the run's clock, until a fault makes it wrong. */

import type { Clock, Nanos, Timer } from '../time/clock.ts'

/** What programs see as the time at the beginning of a run: 2026-01-01T00:00:00Z, in milliseconds. */
export const EPOCH = 1_767_225_600_000

export class NodeClock {
  readonly #clock: Clock
  readonly #epoch: number
  #rate = 1
  /** Where the present rate began: on the run's clock and on this one. */
  #since: Nanos = 0
  #base: Nanos = 0
  #offset: Nanos = 0

  constructor(clock: Clock, epoch: number = EPOCH) {
    this.#clock = clock
    this.#epoch = epoch
    this.#since = clock.now()
    this.#base = this.#since
  }

  /** Nanoseconds since the run began, as this node counts them; never goes back. */
  monotonic(): Nanos {
    const now = this.#clock.now()
    return this.#rate === 1
      ? this.#base + (now - this.#since)
      : Math.round(this.#base + (now - this.#since) * this.#rate)
  }

  /** Milliseconds since 1970, with a fraction; goes back when the clock is set back. */
  wall(): number {
    return this.#epoch + (this.monotonic() + this.#offset) / 1e6
  }

  /** Runs `action` after `delay` nanoseconds of this clock at its present rate. */
  after(delay: Nanos, action: () => void): Timer {
    return this.#clock.after(this.#rate === 1 ? delay : Math.round(delay / this.#rate), action)
  }

  /** Sets the wall clock `offset` nanoseconds ahead of (or, when negative, behind) what it would be; timers do not notice. */
  skew(offset: Nanos): void {
    this.#offset = offset
  }

  /** Lets `rate` seconds pass on this clock in each second; timers that are set from now on are early when it is above 1. */
  drift(rate: number): void {
    if (!(rate > 0)) throw new RangeError(`A clock's rate must be above 0, not ${rate}.`)
    this.#base = this.monotonic()
    this.#since = this.#clock.now()
    this.#rate = rate
  }
}
