/** latency-quantiles.svg: quantiles of the latency of operations that ended ok, by function, over windows of time. */

import type { RunData } from '../run-data.ts'
import { byFunction } from './by-function.ts'
import { nameOfRun } from './heading.ts'
import { line } from './marks.ts'
import { formatLatency, logarithmic, type Scale } from './scale.ts'
import { label } from './svg.ts'
import { PLOT, timePlot } from './time-plot.ts'
import { inWindows, windowOf } from './windows.ts'

/** The quantiles that are drawn, each with a colour and a pattern of dashes of its own. */
const QUANTILES = [
  { q: 0.5, word: 'median', stroke: 'var(--ok)', dash: '' },
  { q: 0.95, word: '0.95', stroke: 'var(--service)', dash: '7 3' },
  { q: 0.99, word: '0.99', stroke: 'var(--info)', dash: '2 4' },
  { q: 1, word: 'slowest', stroke: 'var(--fail)', dash: '9 3 2 3' },
] as const

/** The value at position min(n − 1, ⌊n·q⌋) of the sorted list, as the checkers' quantiles. */
export function quantileOf(sorted: Float64Array, q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]!
}

export function latencyQuantiles(run: RunData): string {
  const width = windowOf(run.duration)
  const groups = byFunction(run)
    .map(({ f, operations }) => {
      const ok = operations.filter(({ outcome, completed }) => outcome === 'ok' && completed !== undefined)
      const windows = inWindows(ok, ({ invoked }) => invoked, width, run.duration)
      return {
        f,
        count: ok.length,
        windows: windows.map(window =>
          Float64Array.from(window, ({ invoked, completed }) => completed! - invoked).sort(),
        ),
      }
    })
    .filter(({ count }) => count > 0)
  const values = groups.flatMap(({ windows }) =>
    windows.flatMap(window => (window.length === 0 ? [] : [quantileOf(window, 0.5), quantileOf(window, 1)])),
  )
  const draw = (windows: readonly Float64Array[]) => (x: Scale, top: number, bottom: number) => {
    const { scale, ticks } = logarithmic(values, bottom - 6, top + 6)
    const lastFull = windows.findLastIndex(window => window.length > 0)
    const middle = (i: number) => x(Math.min(run.duration, (i + 0.5) * width))
    // Names stand at the ends of their lines, pushed apart where those are close.
    let free = Number.POSITIVE_INFINITY
    const names = QUANTILES.map(({ q, word, stroke }) => {
      const y = Math.min(scale(quantileOf(windows[lastFull]!, q)) + 4, free - 11)
      free = y
      return label(PLOT.right + 6, y, word, { style: `fill:${stroke}` })
    })
    return {
      ticks: ticks.map(value => ({ y: scale(value), text: formatLatency(value) })),
      body: [
        ...QUANTILES.toReversed().map(({ q, stroke, dash }) =>
          line(
            windows.map((window, i) => (window.length === 0 ? undefined : [middle(i), scale(quantileOf(window, q))])),
            {
              stroke,
              'stroke-width': 1.8,
              ...(dash === '' ? {} : { 'stroke-dasharray': dash }),
              'data-quantile': String(q),
            },
          ),
        ),
        ...names,
      ],
    }
  }
  return timePlot(run, {
    name: 'latency-quantiles',
    title: 'Latency quantiles over time',
    subtitle: `${nameOfRun(run)}; operations that ended ok, in windows of ${formatLatency(width)}`,
    description: `The median, the quantiles 0.95 and 0.99, and the slowest operation that ended ok, in windows of ${formatLatency(width)}, on a logarithmic scale. ${groups.map(({ f, count }) => `${f}: ${count} ok.`).join(' ')}`,
    axis: 'latency',
    legend: QUANTILES.map(({ word, stroke, dash }) => ({
      text: word,
      sign: (x, y) =>
        line(
          [
            [x - 11, y],
            [x + 9, y],
          ],
          { stroke, 'stroke-width': 1.8, ...(dash === '' ? {} : { 'stroke-dasharray': dash }) },
        ),
    })),
    panels: groups.map(({ f, count, windows }) => ({
      title: f,
      note: `${count.toLocaleString('en')} ok`,
      draw: draw(windows),
    })),
  })
}
