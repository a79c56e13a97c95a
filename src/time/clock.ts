/**
 * Time, as the engine knows it. Everything that waits or stamps asks a Clock, never `Date` or `setTimeout`; so the same engine
 * runs on the host's time (real-clock.ts) and on simulated time (virtual-clock.ts).
 */

/** Whole nanoseconds since the run began. A double holds 104 days of them exactly. */
export type Nanos = number

export const MICROSECOND: Nanos = 1_000
export const MILLISECOND: Nanos = 1_000_000
export const SECOND: Nanos = 1_000_000_000

/** Something that will happen, and can still be called off. */
export interface Timer {
  /** Calls it off. Harmless when it has happened already. */
  cancel(): void
}

export interface Clock {
  /** Whether time is simulated: then it moves only when the engine has nothing left to do. */
  readonly virtual: boolean
  now(): Nanos
  /** Runs `action` once, `delay` nanoseconds from now; equal times run in the order in which they were asked for. */
  after(delay: Nanos, action: () => void): Timer
  /**
   * Says that the current event queued promise reactions in this realm: in virtual time the next event waits until they have
   * drained. A no-op on the real clock.
   */
  settle(): void
  /** Drives the run until `work` settles: pumps events in virtual time, just waits in real time. */
  drive<T>(work: Promise<T>): Promise<T>
  /** Drops everything that waits: the run is over. */
  stop(): void
}
