/** The stretch of an axis that is in view, and how it moves: zooming keeps the place under the pointer where it is, and nothing leads beyond the ends. */

export interface Stretch {
  readonly from: number
  readonly to: number
}

/** The axis as a whole, and the shortest stretch of it that is worth looking at. */
export interface Bounds extends Stretch {
  readonly shortest: number
}

/** The stretch moved and, if need be, lengthened or shortened until it lies within its bounds. */
export function within({ from, to }: Stretch, bounds: Bounds): Stretch {
  const most = bounds.to - bounds.from
  const length = Math.min(most, Math.max(Math.min(bounds.shortest, most), to - from))
  const middle = (from + to) / 2
  const start = Math.min(bounds.to - length, Math.max(bounds.from, length === to - from ? from : middle - length / 2))
  return { from: start, to: start + length }
}

/** `factor` times as much in view; `at` stays where it is on the screen. */
export function zoomed({ from, to }: Stretch, factor: number, at: number, bounds: Bounds): Stretch {
  const most = bounds.to - bounds.from
  const length = Math.min(most, Math.max(Math.min(bounds.shortest, most), (to - from) * factor))
  const share = (at - from) / (to - from)
  return within({ from: at - share * length, to: at + (1 - share) * length }, bounds)
}

export function moved({ from, to }: Stretch, by: number, bounds: Bounds): Stretch {
  return within({ from: from + by, to: to + by }, bounds)
}

/** Moved no further than needed to show `at`, with a tenth of the stretch to spare. */
export function showing(stretch: Stretch, at: number, bounds: Bounds): Stretch {
  const spare = (stretch.to - stretch.from) / 10
  if (at < stretch.from + spare) return moved(stretch, at - stretch.from - spare, bounds)
  if (at > stretch.to - spare) return moved(stretch, at - stretch.to + spare, bounds)
  return stretch
}
