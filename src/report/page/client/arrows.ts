/** Messages in the Lamport diagram: an arrow each, dashed for a duplicate, dashed and ending in a cross for a lost one. */

import type { Ends, Geometry } from './geometry.ts'
import { HEAD } from './geometry.ts'
import { messageLabel } from './labels.ts'
import { type Colors, fitted, haloed, KINDS, type Places } from './surface.ts'
import type { View } from './view.ts'

type Context = CanvasRenderingContext2D

/** Arrows beyond this number have no heads, and of those that would cover one another one is drawn. */
export const MOST_ARROWS = 2_500
const MOST_LABELS = 160

/** `texts` are those of the messages, once they are unpacked. Returns how many arrows there are. */
export function paintArrows(
  context: Context,
  colors: Colors,
  geometry: Geometry,
  places: Places,
  hovered: number,
  texts: readonly string[] | undefined,
): number {
  const { run, marks, chosen, shown } = geometry.view
  const { messages } = run
  const visible = geometry.messagesInView()
  const sparse = visible.length <= MOST_ARROWS
  const groups = new Map<string, number[]>()
  for (const m of visible) {
    const level = marks === undefined ? 1 : marks[m] === 1 ? 2 : 0
    const look = messages.fate[m] !== 0 ? 'lost' : messages.duplicate[m] === 1 ? 'copy' : 'whole'
    const style = `${level} ${look} ${kindOf(geometry.view, m)}`
    const group = groups.get(style)
    if (group === undefined) groups.set(style, [m])
    else group.push(m)
  }
  // What stands out is drawn last, and so above all else.
  for (const [style, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [level, look, kind] = style.split(' ') as [string, string, string]
    const color = look === 'lost' ? colors.bad : kind === 'client' ? colors.client : colors.kinds[Number(kind)]!
    context.strokeStyle = color
    context.fillStyle = color
    // So many that they cover one another: then how dense they are is what can be seen.
    context.globalAlpha = level === '0' ? 0.26 : sparse || level === '2' ? 1 : 0.35
    context.lineWidth = level === '2' ? 2 : 1.25
    context.setLineDash(look === 'copy' ? [5, 4] : look === 'lost' ? [7, 3] : [])
    strokeArrows(context, geometry, group, sparse, look === 'lost')
  }
  context.setLineDash([])
  context.globalAlpha = 1
  for (const [m, width] of [
    [hovered, 2.5],
    [chosen?.kind === 'message' ? chosen.at : -1, 3.5],
  ] as const) {
    if (m < 0 || shown[m] !== 1) continue
    context.strokeStyle = messages.fate[m] === 0 ? colors.accent : colors.bad
    context.fillStyle = context.strokeStyle
    context.lineWidth = width
    strokeArrows(context, geometry, [m], true, messages.fate[m] !== 0)
  }
  // What a client asks and gets stands beside its bar already.
  const labelled = visible.filter(m => (marks === undefined || marks[m] === 1) && kindOf(geometry.view, m) !== 'client')
  if (labelled.length <= MOST_LABELS) labelArrows(context, colors, geometry, places, labelled, texts)
  return visible.length
}

/** The number of the type's colour; what goes to and from clients is grey. */
function kindOf(view: View, m: number): string {
  const { messages, lanes } = view.run
  const [from, to] = [lanes[messages.src[m]!]!.kind, lanes[messages.dest[m]!]!.kind]
  const outside = from === 'client' || to === 'client' || from === 'engine' || to === 'engine'
  return outside ? 'client' : String(colorOfType(view, messages.type[m]!))
}

const colorCache = new WeakMap<View, readonly number[]>()

/** The more often a type is sent between nodes, the earlier its colour; all beyond the last share that one. */
export function colorOfType(view: View, type: number): number {
  let colors = colorCache.get(view)
  if (colors === undefined) {
    const counts = new Float64Array(view.run.types.length)
    const { src, dest, type: types, count } = view.run.messages
    const outside = view.run.lanes.map(({ kind }) => kind === 'client' || kind === 'engine')
    for (let m = 0; m < count; m++) if (!outside[src[m]!] && !outside[dest[m]!]) counts[types[m]!]!++
    const order = view.run.types.map((_, i) => i).sort((a, b) => counts[b]! - counts[a]! || a - b)
    colors = order.map((_, i) => Math.min(order.indexOf(i), KINDS - 1))
    colorCache.set(view, colors)
  }
  return colors[type]!
}

function strokeArrows(
  context: Context,
  geometry: Geometry,
  messages: readonly number[],
  sparse: boolean,
  lost: boolean,
): void {
  const { src, dest } = geometry.view.run.messages
  const lanes = geometry.view.run.lanes.length
  const last = new Map<number, number>()
  context.beginPath()
  for (const m of messages) {
    const [x1, y1, x2, y2] = geometry.endsOf(m)
    if (!sparse) {
      const link = src[m]! * lanes + dest[m]!
      const pixels = Math.round(y1) * 65_536 + Math.round(y2)
      if (last.get(link) === pixels) continue
      last.set(link, pixels)
    }
    context.moveTo(x1, y1)
    // To itself: a small loop beside the line.
    if (x1 === x2) context.bezierCurveTo(x1 + 22, y1, x1 + 22, Math.max(y2, y1 + 8), x1, Math.max(y2, y1 + 8))
    else context.lineTo(x2, y2)
  }
  context.stroke()
  if (!sparse) return
  const [dash, width] = [context.getLineDash(), context.lineWidth]
  context.setLineDash([])
  context.beginPath()
  for (const m of messages) {
    const ends = geometry.endsOf(m)
    if (!lost) arrowHead(context, ends)
    else {
      const [, , x, y] = ends
      context.moveTo(x - 4, y - 4)
      context.lineTo(x + 4, y + 4)
      context.moveTo(x + 4, y - 4)
      context.lineTo(x - 4, y + 4)
    }
  }
  context.lineWidth = 2
  if (lost) context.stroke()
  else context.fill()
  context.setLineDash(dash)
  context.lineWidth = width
}

function arrowHead(context: Context, [x1, y1, x2, y2]: Ends): void {
  const length = Math.hypot(x2 - x1, y2 - y1)
  if (length < 8) return
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length]
  const [bx, by] = [x2 - ux * 8, y2 - uy * 8]
  context.moveTo(x2, y2)
  context.lineTo(bx - uy * 3.5, by + ux * 3.5)
  context.lineTo(bx + uy * 3.5, by - ux * 3.5)
  context.closePath()
}

function labelArrows(
  context: Context,
  colors: Colors,
  geometry: Geometry,
  places: Places,
  messages: readonly number[],
  texts: readonly string[] | undefined,
): void {
  const { run, chosen } = geometry.view
  const { fate } = run.messages
  const weight = (m: number) => (chosen?.kind === 'message' && chosen.at === m ? 0 : fate[m] !== 0 ? 1 : 2)
  context.font = `12px ${colors.font}`
  for (const m of messages.toSorted((a, b) => weight(a) - weight(b) || a - b)) {
    const [x1, y1, x2, y2] = geometry.endsOf(m)
    const length = Math.hypot(x2 - x1, y2 - y1)
    if (length < 46) continue
    const text = fitted(context, messageLabel(run, m, texts?.[m]), Math.min(length - 26, 240))
    if (text === '') continue
    const wide = context.measureText(text).width
    // Nearer to the sender, where arrows have not met yet.
    const at = fate[m] === 0 ? 0.4 : 0.5
    const [x, y] = [x1 + (x2 - x1) * at, y1 + (y2 - y1) * at]
    const slope = Math.atan2(x2 > x1 ? y2 - y1 : y1 - y2, Math.abs(x2 - x1))
    const level = Math.abs(slope) < 0.6
    const rise = level ? Math.abs(Math.sin(slope)) * wide : 0
    if (y < HEAD + 14 || y > geometry.height - 6) continue
    if (!places.take(x - wide / 2 - 2, y - 14 - rise / 2, wide + 4, 13 + rise)) continue
    const color = fate[m] !== 0 ? colors.bad : colors.ink
    context.save()
    context.textAlign = 'center'
    context.translate(x, y)
    if (level) context.rotate(slope)
    haloed(context, text, 0, -7, colors.paper, color)
    context.restore()
  }
}
