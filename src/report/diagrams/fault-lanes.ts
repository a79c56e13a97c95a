/** Faults over a horizontal axis of time: a lane of labelled bars for each kind, and a light band through what lies below. */

import type { FaultWindow, RunData } from '../run-data.ts'
import { exactTime, type Scale } from './scale.ts'
import { element, escapeText, fitting, label } from './svg.ts'
import { faultColour } from './theme.ts'

const LANE = 16

export interface Lane {
  readonly fault: string
  readonly windows: readonly FaultWindow[]
}

/** One lane for each kind of fault, more where windows of one kind overlap. */
export function lanesOf(windows: readonly FaultWindow[]): Lane[] {
  const lanes: { fault: string; windows: FaultWindow[]; end: number }[] = []
  for (const window of windows) {
    const free = lanes.find(lane => lane.fault === window.fault && lane.end <= window.from)
    if (free === undefined) lanes.push({ fault: window.fault, windows: [window], end: window.to })
    else {
      free.windows.push(window)
      free.end = window.to
    }
  }
  return lanes.sort((a, b) => (a.fault < b.fault ? -1 : a.fault > b.fault ? 1 : 0))
}

/** `partition n1 │ n2 n3, 1.2 s – 3.4 s`. */
export function tellWindow({ fault, detail, from, to }: FaultWindow): string {
  return `${fault}${detail === '' ? '' : ` ${detail}`}, ${exactTime(from)} – ${exactTime(to)}`
}

export interface FaultLanes {
  readonly height: number
  /** The bars, and bands that reach down to `bottom`. */
  draw(x: Scale, left: number, right: number, top: number, bottom: number): string[]
}

export function faultLanes(run: RunData): FaultLanes {
  const lanes = lanesOf(run.faultWindows)
  const height = lanes.length === 0 ? 0 : lanes.length * LANE + 6
  return {
    height,
    draw: (x, left, right, top, bottom) =>
      lanes.flatMap(({ fault, windows }, i) => {
        const y = top + i * LANE
        const shown = windows.filter(({ from, to }) => x(to) >= left && x(from) <= right)
        const name = i > 0 && lanes[i - 1]!.fault === fault ? '' : fault
        return [
          label(left - 8, y + 11, fitting(name, left - 12), { class: 'muted end' }),
          ...shown.map(window => {
            const from = Math.max(left, x(window.from))
            const width = Math.max(1, Math.min(right, x(window.to)) - from)
            const colour = faultColour(fault)
            return element(
              'g',
              { class: 'fault', 'data-fault': fault },
              element('title', {}, escapeText(tellWindow(window))),
              element('rect', {
                x: from,
                y: top + height,
                width,
                height: bottom - top - height,
                fill: colour,
                'fill-opacity': '0.08',
              }),
              element('rect', { x: from, y, width, height: LANE - 3, rx: 2, fill: colour, 'fill-opacity': '0.28' }),
              label(from + 4, y + 10, fitting(window.detail, width - 6, 10), { 'font-size': '10' }),
            )
          }),
        ]
      }),
  }
}
