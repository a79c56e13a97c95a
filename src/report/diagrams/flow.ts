/**
 * The vertical axis of a diagram of messages. Time runs downwards, but not evenly: where much happens it is stretched until labels do not cover each
 * other, and where nothing happens it is cut. What happened before stands above what happened after, always.
 */

import type { Nanos } from '../../time/clock.ts'

/** Something with a place on the axis. */
export interface FlowEvent {
  readonly time: Nanos
  /** Orders events of one time. */
  readonly rank: number
  /** Where its label stands, if it has one, from left to right. */
  readonly label?: readonly [from: number, to: number]
  /** Where the head of an arrow stands, which no later label may cover. */
  readonly head?: number
  /** The position of an event that it stands clearly below: of a receipt, that of the sending. */
  readonly below?: number
  /** Messages that are left out before it. */
  readonly omitted?: number
}

/** Nothing happens for so long that the axis is cut. */
export interface FlowBreak {
  readonly y: number
  readonly duration: Nanos
  readonly omitted: number
}

export interface Flow {
  /** The place of each event, in the order in which they were given. */
  readonly places: Float64Array
  /** The place of any time. */
  at(time: Nanos): number
  readonly breaks: readonly FlowBreak[]
  readonly bottom: number
}

const LINE = 13
const BREAK = 34
/** How far an arrow descends at least. */
const DESCENT = 8
/** What one gap in time adds at most, in pixels. */
const MOST = 20

/** Places events from `top` downwards. */
export function layOutFlow(events: readonly FlowEvent[], top: number): Flow {
  const order = Uint32Array.from({ length: events.length }, (_, i) => i).sort(
    (a, b) => events[a]!.time - events[b]!.time || events[a]!.rank - events[b]!.rank,
  )
  const gaps: number[] = []
  for (let k = 1; k < order.length; k++) {
    const gap = events[order[k]!]!.time - events[order[k - 1]!]!.time
    if (gap > 0) gaps.push(gap)
  }
  gaps.sort((a, b) => a - b)
  const usual = gaps[Math.floor(gaps.length / 2)] ?? 1
  const long = Math.max(usual * 40, (gaps[Math.floor(gaps.length * 0.9)] ?? 1) * 3)
  const places = new Float64Array(events.length)
  const times: number[] = []
  const heights: number[] = []
  const breaks: FlowBreak[] = []
  // The lowest label so far in each strip of the width.
  const STRIP = 24
  const lowest = new Map<number, number>()
  let y = top
  let before: FlowEvent | undefined
  for (const i of order) {
    const event = events[i]!
    if (before !== undefined) {
      const gap = event.time - before.time
      if (gap > long || event.omitted !== undefined) {
        breaks.push({ y: y + BREAK / 2 + 4, duration: gap, omitted: event.omitted ?? 0 })
        y += BREAK + 8
      } else y += 2 + Math.min(MOST, (gap / usual) * 3)
    }
    if (event.label !== undefined) {
      const strips = range(Math.floor(event.label[0] / STRIP), Math.floor(event.label[1] / STRIP))
      for (const strip of strips) y = Math.max(y, (lowest.get(strip) ?? Number.NEGATIVE_INFINITY) + LINE)
      for (const strip of strips) lowest.set(strip, y)
    }
    if (event.below !== undefined) y = Math.max(y, places[event.below]! + DESCENT)
    if (event.head !== undefined)
      for (const strip of range(Math.floor((event.head - 12) / STRIP), Math.floor((event.head + 12) / STRIP)))
        lowest.set(strip, Math.max(lowest.get(strip) ?? 0, y - 2))
    places[i] = y
    if (times.at(-1) === event.time) heights[heights.length - 1] = y
    else {
      times.push(event.time)
      heights.push(y)
    }
    before = event
  }
  const bottom = y + 24
  return {
    places,
    breaks,
    bottom,
    at(time) {
      if (times.length === 0 || time < times[0]!) return top - 8
      let low = 0
      let high = times.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (times[middle]! <= time) low = middle + 1
        else high = middle
      }
      if (low === times.length) return time > times.at(-1)! ? bottom - 8 : heights.at(-1)!
      const [t0, t1, y0, y1] = [times[low - 1]!, times[low]!, heights[low - 1]!, heights[low]!]
      return y0 + ((time - t0) / (t1 - t0)) * (y1 - y0)
    },
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) + 1 }, (_, i) => from + i)
}
