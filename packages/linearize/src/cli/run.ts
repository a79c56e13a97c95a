/** Checks files one after the other, and prints what comes of it. Knows the process only as the functions it is given. */
import { checkLinearizable } from '../check.ts'
import {
  explainLinearizability,
  explainSequential,
  explainSessionGuarantees,
  type Palette,
  type SomeModel,
} from '../explain/index.ts'
import { models } from '../models/index.ts'
import { type PageHistory, renderPage } from '../page/index.ts'
import { checkSequential } from '../sequential/index.ts'
import { checkSessionGuarantees } from '../session/index.ts'
import type { Event, LinearizabilityResult } from '../types.ts'
import { type Arguments, HELP, parseArguments, UsageError } from './arguments.ts'
import { linearizableJson, sequentialJson, sessionJson } from './json.ts'

export interface Surroundings {
  /** The history in a file; `-` is the standard input. */
  read(path: string): Promise<readonly object[]>
  write(path: string, text: string): Promise<void>
  /** Prints one line, or several. */
  out(text: string): void
  err(text: string): void
  readonly colours?: boolean
  readonly width?: number | undefined
}

/** 0 valid, 1 invalid, 2 unknown, 3 unusable: the worst of all. */
export type ExitStatus = 0 | 1 | 2 | 3

interface Outcome {
  readonly valid: true | false | 'unknown'
  readonly cause: string | undefined
  readonly json: object
  explain(palette: Palette | undefined): string
  readonly page?: PageHistory
}

export async function run(argv: readonly string[], io: Surroundings): Promise<ExitStatus> {
  let args: Arguments | 'help'
  try {
    args = parseArguments(argv)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    io.err(`linearize: ${error.message}\nlinearize --help tells more.`)
    return 3
  }
  if (args === 'help') {
    io.out(HELP)
    return 0
  }
  let worst: ExitStatus = 0
  const pages: PageHistory[] = []
  for (const file of args.files) {
    const outcome = await checkFile(file, args, io)
    if (outcome === undefined) {
      worst = 3
      continue
    }
    print(file, outcome, args, io)
    if (outcome.page !== undefined) pages.push(outcome.page)
    worst = Math.max(worst, { true: 0, false: 1, unknown: 2 }[`${outcome.valid}`]) as ExitStatus
  }
  const title = args.files.length === 1 ? args.files[0]! : `${args.files.length} histories`
  if (args.page !== undefined && !(await writePage(args.page, title, pages, io))) worst = 3
  return worst
}

async function checkFile(file: string, args: Arguments, io: Surroundings): Promise<Outcome | undefined> {
  try {
    return check(file, (await io.read(file)) as readonly Event[], args, io)
  } catch (error) {
    io.err(`linearize: ${file}: ${reason(error)}`)
    return undefined
  }
}

function check(file: string, history: readonly Event[], args: Arguments, { width }: Surroundings): Outcome {
  const model: SomeModel = models[args.model]()
  const limit = args.timeLimit === undefined ? {} : { timeLimit: args.timeLimit }
  const words = (palette: Palette | undefined) => ({ ...(palette && { palette }), ...(width && { width }) })
  if (args.consistency === 'sequential') {
    const result = checkSequential(model, history, { ...limit, core: true })
    return {
      valid: result.valid,
      cause: result.cause?.message,
      json: sequentialJson(file, model, result),
      explain: palette => explainSequential(model, result, words(palette)),
    }
  }
  if (args.consistency === 'session') {
    const result = checkSessionGuarantees(history, { ...limit, model })
    return {
      valid: result.valid,
      cause: result.cause?.message,
      json: sessionJson(file, model, result),
      explain: palette => explainSessionGuarantees(model, result, words(palette)),
    }
  }
  const forPage = args.page !== undefined
  const result: LinearizabilityResult = checkLinearizable(model, history, {
    ...limit,
    core: true,
    witness: forPage,
    exhaustive: forPage,
  })
  return {
    valid: result.valid,
    cause: result.cause?.message,
    json: linearizableJson(file, model, result),
    explain: palette => explainLinearizability(model, result, words(palette)),
    ...(forPage ? { page: { model, result: result, ...(args.files.length > 1 ? { name: file } : {}) } } : {}),
  }
}

function print(file: string, outcome: Outcome, { json }: Arguments, io: Surroundings): void {
  if (json) {
    io.out(JSON.stringify(outcome.json))
    return
  }
  const palette = io.colours ? COLOURS : undefined
  if (outcome.valid === true) io.out(`${file}: valid`)
  else if (outcome.valid === false) io.out(`${file}: invalid\n${indent(outcome.explain(palette))}\n`)
  else {
    // The first line of the explanation says what this line says.
    const more = outcome.explain(palette).split('\n').slice(1).join('\n')
    io.out(`${file}: unknown (${outcome.cause ?? 'the search was cut short'})${more && `\n${indent(more)}\n`}`)
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? error.code : undefined
  return (
    { ENOENT: 'there is no such file', EISDIR: 'that is a folder', EACCES: 'permission denied' }[String(code)] ??
    error.message
  )
}

const indent = (text: string) => text.replaceAll(/^(?=.)/gm, '  ')

async function writePage(
  path: string,
  title: string,
  pages: readonly PageHistory[],
  io: Surroundings,
): Promise<boolean> {
  try {
    await io.write(path, renderPage(pages, { title }))
    return true
  } catch (error) {
    io.err(`linearize: ${path}: ${reason(error)}`)
    return false
  }
}

const colour = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[${code === 1 || code === 2 ? 22 : 39}m`
const COLOURS: Palette = { strong: colour(1), faint: colour(2), bad: colour(31), good: colour(32) }
