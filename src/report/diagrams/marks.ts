/** Marks of points in plots: each outcome has a colour and a shape. Many marks make one path, which keeps a plot of a long run small. */

import type { RunOperation } from '../run-data.ts'
import { element, px } from './svg.ts'

export type Outcome = RunOperation['outcome']

/** In the order of legends. */
export const OUTCOMES: readonly { readonly outcome: Outcome; readonly words: string; readonly brief: string }[] = [
  { outcome: 'ok', words: 'ok', brief: 'ok' },
  { outcome: 'info', words: 'info (may have happened)', brief: 'info' },
  { outcome: 'fail', words: 'fail (did not happen)', brief: 'fail' },
  { outcome: 'open', words: 'still open at the end', brief: 'open' },
]

/** Data of a path with one mark at a point. */
const SHAPES: Readonly<Record<Outcome, (x: number, y: number) => string>> = {
  // A line without length and with round ends is a dot.
  ok: (x, y) => `M${px(x)} ${px(y)}h0`,
  info: (x, y) => `M${px(x)} ${px(y - 3.6)}l3.4 6h-6.8z`,
  fail: (x, y) => `M${px(x - 2.8)} ${px(y - 2.8)}l5.6 5.6m0 -5.6l-5.6 5.6`,
  open: (x, y) => `M${px(x - 3)} ${px(y)}h6`,
}

export const MARKS_STYLE = `
.maelstrom-diagram .mark{fill:none;stroke-linecap:round;stroke-width:1.4}
.maelstrom-diagram .mark-ok{stroke:var(--ok);stroke-width:4.5;stroke-opacity:.6}
.maelstrom-diagram .mark-info{stroke:var(--info)}
.maelstrom-diagram .mark-fail{stroke:var(--fail)}
.maelstrom-diagram .mark-open{stroke:var(--open)}
`

/** One path with all points; those that fall on the same pixel are drawn once. */
export function marks(outcome: Outcome, points: Iterable<readonly [x: number, y: number]>): string {
  const seen = new Set<number>()
  let data = ''
  for (const [x, y] of points) {
    const pixel = Math.round(x) * 65_536 + Math.round(y)
    if (seen.has(pixel)) continue
    seen.add(pixel)
    data += SHAPES[outcome](x, y)
  }
  return data === '' ? '' : element('path', { class: `mark mark-${outcome}`, d: data })
}

/** A line through points, broken where one is undefined; a single point between two breaks becomes a dot. */
export function line(
  points: readonly (readonly [x: number, y: number] | undefined)[],
  attributes: Readonly<Record<string, string | number>>,
): string {
  let data = ''
  let drawing = false
  for (const [i, point] of points.entries()) {
    if (point === undefined) {
      drawing = false
      continue
    }
    data += `${drawing ? 'L' : 'M'}${px(point[0])} ${px(point[1])}`
    if (!drawing && points[i + 1] === undefined) data += 'h0'
    drawing = true
  }
  return data === ''
    ? ''
    : element('path', { fill: 'none', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', ...attributes, d: data })
}
