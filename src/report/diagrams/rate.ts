/** rate.svg: how many operations ended in each second, by function and outcome, over windows of time. */

import { SECOND } from '../../time/clock.ts'
import type { RunData } from '../run-data.ts'
import { byFunction, outcomesOf } from './by-function.ts'
import { nameOfRun } from './heading.ts'
import { line, MARKS_STYLE, marks, OUTCOMES, type Outcome } from './marks.ts'
import { formatLatency, linear, plainNumber, ticks } from './scale.ts'
import { timePlot } from './time-plot.ts'
import { inWindows, windowOf } from './windows.ts'

const DASHES: Readonly<Record<Outcome, string>> = { ok: '', info: '6 3', fail: '2 3', open: '' }

export function rate(run: RunData): string {
  const width = windowOf(run.duration)
  const groups = byFunction(run)
    .map(({ f, operations }) => {
      const ended = operations.filter(({ completed }) => completed !== undefined)
      const windows = inWindows(ended, ({ completed }) => completed!, width, run.duration)
      const rates = OUTCOMES.map(({ outcome }) => ({
        outcome,
        values: windows.map((window, i) => {
          // The last window ends with the run.
          const length = Math.max(1, Math.min(width, run.duration + 1 - i * width))
          return (window.filter(operation => operation.outcome === outcome).length * SECOND) / length
        }),
      })).filter(({ values }) => values.some(value => value > 0))
      return { f, ended, rates }
    })
    .filter(({ ended }) => ended.length > 0)
  const most = Math.max(1e-9, ...groups.flatMap(({ rates }) => rates.flatMap(({ values }) => values)))
  const present = OUTCOMES.filter(({ outcome }) =>
    groups.some(({ rates }) => rates.some(rate => rate.outcome === outcome)),
  )
  return timePlot(run, {
    name: 'rate',
    title: 'Operations a second',
    subtitle: `${nameOfRun(run)}; by the time at which they ended, in windows of ${formatLatency(width)}`,
    description: `How many operations ended in each second, by outcome, in windows of ${formatLatency(width)}. ${groups.map(({ f, ended }) => `${f}: ${outcomesOf(ended)}.`).join(' ')}`,
    axis: 'operations a second',
    legend: present.map(({ outcome, words }) => ({ text: words, sign: (x, y) => marks(outcome, [[x, y]]) })),
    style: MARKS_STYLE,
    panels: groups.map(({ f, ended, rates }) => ({
      title: f,
      note: outcomesOf(ended),
      draw: (x, top, bottom) => {
        const y = linear(0, most, bottom, top + 8)
        return {
          ticks: ticks(0, most, 4).map(value => ({ y: y(value), text: plainNumber(value) })),
          body: rates.flatMap(({ outcome, values }) => {
            const points = values.map((value, i) => [x(Math.min(run.duration, (i + 0.5) * width)), y(value)] as const)
            return [
              line(points, {
                stroke: `var(--${outcome})`,
                'stroke-width': 1.6,
                ...(DASHES[outcome] === '' ? {} : { 'stroke-dasharray': DASHES[outcome] }),
              }),
              marks(
                outcome,
                points.filter((_, i) => values[i]! > 0),
              ),
            ]
          }),
        }
      },
    })),
  })
}
