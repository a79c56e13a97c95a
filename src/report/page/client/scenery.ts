/** What the messages of the Lamport diagram stand before: lines and their names, time, faults, nodes that do not run. */

import { duration, moment, tickStep } from './format.ts'
import { type Geometry, HEAD, RAIL } from './geometry.ts'
import { type Colors, cross, faultColor, fitted, type Places, stroke } from './surface.ts'

type Context = CanvasRenderingContext2D

/** The names of the lines; drawn last, above everything. */
export function paintHead(context: Context, colors: Colors, geometry: Geometry): void {
  const { width, right, columns, places, gutter, view } = geometry
  context.fillStyle = colors.paper
  context.fillRect(0, 0, width, HEAD - 1)
  context.fillStyle = colors.line
  context.fillRect(0, HEAD - 1, width, 1)
  const { lanes, operations } = view.run
  const [from, to] = view.span
  context.textAlign = 'center'
  for (const [i, { lanes: own, kind }] of columns.entries()) {
    const room = Math.min((places[i + 1] ?? right) - places[i]!, places[i]! - (places[i - 1] ?? gutter - 40))
    // Of clients that follow one another, the one that is at work where the reader looks.
    const atWork =
      own.length === 1
        ? undefined
        : operations.find(({ lane, invoked, completed }) => own.includes(lane) && completed >= from && invoked <= to)
    const { id } = lanes[atWork?.lane ?? own[0]!]!
    context.font = `${kind === 'node' ? 650 : 450} 13px ${colors.font}`
    context.fillStyle = kind === 'node' ? colors.ink : colors.faint
    context.fillText(fitted(context, id, room + 6) || id.slice(0, 3), places[i]!, HEAD / 2)
  }
  context.textAlign = 'left'
}

export function paintAxis(context: Context, colors: Colors, geometry: Geometry): void {
  const { view, range, right, height, gutter } = geometry
  const { scale, stretch } = view
  const step = tickStep(stretch.to - stretch.from, Math.floor(range.length / 56))
  const [from, to] = view.span
  context.font = `12px ${colors.font}`
  for (let at = Math.ceil(stretch.from / step) * step; at <= stretch.to; at += step) {
    const y = geometry.y(at)
    if (y < HEAD + 8 || y > height - 6) continue
    context.fillStyle = colors.line
    context.globalAlpha = 0.6
    context.fillRect(gutter, Math.round(y), right - gutter, 1)
    context.globalAlpha = 1
    context.fillStyle = colors.faint
    const digits = scale === 'clock' ? step : Math.max(1e5, (to - from) / 100)
    context.fillText(moment(view.timeOf(at), digits), 8, y, gutter - 14)
  }
}

export function paintOmitted(context: Context, colors: Colors, geometry: Geometry): void {
  const { gutter, width } = geometry
  for (const { messages, span } of geometry.view.run.omitted) {
    const [top, bottom] = [geometry.yOfTime(span[0]), geometry.yOfTime(span[1])]
    if (!geometry.sees(top, bottom)) continue
    context.fillStyle = colors.raised
    context.fillRect(gutter, top, width, Math.max(2, bottom - top))
    context.fillStyle = colors.faint
    context.font = `12px ${colors.font}`
    const text = `${messages.toLocaleString('en')} messages are not on this page; messages.jsonl has them`
    context.fillText(
      fitted(context, text, width - gutter - 20),
      gutter + 10,
      Math.min(Math.max(top, HEAD) + 14, bottom - 8),
    )
  }
}

/** Bands, with their names in strips of their own at the right, where no message passes. */
export function paintFaults(context: Context, colors: Colors, geometry: Geometry): void {
  const { gutter, right, rails, view } = geometry
  for (const [i, { name, text, span }] of view.run.faults.entries()) {
    const [top, bottom] = [geometry.yOfTime(span[0]), geometry.yOfTime(span[1])]
    if (!geometry.sees(top, bottom)) continue
    const color = faultColor(name, colors)
    context.fillStyle = color
    context.globalAlpha = 0.08
    context.fillRect(gutter, top, right - gutter, Math.max(2, bottom - top))
    context.globalAlpha = 0.5
    for (const edge of [top, bottom]) context.fillRect(gutter, Math.round(edge), right - gutter, 1)
    context.globalAlpha = 0.16
    const rail = right + rails[i]! * RAIL
    context.fillRect(rail + 1, top, RAIL - 2, Math.max(2, bottom - top))
    context.globalAlpha = 1
    context.font = `600 12px ${colors.font}`
    const [from, to] = [Math.max(top, HEAD), Math.min(bottom, geometry.height)]
    const label = fitted(context, text === '' ? name : `${name}  ${text}`, to - from - 12)
    context.save()
    context.translate(rail + RAIL / 2, from + 6)
    context.rotate(Math.PI / 2)
    context.fillText(label, 0, 0)
    context.restore()
  }
}

export function paintLanes(context: Context, colors: Colors, geometry: Geometry): void {
  const { columns, places, height, view } = geometry
  for (const [i, { kind }] of columns.entries()) {
    context.strokeStyle = kind === 'node' ? colors.soft : colors.edge
    context.lineWidth = kind === 'node' ? 2 : 1
    context.setLineDash(kind === 'service' ? [6, 3] : [])
    stroke(context, places[i]!, HEAD, places[i]!, height)
  }
  context.setLineDash([])
  for (const { lane, why, span } of view.run.downtimes) {
    const x = geometry.x(lane)
    const [top, bottom] = [geometry.yOfTime(span[0]), geometry.yOfTime(span[1])]
    if (Number.isNaN(x) || !geometry.sees(top, bottom)) continue
    const color = why === 'paused' ? colors.info : colors.bad
    // What lies behind is seen in place of the line.
    context.fillStyle = colors.paper
    context.fillRect(x - 5, top, 10, Math.max(3, bottom - top))
    context.strokeStyle = color
    context.lineWidth = 1.5
    context.setLineDash([1.5, 6])
    stroke(context, x, top, x, bottom)
    context.setLineDash([])
    context.lineWidth = 2
    if (why === 'paused') stroke(context, x - 6, top, x + 6, top)
    else cross(context, x, top, 5)
    stroke(context, x - 6, bottom, x + 6, bottom)
  }
}

/** Which node was down, and for how long, beside the gap. */
export function paintDownNames(context: Context, colors: Colors, geometry: Geometry, places: Places): void {
  context.font = `600 12px ${colors.font}`
  for (const { lane, why, span } of geometry.view.run.downtimes) {
    const x = geometry.x(lane)
    const [top, bottom] = [geometry.yOfTime(span[0]), geometry.yOfTime(span[1])]
    if (Number.isNaN(x) || !geometry.sees(top, bottom) || bottom - top < 26) continue
    const text = `${why}, ${duration(span[1] - span[0])}`
    const wide = context.measureText(text).width
    const left = x + wide + 14 > geometry.width ? x - wide - 10 : x + 9
    const y = Math.min(Math.max(top, HEAD) + 14, bottom - 9)
    if (!places.take(left, y - 8, wide, 16)) continue
    context.fillStyle = why === 'paused' ? colors.info : colors.bad
    context.fillText(text, left, y)
  }
}
