/** timeline.svg: each operation as a bar from its invocation to its completion, a row for each client. */

import { MILLISECOND } from '../../time/clock.ts'
import type { RunData, RunOperation } from '../run-data.ts'
import { chooseOperations } from './choose-operations.ts'
import { faultLanes } from './fault-lanes.ts'
import { heading, nameOfRun, verdictWord } from './heading.ts'
import { OUTCOMES } from './marks.ts'
import { exactTime, formatSeconds, linear, ticks } from './scale.ts'
import { element, escapeText, fitting, label, picture, px } from './svg.ts'
import { STYLE } from './theme.ts'
import { legend } from './time-plot.ts'

export interface TimelineOptions {
  /** How many operations to draw at most. Default 3000. */
  readonly operations?: number
}

const LEFT = 92
const TOP = 66

const TIMELINE_STYLE = `
.maelstrom-timeline .operation rect{fill-opacity:.22;stroke-width:1}
.maelstrom-timeline .operation text{font-size:10px}
.maelstrom-timeline .outcome-ok rect{fill:var(--ok);stroke:var(--ok)}
.maelstrom-timeline .outcome-info rect{fill:var(--info);stroke:var(--info);stroke-dasharray:4 2}
.maelstrom-timeline .outcome-fail rect{fill:var(--fail);stroke:var(--fail)}
.maelstrom-timeline .outcome-open rect{fill:var(--open);stroke:var(--open);stroke-dasharray:1 2}
.maelstrom-timeline .row{fill:var(--faint);fill-opacity:.35}
.maelstrom-timeline .evidence rect{stroke:var(--fail);stroke-width:2.5;fill-opacity:.5;stroke-dasharray:none}
.maelstrom-timeline .sign{font-weight:700}
`

/** Signs that tell outcomes apart without colours. */
const SIGNS: Readonly<Record<RunOperation['outcome'], string>> = { ok: '', info: '?', fail: '✗', open: '…' }

/** `write 4 → ok`: what was asked, and what came back if that says more. */
export function deedOf({ f, asked, got }: RunOperation): string {
  const request = asked === '' || asked === 'null' ? f : `${f} ${asked}`
  return got === '' || got === asked ? request : `${request} → ${got}`
}

/** All there is to say of an operation, line by line. */
export function tellOperation(operation: RunOperation): string {
  const { process, node, outcome, invoked, completed, error, final } = operation
  const who = `c${process}${node === undefined ? '' : ` at ${node}`}`
  const why = error === undefined ? '' : ` (${error.name}${error.text === undefined ? '' : `: ${error.text}`})`
  const end = completed === undefined ? 'never ended' : `${outcome}${why} at ${exactTime(completed)}`
  return `${who}: ${final === true ? 'final ' : ''}${deedOf(operation)}\nasked at ${exactTime(invoked)}, ${end}`
}

/** The row of a client: one that never heard of its operation's fate is followed by another in the same row, as the engine does it. */
export function rowsOf(run: RunData, operations: readonly RunOperation[]): Map<number, number> {
  const width = Number(run.options.concurrency)
  const byHand = run.workload === 'scenario' || !(width > 0)
  const threads = operations.map(({ process }) => (byHand ? process : process % width))
  const rows = new Map<number, number>()
  for (const [row, thread] of [...new Set(threads)].sort((a, b) => a - b).entries()) rows.set(thread, row)
  return new Map(operations.map(({ process }, i) => [process, rows.get(threads[i]!)!]))
}

export function timeline(run: RunData, { operations: most = 3000 }: TimelineOptions = {}): string {
  const chosen = chooseOperations(run, most)
  const operations = run.operations.slice(chosen.first, chosen.last)
  const rows = rowsOf(run, operations)
  const count = Math.max(1, new Set(rows.values()).size)
  const rowHeight = count <= 30 ? 24 : count <= 80 ? 14 : 7
  const whole = chosen.note === ''
  const from = whole ? 0 : operations.reduce((least, { invoked }) => Math.min(least, invoked), Number.POSITIVE_INFINITY)
  const to = whole
    ? run.duration
    : operations.reduce((most, { invoked, completed }) => Math.max(most, completed ?? invoked), 0)
  // About as wide as the labels of the fullest row want, within bounds.
  const perRow = operations.length / count
  const plotWidth = Math.max(860, Math.min(4000, perRow * 34))
  const right = LEFT + plotWidth
  const x = linear(from, Math.max(from + MILLISECOND, to), LEFT, right)
  const present = OUTCOMES.filter(({ outcome }) => operations.some(operation => operation.outcome === outcome))
  const evidence = new Set(run.anomalies.flatMap(anomaly => anomaly.operations))
  const shownEvidence = operations.some((_, i) => evidence.has(chosen.first + i))
  const lanes = faultLanes(run)
  const lanesAt = TOP + 26
  const top = lanesAt + lanes.height
  const bottom = top + count * rowHeight

  const bars = operations.map((operation, i) => {
    const { process, outcome, invoked, completed } = operation
    const y = top + rows.get(process)! * rowHeight
    const left = x(invoked)
    const width = Math.max(1.5, (completed === undefined ? right : x(completed)) - left)
    const inner = rowHeight - (rowHeight > 10 ? 6 : 2)
    const text = `${SIGNS[outcome]}${SIGNS[outcome] === '' ? '' : ' '}${deedOf(operation)}`
    return element(
      'g',
      {
        class: `operation outcome-${outcome}${evidence.has(chosen.first + i) ? ' evidence' : ''}`,
        'data-index': operation.index,
      },
      element('title', {}, escapeText(tellOperation(operation))),
      element('rect', { x: left, y: y + (rowHeight - inner) / 2, width, height: inner, rx: Math.min(2, width / 2) }),
      ...(rowHeight > 10 ? barLabel(left, y + rowHeight / 2 + 3.5, width, text, SIGNS[outcome]) : []),
    )
  })
  const names = namesOfRows(rows)
  const body = [
    ...heading(20, 'Operations by client', [nameOfRun(run), verdictWord(run), chosen.note].filter(Boolean).join('; ')),
    ...legend(
      [
        ...present.map(({ outcome, words }) => ({
          text: `${SIGNS[outcome]} ${words}`.trim(),
          sign: (x: number, y: number) =>
            element(
              'g',
              { class: `operation outcome-${outcome}` },
              element('rect', { x: x - 8, y: y - 6, width: 18, height: 12, rx: 2 }),
            ),
        })),
        ...(shownEvidence
          ? [
              {
                text: 'part of an anomaly',
                sign: (x: number, y: number) =>
                  element(
                    'g',
                    { class: 'operation outcome-ok evidence' },
                    element('rect', { x: x - 8, y: y - 6, width: 18, height: 12, rx: 2 }),
                  ),
              },
            ]
          : []),
      ],
      20,
      TOP,
    ),
    ...names.flatMap((name, row) => {
      const y = top + row * rowHeight
      return [
        ...(row % 2 === 0 ? [element('rect', { class: 'row', x: LEFT, y, width: plotWidth, height: rowHeight })] : []),
        ...(rowHeight > 10 || row % 2 === 0
          ? [label(LEFT - 8, y + rowHeight / 2 + 4, fitting(name, LEFT - 14), { class: 'tick end' })]
          : []),
      ]
    }),
    ...lanes.draw(x, LEFT, right, lanesAt, bottom),
    ...bars,
    element('path', { class: 'axis', d: `M${LEFT} ${px(bottom)}H${px(right)}` }),
    ...(operations.length === 0
      ? [label(LEFT + 8, top + 16, 'No client did anything in this run.', { class: 'muted' })]
      : []),
  ]
  const times = ticks(from, Math.max(from + MILLISECOND, to), Math.round(plotWidth / 90))
  const step = (times[1] ?? 1) - (times[0] ?? 0)
  for (const time of times) {
    body.push(
      element('path', { class: 'axis', d: `M${px(x(time))} ${px(bottom)}v5` }),
      label(x(time), bottom + 18, formatSeconds(time, step || 1), { class: 'tick middle' }),
    )
  }
  body.push(label(LEFT, bottom + 36, 'time since the run began', { class: 'muted' }))
  return picture({
    name: 'timeline',
    title: `Operations by client: ${nameOfRun(run)}`,
    description: `Each operation as a bar from its invocation to its completion, a row for each client. ${operations.length} operations from ${exactTime(from)} to ${exactTime(to)}. The run is ${verdictWord(run)}.${chosen.note === '' ? '' : ` Shown are ${chosen.note}.`}`,
    width: right + 40,
    height: bottom + 50,
    style: STYLE + TIMELINE_STYLE,
    body,
  })
}

/** In its bar, where it fits. What did not end well is at least signed. */
function barLabel(left: number, y: number, width: number, text: string, sign: string): string[] {
  const inside = fitting(text, width - 6, 10)
  if (inside !== '') return [label(left + 4, y, inside)]
  return sign === '' || width < 8 ? [] : [label(left + width / 2, y, sign, { class: 'middle sign' })]
}

/** `c3`, or `c3 … c23` when several followed each other in one row. */
function namesOfRows(rows: ReadonlyMap<number, number>): string[] {
  const processes: number[][] = []
  for (const [process, row] of rows) {
    processes[row] ??= []
    processes[row].push(process)
  }
  return Array.from(processes, (row = []) => {
    const first = Math.min(...row)
    const last = Math.max(...row)
    return first === last ? `c${first}` : `c${first} … c${last}`
  })
}
