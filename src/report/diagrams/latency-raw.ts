/** latency-raw.svg: how long each operation took, by function and outcome, over time. */

import type { RunData } from '../run-data.ts'
import { byFunction, outcomesOf } from './by-function.ts'
import { nameOfRun } from './heading.ts'
import { MARKS_STYLE, marks, OUTCOMES } from './marks.ts'
import { formatLatency, logarithmic } from './scale.ts'
import { timePlot } from './time-plot.ts'

/** An operation stands at its invocation; one that never ended has no latency and is not shown. */
export function latencyRaw(run: RunData): string {
  const groups = byFunction(run)
    .map(({ f, operations }) => ({ f, operations: operations.filter(({ completed }) => completed !== undefined) }))
    .filter(({ operations }) => operations.length > 0)
  const latencies = groups.flatMap(({ operations }) => operations.map(({ invoked, completed }) => completed! - invoked))
  const present = OUTCOMES.filter(({ outcome }) =>
    groups.some(({ operations }) => operations.some(operation => operation.outcome === outcome)),
  )
  return timePlot(run, {
    name: 'latency-raw',
    title: 'Latency of each operation',
    subtitle: nameOfRun(run),
    description: `Latencies on a logarithmic scale over time. ${groups.map(({ f, operations }) => `${f}: ${outcomesOf(operations)}.`).join(' ')}`,
    axis: 'latency',
    legend: present.map(({ outcome, words }) => ({ text: words, sign: (x, y) => marks(outcome, [[x, y]]) })),
    style: MARKS_STYLE,
    panels: groups.map(({ f, operations }) => ({
      title: f,
      note: outcomesOf(operations),
      draw: (x, top, bottom) => {
        const { scale, ticks } = logarithmic(latencies, bottom - 6, top + 6)
        return {
          ticks: ticks.map(value => ({ y: scale(value), text: formatLatency(value) })),
          body: present.map(({ outcome }) =>
            marks(
              outcome,
              operations
                .filter(operation => operation.outcome === outcome)
                .map(({ invoked, completed }) => [x(invoked), scale(completed! - invoked)] as const),
            ),
          ),
        }
      },
    })),
  })
}
