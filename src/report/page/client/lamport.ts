/**
 * The Lamport diagram: a vertical line for each node, time downwards, an arrow for each message. Faults are bands, a node that does not run has a gap in its
 * line; operations are bars on the lines of their clients.
 */

import { paintArrows } from './arrows.ts'
import { paintBars } from './bars.ts'
import { cut, duration } from './format.ts'
import { Geometry, HEAD } from './geometry.ts'
import { paintAxis, paintDownNames, paintFaults, paintHead, paintLanes, paintOmitted } from './scenery.ts'
import { type Colors, Places, type Surface } from './surface.ts'
import type { View } from './view.ts'

/** How near a click has to be, in pixels. */
const REACH = 7

export class Lamport {
  readonly #view: View
  readonly #surface: Surface
  readonly #geometry: Geometry
  /** Texts of messages, once they are unpacked. */
  texts: readonly string[] | undefined
  /** How many messages the last picture shows. */
  inView = 0
  /** The message under the pointer; -1: none. */
  hovered = -1

  constructor(view: View, surface: Surface) {
    this.#view = view
    this.#surface = surface
    this.#geometry = new Geometry(view)
  }

  /** To be called when lanes were shown or hidden. */
  arrange(): void {
    this.#geometry.arrange()
  }

  range(): { readonly start: number; readonly length: number } {
    return this.#geometry.range
  }

  paint(colors: Colors): void {
    const context = this.#surface.begin(colors.paper)
    const { width, height } = this.#surface
    if (width === 0) return
    const geometry = this.#geometry
    geometry.fit(width, height)
    // Names of the same picture must not lie on one another, whoever draws them; the first has the place.
    const places = new Places()
    context.save()
    context.beginPath()
    context.rect(0, HEAD, width, height - HEAD)
    context.clip()
    context.textAlign = 'left'
    paintOmitted(context, colors, geometry)
    paintFaults(context, colors, geometry)
    paintAxis(context, colors, geometry)
    paintLanes(context, colors, geometry)
    paintBars(context, colors, geometry, places)
    paintDownNames(context, colors, geometry, places)
    this.inView = paintArrows(context, colors, geometry, places, this.hovered, this.texts)
    context.restore()
    paintHead(context, colors, geometry)
  }

  /** The message at a place of the screen; -1: none. */
  messageAt(x: number, y: number): number {
    let [nearest, found] = [REACH, -1]
    for (const m of this.#geometry.messagesInView()) {
      const [x1, y1, x2, y2] = this.#geometry.endsOf(m)
      if (y < Math.min(y1, y2) - REACH || y > Math.max(y1, y2) + REACH) continue
      const distance = fromSegment(x, y, x1, y1, x2, x1 === x2 ? y1 + 8 : y2)
      if (distance < nearest) [nearest, found] = [distance, m]
    }
    return found
  }

  /** The operation whose bar is at a place of the screen; -1: none. */
  operationAt(x: number, y: number): number {
    return this.#view.run.operations.findLastIndex(({ lane, at }) => {
      if (lane < 0 || !(Math.abs(x - this.#geometry.x(lane)) <= 6)) return false
      const [top, bottom] = this.#geometry.barOf(at)
      return y >= top - 3 && y <= Math.max(bottom, top + 4) + 3
    })
  }

  /** A message in one line. */
  tipOf(m: number): string {
    const { messages, lanes, types, fates } = this.#view.run
    const { src, dest, type, fate, sent, end } = messages
    const what = `${lanes[src[m]!]!.id} → ${lanes[dest[m]!]!.id}  ${types[type[m]!]}`
    return cut(fate[m] === 0 ? `${what}  ${duration(end[m]! - sent[m]!)}` : `${what}  lost: ${fates[fate[m]!]}`, 90)
  }
}

function fromSegment(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const square = dx * dx + dy * dy
  const along = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / square))
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy)
}
