/** The frame of plots over time: panels one below the other on one axis of time, fault bands through all of them, a legend. */

import { MILLISECOND } from '../../time/clock.ts'
import type { RunData } from '../run-data.ts'
import { faultLanes } from './fault-lanes.ts'
import { heading } from './heading.ts'
import { formatSeconds, linear, type Scale, ticks } from './scale.ts'
import { element, label, picture, widthOf } from './svg.ts'
import { STYLE } from './theme.ts'

const WIDTH = 980
const LEFT = 84
const RIGHT = WIDTH - 76
const TOP = 66

export interface Panel {
  /** Above it: `read`. */
  readonly title: string
  readonly note?: string
  /** Draws into the panel; `bottom` and `top` are the ends of its vertical axis. */
  draw(x: Scale, top: number, bottom: number): PanelContent
}

export interface PanelContent {
  readonly ticks: readonly { readonly y: number; readonly text: string }[]
  readonly body: readonly string[]
}

export interface LegendEntry {
  readonly text: string
  /** Draws the sign around a point. */
  readonly sign: (x: number, y: number) => string
}

export interface TimePlot {
  readonly name: string
  readonly title: string
  readonly subtitle: string
  readonly description: string
  /** What the vertical axis shows, with its unit. */
  readonly axis: string
  readonly panels: readonly Panel[]
  readonly legend: readonly LegendEntry[]
  readonly style?: string
}

/** Where panels begin and end on the horizontal axis. */
export const PLOT = { left: LEFT, right: RIGHT } as const

export function timePlot(run: RunData, plot: TimePlot): string {
  const lanes = faultLanes(run)
  const size = plot.panels.length <= 1 ? 280 : plot.panels.length === 2 ? 190 : 140
  const x = linear(0, Math.max(MILLISECOND, run.duration), LEFT, RIGHT)
  const body: string[] = heading(20, plot.title, plot.subtitle)
  let y = TOP
  body.push(...legend(plot.legend, 20, y))
  y += plot.legend.length === 0 ? 0 : 26
  const lanesAt = y
  y += lanes.height
  const panels: string[] = []
  const first = y
  for (const panel of plot.panels) {
    const top = y + 20
    const bottom = top + size
    const content = panel.draw(x, top, bottom)
    panels.push(
      label(LEFT, top - 6, panel.title, { class: 'head' }),
      ...(panel.note === undefined ? [] : [label(RIGHT, top - 6, panel.note, { class: 'muted end' })]),
      ...content.ticks.flatMap(tick => [
        element('path', { class: 'grid', d: `M${LEFT} ${tick.y.toFixed(1)}H${RIGHT}` }),
        label(LEFT - 8, tick.y + 4, tick.text, { class: 'tick end' }),
      ]),
      element('path', { class: 'axis', d: `M${LEFT} ${top}V${bottom}H${RIGHT}` }),
      ...content.body,
    )
    y = bottom + 10
  }
  if (plot.panels.length === 0) {
    panels.push(label(LEFT, y + 40, 'No operation ended in this run: there is nothing to plot.', { class: 'muted' }))
    y += 70
  }
  const bottom = y - 10
  body.push(...lanes.draw(x, LEFT, RIGHT, lanesAt, bottom), ...panels)
  const times = ticks(0, Math.max(MILLISECOND, run.duration), 10)
  const step = (times[1] ?? 1) - (times[0] ?? 0)
  for (const time of times) {
    body.push(
      element('path', { class: 'axis', d: `M${x(time).toFixed(1)} ${bottom}v5` }),
      label(x(time), bottom + 18, formatSeconds(time, step), { class: 'tick middle' }),
    )
  }
  body.push(
    label((LEFT + RIGHT) / 2, bottom + 36, 'time since the run began', { class: 'muted middle' }),
    element(
      'g',
      { transform: `translate(16 ${((first + bottom) / 2).toFixed(1)}) rotate(-90)` },
      label(0, 0, plot.axis, { class: 'muted middle' }),
    ),
  )
  return picture({
    name: plot.name,
    title: plot.title,
    description: plot.description,
    width: WIDTH,
    height: bottom + 50,
    style: STYLE + (plot.style ?? ''),
    body,
  })
}

/** Signs with their words in a row. */
export function legend(entries: readonly LegendEntry[], left: number, top: number): string[] {
  let x = left
  return entries.flatMap(({ text, sign }) => {
    const at = x + 12
    x += 24 + widthOf(text) + 20
    return [sign(at, top + 6), label(at + 14, top + 10, text)]
  })
}
