/** Where things stand in the Lamport diagram: lanes across, time downwards. */

import { type Column, columnsOf, placesOf } from './columns.ts'
import type { Span } from './run.ts'
import type { View } from './view.ts'

/** Height of the names above the lines, and room below them. */
export const HEAD = 32
const FOOT = 10
const MARGIN = 12
/** Width of the strip at the right in which a fault has its name. */
export const RAIL = 20

/** Both ends of an arrow. */
export type Ends = readonly [x1: number, y1: number, x2: number, y2: number]

export class Geometry {
  readonly view: View
  width = 0
  height = 0
  /** Width of the times at the left. */
  gutter = 78
  columns: readonly Column[] = []
  /** For each fault the number of its strip; those that overlap in time have different ones. */
  readonly rails: readonly number[]
  readonly railCount: number
  /** The middle of each column. */
  places: readonly number[] = []
  /** The place of each lane; NaN: it is hidden. */
  readonly #x: Float64Array

  constructor(view: View) {
    this.view = view
    this.#x = new Float64Array(view.run.lanes.length).fill(Number.NaN)
    this.rails = railsOf(view.run.faults.map(({ span }) => span))
    this.railCount = Math.max(0, ...this.rails.map(rail => rail + 1))
    this.arrange()
  }

  /** To be called when lanes were shown or hidden. */
  arrange(): void {
    const { run, hiddenLanes } = this.view
    this.columns = columnsOf(run.lanes, run.operations, hiddenLanes)
  }

  fit(width: number, height: number): void {
    this.width = width
    this.height = height
    this.gutter = width < 560 ? 58 : 78
    this.places = placesOf(this.columns, this.gutter, this.right - MARGIN)
    this.#x.fill(Number.NaN)
    for (const [i, { lanes }] of this.columns.entries()) for (const lane of lanes) this.#x[lane] = this.places[i]!
  }

  /** Where the names of faults begin. */
  get right(): number {
    return this.width - this.railCount * RAIL
  }

  get range(): { readonly start: number; readonly length: number } {
    return { start: HEAD, length: Math.max(1, this.height - HEAD - FOOT) }
  }

  x(lane: number): number {
    return this.#x[lane]!
  }

  y(place: number): number {
    const { from, to } = this.view.stretch
    const { start, length } = this.range
    return start + ((place - from) / (to - from)) * length
  }

  yOfTime(time: number): number {
    return this.y(this.view.placeOf(time))
  }

  /** Whether anything between two heights is on the screen. */
  sees(top: number, bottom: number): boolean {
    return bottom >= HEAD && top <= this.height
  }

  /** A lost message gets a little further than half of its way. */
  endsOf(m: number): Ends {
    const { messages } = this.view.run
    const { sent, end } = this.view.places
    const [x1, y1] = [this.x(messages.src[m]!), this.y(sent[m]!)]
    const [x2, y2] = [this.x(messages.dest[m]!), this.y(end[m]!)]
    if (messages.fate[m] === 0) return [x1, y1, x2, y2]
    return [x1, y1, x1 + (x2 - x1) * 0.58, y1 + (y2 - y1) * 0.58]
  }

  /** From top to bottom of an operation's bar; one that never ended goes beyond the edge. */
  barOf(at: number): readonly [top: number, bottom: number] {
    const { run, scale, places } = this.view
    const { request, reply, invoked, completed } = run.operations[at]!
    const end = completed === Number.POSITIVE_INFINITY ? 1e5 : this.yOfTime(completed)
    if (scale === 'clock' || request < 0) return [this.yOfTime(invoked), end]
    return [this.y(places.sent[request]!), reply >= 0 ? this.y(places.end[reply]!) : end]
  }

  /** Messages of which something is on the screen, in order of sending. */
  messagesInView(): number[] {
    const { shown, stretch, places, run } = this.view
    const { sent, end } = places
    const found: number[] = []
    for (let m = 0; m < run.messages.count; m++)
      if (shown[m] === 1 && sent[m]! <= stretch.to && end[m]! >= stretch.from) found.push(m)
    return found
  }
}

function railsOf(spans: readonly Span[]): number[] {
  const until: number[] = []
  return spans.map(([from, to]) => {
    const free = until.findIndex(end => end <= from)
    const rail = free === -1 ? until.length : free
    until[rail] = to
    return rail
  })
}
