/** Sets of integers as closed ranges: in order, and never touching, so that `[1, 2]` and `[3, 5]` are `[1, 5]`. */

export type Range = readonly [low: number, high: number]

/** The set together with itself shifted by `delta`. Linear in the number of ranges. */
export function shiftedUnion(ranges: readonly Range[], delta: number): Range[] {
  if (delta === 0) return ranges.slice()
  const union: [number, number][] = []
  const add = (low: number, high: number) => {
    const last = union.at(-1)
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high)
    else union.push([low, high])
  }
  let shifted = 0
  for (const [low, high] of ranges) {
    for (; shifted < ranges.length && ranges[shifted]![0] + delta < low; shifted++) {
      add(ranges[shifted]![0] + delta, ranges[shifted]![1] + delta)
    }
    add(low, high)
  }
  for (; shifted < ranges.length; shifted++) add(ranges[shifted]![0] + delta, ranges[shifted]![1] + delta)
  return union
}

/** Whether the value is an integer of the set. */
export function contains(ranges: readonly Range[], value: unknown): boolean {
  return Number.isInteger(value) && nearest(ranges, value as number) === value
}

/** The member of a non-empty set that is nearest to the value; of two, the lesser. */
export function nearest(ranges: readonly Range[], value: number): number {
  let low = 0
  let high = ranges.length - 1
  // The last range that begins at or below the value, or the first of all.
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (ranges[middle]![0] <= value) low = middle
    else high = middle - 1
  }
  const [begin, end] = ranges[low]!
  if (value < begin) return begin
  if (value <= end) return Math.floor(value)
  const next = ranges[low + 1]?.[0] ?? Infinity
  return value - end <= next - value ? end : next
}
