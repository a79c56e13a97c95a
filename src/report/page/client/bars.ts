/** Operations in the Lamport diagram: bars on the lines of their clients, with what was asked and what came back. */

import { type Geometry, HEAD } from './geometry.ts'
import { operationLabel } from './operation-label.ts'
import type { Operation } from './run.ts'
import { type Colors, fitted, haloed, outcomeColor, type Places } from './surface.ts'

/** With more operations in view, names of them would only be in the way. */
const MOST_LABELS = 80

export function paintBars(context: CanvasRenderingContext2D, colors: Colors, geometry: Geometry, places: Places): void {
  const { chosen, about } = geometry.view
  const visible = operationsInView(geometry)
  const labels: (() => void)[] = []
  for (const operation of visible) {
    const isChosen = chosen?.kind === 'operation' && chosen.at === operation.at
    const aside = about.startsWith('f:') && about.slice(2) !== operation.f
    const x = geometry.x(operation.lane)
    const [top, bottom] = geometry.barOf(operation.at)
    const length = Math.max(4, Math.min(bottom, geometry.height + 5) - top)
    const half = isChosen ? 5 : 3.5
    context.globalAlpha = aside ? 0.25 : 1
    context.fillStyle = outcomeColor(operation.outcome, colors)
    context.fillRect(x - half, top, 2 * half, length)
    context.globalAlpha = 1
    if (isChosen) {
      context.strokeStyle = colors.ink
      context.lineWidth = 1.5
      context.strokeRect(x - half, top, 2 * half, length)
    }
    if (isChosen) labels.unshift(() => label(context, colors, geometry, places, operation, x, top, true))
    else if (visible.length <= MOST_LABELS && !aside)
      labels.push(() => label(context, colors, geometry, places, operation, x, top, false))
  }
  for (const paint of labels) paint()
}

function operationsInView(geometry: Geometry): Operation[] {
  const [from, to] = geometry.view.span
  return geometry.view.run.operations.filter(
    ({ lane, invoked, completed }) =>
      lane >= 0 && !Number.isNaN(geometry.x(lane)) && completed >= from && invoked <= to,
  )
}

function label(
  context: CanvasRenderingContext2D,
  colors: Colors,
  { gutter }: Geometry,
  places: Places,
  operation: Operation,
  x: number,
  top: number,
  bold: boolean,
): void {
  context.font = `${bold ? '650 ' : ''}12px ${colors.font}`
  const text = fitted(context, operationLabel(operation), bold ? 260 : 150)
  const wide = context.measureText(text).width
  const left = Math.max(gutter, x - wide - 8)
  const y = Math.max(HEAD + 9, top - 8)
  if (text === '' || !places.take(left, y - 7, wide, 14)) return
  haloed(context, text, left, y, colors.paper, colors.ink)
}
