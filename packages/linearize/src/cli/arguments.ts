/** What was asked for on the command line. */
import { parseArgs } from 'node:util'
import { type ModelName, models } from '../models/index.ts'

export interface Arguments {
  readonly model: ModelName
  readonly files: readonly string[]
  readonly consistency: 'linearizable' | 'sequential' | 'session'
  readonly json: boolean
  readonly page: string | undefined
  /** Milliseconds for each file. */
  readonly timeLimit: number | undefined
}

/** A command line that cannot be followed. The message says what was expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, '': 1 }

/** `'help'` when that is asked for. Throws a {@link UsageError}. */
export function parseArguments(argv: readonly string[]): Arguments | 'help' {
  const { values, positionals } = parse(argv)
  if (values.help || positionals[0] === 'help') return 'help'
  const [command, ...files] = positionals
  if (command === undefined) throw new UsageError('No command. Try: linearize check --model cas-register FILE…')
  if (command !== 'check') throw new UsageError(`Unknown command ${command}. There is one: check.`)
  if (files.length === 0) throw new UsageError('No files to check. Give at least one, or - for the standard input.')
  if (values.model === undefined)
    throw new UsageError(`No model. Give --model and one of: ${Object.keys(models).join(', ')}.`)
  if (!Object.hasOwn(models, values.model)) {
    throw new UsageError(`There is no model ${values.model}. The models are: ${Object.keys(models).join(', ')}.`)
  }
  if (values.sequential && values.session) throw new UsageError('--sequential and --session exclude each other.')
  if (values.page !== undefined && (values.sequential || values.session)) {
    throw new UsageError('--page shows linearizability only: leave out --sequential and --session.')
  }
  return {
    model: values.model as ModelName,
    files,
    consistency: values.sequential ? 'sequential' : values.session ? 'session' : 'linearizable',
    json: values.json ?? false,
    page: values.page,
    timeLimit: values['time-limit'] === undefined ? undefined : milliseconds(values['time-limit']),
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        model: { type: 'string', short: 'm' },
        sequential: { type: 'boolean' },
        session: { type: 'boolean' },
        json: { type: 'boolean' },
        page: { type: 'string' },
        'time-limit': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** `10s`, `250ms`, `2m`, or a number of milliseconds. */
function milliseconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|)$/.exec(text)
  if (match === null)
    throw new UsageError(`--time-limit ${text} is no duration. Write 10s, 250ms, 2m, or a number of milliseconds.`)
  return Number(match[1]) * UNITS[match[2]!]!
}

export const HELP = `linearize check --model MODEL [options] FILE…

Says of each history whether it is linearizable, and if not, why.

  FILE               JSON lines or a JSON array of Jepsen events, or Jepsen's EDN; - is the standard input
  -m, --model MODEL  ${wrap(Object.keys(models), 55, 21)}
  --sequential       check sequential consistency instead: the order of each process, but no real time
  --session          check the session guarantees instead (models of registers and maps only)
  --time-limit TIME  give up on a file after 10s, 250ms, 2m, …; the verdict is then unknown
  --json             one result object a line instead of text
  --page OUT.html    also write a page on which to look at the histories
  -h, --help         this

The history of a map (--model kv) has [key, value] as the value of each operation, [key, [from, to]] for a cas, and is
checked key by key. A register starts out as null.

Exit status, the worst of all files: 0 valid, 1 invalid, 2 unknown, 3 a file or the command line cannot be used.`

function wrap(words: readonly string[], width: number, indent: number): string {
  const lines = ['']
  for (const word of words) {
    if (lines.at(-1)!.length + word.length + 2 > width) lines.push('')
    lines[lines.length - 1] += `${lines.at(-1) === '' ? '' : ', '}${word}`
  }
  return lines.join(`,\n${' '.repeat(indent)}`)
}
