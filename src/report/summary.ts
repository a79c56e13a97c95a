/** The summary of a run in one block of plain text: operations, latencies, messages, faults and what each of them hit, and the verdict. */

import type { History } from '../history/history.ts'
import { MILLISECOND } from '../time/clock.ts'
import { formatDuration } from '../time/duration.ts'
import type { Palette } from './failure.ts'

/** Lines without indentation. */
export function formatSummary(history: History, palette: Palette): string[] {
  const { stats, network, faults } = history
  const rows = Object.entries(stats['by-f']).map(([f, outcome]) => [
    f,
    `${outcome['ok-count']} ok`,
    `${outcome['fail-count']} failed`,
    `${outcome['info-count']} unknown`,
    latencies(outcome.latencies),
    ...(outcome.errors === undefined
      ? []
      : [
          palette.dim(
            Object.entries(outcome.errors)
              .map(([name, count]) => `${count} ${name}`)
              .join(', '),
          ),
        ]),
  ])
  const lost = Object.entries(network.lost).filter(([, count]) => count > 0)
  return [
    ...table([...rows]),
    `messages   ${network.all.sent} in all, ${network.servers.sent} of them between nodes and services: ${network.servers.perOperation.toFixed(2)} for each operation` +
      (lost.length === 0 ? '' : `; lost: ${lost.map(([reason, count]) => `${count} ${reason}`).join(', ')}`),
    ...faults.map(
      ({ fault, started, hits, hitWord }) =>
        `fault      ${fault}: started ${started} times, ${hits} ${hitWord}${hits === 0 ? palette.bad('  it hit nothing') : ''}`,
    ),
    ...stableLatencies(history),
  ]
}

function latencies(quantiles: Readonly<Record<string, number>> | undefined): string {
  if (quantiles === undefined) return ''
  const shown = (q: string) => formatDuration(quantiles[q]! * MILLISECOND)
  return `median ${shown('0.5')}, 99 % ${shown('0.99')}, longest ${shown('1')}`
}

/** Broadcast and g-set: how long elements took to be seen everywhere. */
function stableLatencies(history: History): string[] {
  const workload = history.verdict.figures.workload as
    | { 'set-full'?: { 'stable-latencies'?: Record<string, number> } }
    | undefined
  const stable = workload?.['set-full']?.['stable-latencies']
  if (stable === undefined) return []
  return [`stable     an element is seen everywhere after ${latencies(stable)}`]
}

function table(rows: readonly string[][]): string[] {
  const widths: number[] = []
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  return rows.map(row =>
    row
      .map((cell, i) => cell.padEnd(i === 0 ? Math.max(9, widths[i]!) : widths[i]!))
      .join('  ')
      .trimEnd(),
  )
}

/** `VALID`, `INVALID` or `UNKNOWN`, and why. */
export function formatVerdict(history: History, palette: Palette): string {
  const { valid, reason } = history.verdict
  if (valid === true) return palette.title('VALID')
  if (valid === false) return palette.bad('INVALID')
  return `${palette.bad('UNKNOWN')}  ${reason ?? ''}`
}
