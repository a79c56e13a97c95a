/** The vertical lines of a diagram of messages: those of nodes have gaps where they did not run, those of clients bars while they wait for an answer. */

import type { RunData } from '../run-data.ts'
import type { Column } from './columns.ts'
import type { Exchange } from './exchanges.ts'
import type { Flow } from './flow.ts'
import { exactTime } from './scale.ts'
import { element, escapeText, label, px } from './svg.ts'
import { tellOperation } from './timeline.ts'

/** The line of each column; that of a node has gaps where it did not run. */
export function lifelines(run: RunData, columns: readonly Column[], flow: Flow, top: number, bottom: number): string[] {
  return columns.flatMap(({ kind, endpoint, x }) => {
    const line = (from: number, to: number, attributes: Readonly<Record<string, string>> = {}) =>
      element('path', { class: `lifeline ${kind}`, d: `M${px(x)} ${px(from)}V${px(to)}`, ...attributes })
    if (kind !== 'node') return [line(top, bottom)]
    const { id } = run.endpoints[endpoint]!
    const parts: string[] = []
    let y = top
    for (const { node, why, from, to } of run.downtimes) {
      if (node !== id) continue
      const start = Math.max(y, Math.min(bottom, flow.at(from)))
      const end = Math.max(start, Math.min(bottom, flow.at(to)))
      if (end <= start) continue
      if (start > y) parts.push(line(y, start))
      const back = to < run.duration && end < bottom
      parts.push(
        element(
          'g',
          { class: `downtime ${why}`, 'data-node': id },
          element('title', {}, escapeText(`${id} ${why}, ${exactTime(from)} – ${exactTime(to)}`)),
          element('rect', { x: x - 9, y: start, width: 18, height: end - start }),
          ...(why === 'paused'
            ? [element('path', { class: 'pausing', d: `M${px(x)} ${px(start)}V${px(end)}` })]
            : [element('path', { class: 'stopped', d: `M${px(x - 6)} ${px(start)}h12` })]),
          label(x + 12, start + 10, why, { class: 'halo' }),
          ...(back && end - start > 26
            ? [label(x + 12, end + 3, why === 'paused' ? 'goes on' : 'starts again', { class: 'halo' })]
            : []),
          ...(back && why !== 'paused' ? [element('circle', { cx: x, cy: end, r: 3.5 })] : []),
        ),
      )
      y = end
    }
    if (y < bottom) parts.push(line(y, bottom))
    return parts
  })
}

/** From the request to its answer, or to the end of the waiting for one. */
export function exchangeBar(
  run: RunData,
  { client, operation, messages: own }: Exchange,
  x: number,
  from: number,
  to: number,
  evidence: ReadonlySet<number>,
): string {
  const { id } = run.endpoints[client]!
  const outcome = operation === undefined ? 'ok' : run.operations[operation]!.outcome
  const marked = operation !== undefined && evidence.has(operation)
  return element(
    'g',
    { class: `exchange outcome-${outcome}${marked ? ' evidence' : ''}`, 'data-client': id },
    element(
      'title',
      {},
      escapeText(operation === undefined ? `${id}, ${own.length} messages` : tellOperation(run.operations[operation]!)),
    ),
    element('rect', { x: x - 3, y: from - 2, width: 6, height: Math.max(4, to - from + 4), rx: 2 }),
  )
}
