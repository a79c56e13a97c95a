/**
 * The host's own timers, for what concerns real processes and not the run that is simulated: how long a program is given to end,
 * how long its last output is waited for. The engine never uses them; it asks a Clock.
 */
// Imported by name, so that a test's fake timers, which replace the globals, leave real processes alone.
import { clearTimeout, setTimeout } from 'node:timers'
import type { Timer } from './clock.ts'

/** Milliseconds of real time since some moment, for budgets of wall time. */
export const hostMilliseconds = performance.now.bind(performance)

/** Milliseconds since 1970, to compare with the times of real files. */
export const hostDate = Date.now.bind(Date)

/** Runs `action` once, about `ms` milliseconds of real time from now. */
export function hostTimeout(ms: number, action: () => void): Timer {
  const timer = setTimeout(action, ms)
  return { cancel: () => clearTimeout(timer) }
}
