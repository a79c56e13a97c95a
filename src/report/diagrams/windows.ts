/** Time cut into windows of equal length, for figures over time. */

import type { Nanos } from '../../time/clock.ts'
import { niceStep } from './scale.ts'

const WANTED = 40

/** A nice length, so that about forty windows make a run. */
export function windowOf(duration: Nanos): Nanos {
  return Math.max(1, niceStep(Math.max(1, duration) / WANTED))
}

/** Values of each window, in order of time: window `i` is from `i * width` until before `(i + 1) * width`. */
export function inWindows<T>(items: readonly T[], timeOf: (item: T) => Nanos, width: Nanos, duration: Nanos): T[][] {
  const windows: T[][] = Array.from({ length: Math.max(1, Math.ceil((duration + 1) / width)) }, () => [])
  for (const item of items)
    windows[Math.min(windows.length - 1, Math.max(0, Math.floor(timeOf(item) / width)))]!.push(item)
  return windows
}
