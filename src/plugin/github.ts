/** What GitHub Actions shows: a summary of the job, and annotations of lines. Texts only; whoever calls writes them. */

import { relative } from 'node:path'
import type { Place, RunReport } from '../environment.ts'
import { verdictWord } from './channel.ts'

/** A run, and the test that it belongs to. */
export interface TestRun {
  /** `raft.test.ts > raft > stays linearizable`. */
  readonly test: string
  readonly run: RunReport
}

const MARKS: Readonly<Record<string, string>> = { VALID: '✅', INVALID: '❌', UNKNOWN: '❔' }

/** A table of runs, in Markdown; empty without runs. */
export function jobSummary(runs: readonly TestRun[]): string {
  if (runs.length === 0) return ''
  const rows = runs.map(({ test, run }) => [
    escapeCell(test),
    escapeCell(run.workload),
    String(run.nodes),
    run.faults.length === 0 ? 'none' : escapeCell(run.faults.join(', ')),
    escapeCell(String(run.seed)),
    `${MARKS[verdictWord(run)]} ${verdictWord(run)}${run.reason === undefined ? '' : `: ${escapeCell(run.reason)}`}`,
    code(run.replay),
  ])
  const head = ['Test', 'Workload', 'Nodes', 'Faults', 'Seed', 'Verdict', 'Replay']
  const lines = [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`)
  return `### Maelstrom runs\n\n${lines.join('\n')}\n\n`
}

function escapeCell(text: string): string {
  return text.replace(/[\\|<>*_`[\]]/g, '\\$&').replace(/\s+/g, ' ')
}

/** As code, in a cell. Within backticks nothing can be escaped, so what needs it has another form. */
function code(text: string): string {
  return /[|`\r\n]/.test(text) ? `<code>${escapeCell(text)}</code>` : `\`${text}\``
}

/** A workflow command that marks a line as wrong. */
export function errorCommand(place: Place, title: string, message: string): string {
  const file = relative(process.env.GITHUB_WORKSPACE ?? process.cwd(), place.file)
  const properties = { file, line: place.line, col: place.column, title }
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
  return `::error ${list.join(',')}::${escapeData(message)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** The run that an error speaks of, which names how to replay it or where its files are. */
export function runOfError(message: string, runs: readonly RunReport[]): RunReport | undefined {
  return runs.findLast(
    ({ replay, folder }) => message.includes(replay) || (folder !== undefined && message.includes(folder)),
  )
}
