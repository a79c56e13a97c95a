/** The summary of a run in one block of plain text: operations, latencies, messages, faults and what each of them hit, and the verdict. */

import { count } from '../checkers/story.ts'
import type { History } from '../history/history.ts'
import { hitsOf } from '../nemesis/fault.ts'
import { MILLISECOND } from '../time/clock.ts'
import { formatDuration } from '../time/duration.ts'
import { formatOrigin, type Palette } from './failure.ts'
import { faultWindows } from './run/faults.ts'

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
      (lost.length === 0 ? '' : `; lost: ${lost.map(([reason, messages]) => `${messages} ${reason}`).join(', ')}`),
    ...faults.map(report => {
      const { fault, started, hits } = report
      const failed = failedMeanwhile(history, fault)
      const meanwhile = `; ${count(failed, 'operation')} did not succeed meanwhile`
      return `fault      ${fault}: started ${started === 1 ? 'once' : `${started} times`}, ${hitsOf(report)}${started === 0 ? '' : meanwhile}${hits === 0 ? palette.bad('  it hit nothing') : ''}`
    }),
    ...(faults.length > 0 && faults.every(({ hits }) => hits === 0)
      ? [palette.bad('No fault hit anything: this run does not show that the program bears faults.')]
      : []),
    ...stableLatencies(history),
  ]
}

/** The summary with its title: what `summary: true` prints. */
export function formatBlock(history: History, palette: Palette): string[] {
  return [
    `${history.workload}: ${formatVerdict(history, palette)}`,
    ...formatSummary(history, palette).map(line => `  ${line}`),
    ...formatOrigin(history, palette),
  ]
}

/** Operations of clients that failed, or had no outcome, and were under way while the fault was. */
function failedMeanwhile(history: History, spec: string): number {
  const [name] = spec.split(':')
  const events = history.operations
    .filter(({ process }) => process === 'nemesis')
    .map(({ index, f, time, value }) => ({ index, f, time, value: value ?? null }))
  const windows = faultWindows(events, history.duration).filter(({ fault }) => fault === name)
  return history.pairs.filter(
    ({ invocation, completion }) =>
      completion?.type !== 'ok' &&
      windows.some(({ from, to }) => invocation.time <= to && (completion?.time ?? history.duration) >= from),
  ).length
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
