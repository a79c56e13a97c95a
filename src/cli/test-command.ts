/** `maelstrom test`: one run, or several, from a shell, with the original's flags. */

import { cluster } from '../cluster.ts'
import { type Progress, provideEnvironment } from '../environment.ts'
import type { History } from '../history/history.ts'
import { OPTIONS, OptionsError } from '../options.ts'
import { betweenNodes } from '../report/between-nodes.ts'
import { formatFailure, formatOrigin } from '../report/failure.ts'
import { COLOURS } from '../report/palette.ts'
import { formatProgress, WORTH_SHOWING } from '../report/progress.ts'
import { formatSummary, formatVerdict } from '../report/summary.ts'
import { WORKLOADS } from '../workloads/index.ts'
import { FAILED, INVALID, statusOf, USAGE, worst } from './exit-status.ts'
import { parseTestCommand, UsageError } from './flags.ts'

export { COLOURS as palette }

/** Runs the command and returns its exit status. */
export async function testCommand(words: readonly string[]): Promise<number> {
  let command: ReturnType<typeof parseTestCommand>
  try {
    command = parseTestCommand(words)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`maelstrom test: ${error.message}\nmaelstrom test --help lists the flags.\n`)
    return USAGE
  }
  if (command.help) {
    process.stdout.write(`${usage()}\n`)
    return 0
  }
  for (const flag of command.ignored)
    process.stderr.write(`maelstrom test: --${flag} means nothing here: nodes run on this machine, without SSH.\n`)
  const cancel = new AbortController()
  const onSignal = () => cancel.abort()
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  provideEnvironment(() => ({ progress: showProgress }))
  const statuses: number[] = []
  try {
    for (let i = 0; i < command.testCount && !cancel.signal.aborted; i++) {
      statuses.push(await runOnce({ ...command.options, signal: cancel.signal }))
    }
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
  return worst(statuses)
}

async function runOnce(options: Parameters<typeof cluster>[0]): Promise<number> {
  let history: History
  try {
    history = await cluster(options)
  } catch (error) {
    clearProgress()
    if (error instanceof OptionsError) {
      process.stderr.write(`maelstrom test: ${error.message}\n`)
      return USAGE
    }
    process.stderr.write(
      `${COLOURS.bad('The run failed.')} ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`,
    )
    return FAILED
  }
  clearProgress()
  process.stdout.write(`${formatRun(history)}\n`)
  return statusOf(history.verdict.valid)
}

/** What is printed of a finished run. */
export function formatRun(history: History): string {
  const { verdict } = history
  const title = `${history.workload}: ${formatVerdict(history, COLOURS)}`
  const evidence =
    verdict.valid === false
      ? [
          formatFailure(undefined, whatIsAsked(history.workload), verdict, COLOURS, anomaly =>
            betweenNodes(history, anomaly, COLOURS.dim),
          ),
          '',
        ]
      : []
  return [
    title,
    '',
    ...evidence,
    ...formatSummary(history, COLOURS).map(line => `  ${line}`),
    '',
    ...formatOrigin(history, COLOURS),
  ].join('\n')
}

function whatIsAsked(workload: string): string {
  return (
    Object.values(WORKLOADS).find(({ name }) => name === workload)?.doc ??
    `The workload ${workload} must come out right.`
  )
}

const interactive = () => process.stderr.isTTY === true && process.env.CI === undefined
let shownProgress = false

function showProgress(progress: Progress): void {
  if (!interactive() || progress.wall < WORTH_SHOWING) return
  shownProgress = true
  process.stderr.write(`\r\u001b[K${formatProgress(progress)}`)
}

function clearProgress(): void {
  if (shownProgress) process.stderr.write('\r\u001b[K')
  shownProgress = false
}

function usage(): string {
  const rows = Object.values(OPTIONS as Record<string, { doc: string; default?: string; flag?: string }>).filter(
    ({ flag }) => flag !== undefined,
  )
  const width = Math.max(...rows.map(({ flag }) => flag!.length)) + 2
  return [
    'maelstrom test -w WORKLOAD --bin PROGRAM [flags] [-- arguments for the program]',
    '',
    ...rows.map(
      ({ flag, doc, default: value }) =>
        `  ${flag!.padEnd(width)}${doc}${value === undefined ? '' : ` (default: ${value})`}`,
    ),
    `  ${'--nodes A,B  -n A'.padEnd(width)}Ids of nodes; --node-count N names them n0 … n(N-1).`,
    `  ${'--test-count N'.padEnd(width)}Run it N times (default: 1).`,
    '',
    `Workloads: ${Object.keys(WORKLOADS).join(', ')}.`,
    `Exit status: 0 valid, ${INVALID} invalid, 2 unknown, ${USAGE} wrong flags, ${FAILED} the run failed.`,
  ].join('\n')
}
