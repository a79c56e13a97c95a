// The command without its process: reads files, prints a verdict for each, and says what the exit status is.

import { parseArgs } from 'node:util'
import { readHistory } from '@jepsen-ts/history'
import { HistoryError } from '../errors.ts'
import { type Operation, show } from '../history.ts'
import { modelNames } from '../lattice/index.ts'
import { questionOf } from '../result.ts'
import { modelOptions } from './verdict.ts'
import { type Flags, type FlagValues, UsageError, type Verdict, type WorkloadCommand } from './workload.ts'
import { workloads } from './workloads.ts'

export interface Streams {
  out(text: string): void
  error(text: string): void
}

/** Exit statuses: the worst verdict of all files, or that a file or the command itself could not be understood. */
export const VALID = 0
export const INVALID = 1
export const UNKNOWN = 2
export const UNREADABLE = 3
export const USAGE = 64

// As Jepsen merges verdicts, a violation outweighs what is not known.
const severity: readonly number[] = [VALID, UNKNOWN, INVALID, UNREADABLE]

/** Runs the command and returns its exit status. */
export function run(args: readonly string[], streams: Streams): number {
  const [command, ...rest] = args
  if (command === undefined || command === 'help' || args.includes('--help') || args.includes('-h')) {
    streams.out(help())
    return command === undefined ? USAGE : VALID
  }
  try {
    if (command !== 'check') throw new UsageError(`There is no command "${command}"; there is "check".`)
    return check(rest, streams)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    streams.error(`${error.message}\nSee isolation --help.\n`)
    return USAGE
  }
}

function check(args: readonly string[], streams: Streams): number {
  const { workload, flags, files } = parse(args)
  let worst = VALID
  for (const file of files) {
    const status = checkFile(file, workload, flags, streams)
    if (severity.indexOf(status) > severity.indexOf(worst)) worst = status
  }
  return worst
}

function checkFile(file: string, workload: WorkloadCommand, flags: FlagValues, streams: Streams): number {
  let history: readonly Operation[]
  try {
    history = readHistory(file === '-' ? 0 : file) as readonly Operation[]
  } catch (error) {
    streams.error(`${file}: ${error instanceof Error ? error.message : String(error)}\n`)
    return UNREADABLE
  }
  const verdict = judge(history, workload, flags)
  if (flags.json === true) streams.out(`${toJson({ ...verdict.json, file })}\n`)
  else streams.out(toText(file, verdict))
  return verdict.valid === true ? VALID : verdict.valid === false ? INVALID : UNKNOWN
}

/** A history that is malformed gets the verdict unknown, with what is wrong with it. */
function judge(history: readonly Operation[], workload: WorkloadCommand, flags: FlagValues): Verdict {
  try {
    return workload.check(history, flags)
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error
    const why = error.message
    const json = { valid: 'unknown', ...workload.unjudged, error: { name: error.name, message: why } }
    return { valid: 'unknown', json, text: '', why }
  }
}

function toText(file: string, { valid, text, why }: Verdict): string {
  const verdict = valid === true ? 'valid' : valid === false ? 'invalid' : `unknown (${why ?? 'no reason given'})`
  const indented = text.replace(/^(?=.)/gm, '  ')
  return `${file}: ${verdict}\n${indented}${indented === '' ? '' : '\n'}`
}

function toJson(value: object): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner instanceof Map) return Object.fromEntries([...inner].map(([key, count]) => [show(key), count]))
    return typeof inner === 'bigint' ? String(inner) : inner
  })
}

const commonFlags: Flags = { workload: { type: 'string', short: 'w' }, json: { type: 'boolean' } }
const modelFlags: Flags = { models: { type: 'string' }, anomalies: { type: 'string' }, elle: { type: 'boolean' } }

function parse(args: readonly string[]): { workload: WorkloadCommand; flags: FlagValues; files: readonly string[] } {
  const all: Flags = Object.assign({}, commonFlags, modelFlags, ...workloads.map(workload => workload.flags))
  let parsed: { values: FlagValues; positionals: string[] }
  try {
    parsed = parseArgs({ args: [...args], options: all, allowPositionals: true }) as typeof parsed
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  const { values: flags, positionals: files } = parsed
  const names = workloads.map(({ name }) => name).join(', ')
  if (flags.workload === undefined) throw new UsageError(`Which workload made the history? --workload ${names}`)
  const workload = workloads.find(({ name }) => name === flags.workload || `txn-${name}` === flags.workload)
  if (!workload) throw new UsageError(`There is no workload "${flags.workload}"; there are ${names}.`)
  const accepted = { ...commonFlags, ...(workload.models && modelFlags), ...workload.flags }
  for (const flag of Object.keys(flags)) {
    if (!(flag in accepted)) throw new UsageError(`--${flag} means nothing to the workload ${workload.name}.`)
  }
  if (files.length === 0) throw new UsageError('Which files? Give one or more histories, or - for the standard input.')
  try {
    // Names of models and anomalies are wrong, or not, before any file is read.
    if (workload.models) questionOf(modelOptions(flags))
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  return { workload, flags, files }
}

function help(): string {
  const flagLines = workloads.flatMap(({ name, help }) =>
    Object.entries(help).map(([flag, text]) => `  --${flag.padEnd(18)} ${text} (${name})`),
  )
  return `isolation check --workload NAME [options] FILE…

Says which isolation the transactions of a history were given: for each FILE one line, "FILE: valid", "FILE: invalid" or
"FILE: unknown (why)", and the explanation under it. FILE is a history of Jepsen events, as JSON lines or as EDN.

  --workload NAME      ${workloads.map(({ name }) => name).join(', ')}
  --models A,B         the models that the history must satisfy (strict-serializable)
  --anomalies A,B      anomalies that it must not show; without --models, these alone
  --elle               where this program knowingly judges otherwise than Elle, judge as Elle does
  --json               one JSON object a line instead
${flagLines.join('\n')}

Exit status: 0 all valid, 1 some invalid, 2 some unknown, 3 some file is not a history, 64 wrong usage: the worst of all.

Models: ${modelNames.join(', ')}.
`
}
