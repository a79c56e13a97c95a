/** `maelstrom init`: a project to begin with, in a language, for a workload. */

import { accessSync, constants, readFileSync } from 'node:fs'
import { basename, delimiter, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { withoutPointer } from '../explanations/pointer.ts'
import { type Answers, ask } from '../init/ask.ts'
import {
  ChoiceError,
  type Choices,
  DEFAULTS,
  languageNamed,
  RUNNERS,
  runnerNamed,
  workloadNamed,
} from '../init/choices.ts'
import { LANGUAGES } from '../init/languages.ts'
import { projectFiles } from '../init/project.ts'
import { InTheWayError, writeProject } from '../init/write-project.ts'
import { COLOURS } from '../report/palette.ts'
import { WORKLOADS } from '../workloads/index.ts'
import { FAILED, USAGE } from './exit-status.ts'
import { UsageError } from './flags.ts'

const TEMPLATES = fileURLToPath(new URL('../../src/init/templates/', import.meta.url))
const PACKAGE = fileURLToPath(new URL('../../package.json', import.meta.url))

interface Flags extends Answers {
  readonly yes: boolean
  readonly force: boolean
  readonly help: boolean
}

/** Runs the command and returns its exit status. */
export async function initCommand(words: readonly string[]): Promise<number> {
  const print = (text: string) => process.stdout.write(`${text}\n`)
  let flags: Flags
  try {
    flags = parseInitCommand(words)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`maelstrom init: ${error.message}\nmaelstrom init --help lists the flags.\n`)
    return USAGE
  }
  if (flags.help) {
    print(usage())
    return 0
  }
  const complete = flags.language !== undefined && flags.workload !== undefined
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true && !flags.yes && !complete
  const answers = interactive ? await ask(flags) : flags
  if (answers === undefined) return FAILED
  const choices: Choices = {
    language: answers.language ?? DEFAULTS.language,
    workload: answers.workload ?? DEFAULTS.workload,
    runner: answers.runner ?? DEFAULTS.runner,
  }
  const folder = resolve(answers.folder ?? '.')
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }
  const files = projectFiles({ ...choices, name: basename(folder), version: `^${version}` }, path =>
    readFileSync(join(TEMPLATES, path), 'utf8'),
  )
  try {
    writeProject(folder, files, flags.force)
  } catch (error) {
    // A folder that may not be written to, a full disk: the system's own words say it.
    if (!(error instanceof InTheWayError || (error instanceof Error && 'syscall' in error))) throw error
    process.stderr.write(`maelstrom init: ${error.message}\n`)
    return FAILED
  }
  print(
    formatProject(
      folder,
      choices,
      files.map(({ path }) => path),
      interactive ? choices : flags,
    ),
  )
  return 0
}

/** What is said in the end: what was written, what was decided for the user, what is missing, what to type next. */
function formatProject(folder: string, choices: Choices, paths: readonly string[], asked: Partial<Choices>): string {
  const { language, workload, runner } = choices
  const here = relative(process.cwd(), folder)
  const shown = here.startsWith('..') ? folder : here
  const assumed = [
    ...(asked.language === undefined ? [`--language ${language.id}`] : []),
    ...(asked.workload === undefined ? [`--workload ${workload}`] : []),
    ...(asked.runner === undefined ? [`--runner ${runner}`] : []),
  ]
  const missing = language.needs !== undefined && !isInPath(language.needs.command) ? language.needs : undefined
  return [
    `${COLOURS.title(`${language.name}, ${workload}, ${runner === 'jest' ? 'Jest' : 'Vitest'}`)} ${COLOURS.dim(`in ${shown === '' ? 'this folder' : shown}`)}`,
    ...(assumed.length === 0 ? [] : [COLOURS.dim(`  as nobody said otherwise: ${assumed.join(' ')}`)]),
    '',
    ...paths.map(path => `  ${path}`),
    '',
    ...(missing === undefined
      ? []
      : [`${COLOURS.bad('Missing:')} ${missing.command} is not in PATH. You need ${missing.what}.`, '']),
    'Next:',
    `  ${shown === '' ? '' : `cd ${/\s/.test(shown) ? `'${shown}'` : shown} && `}npm install`,
    `  npm test        ${COLOURS.dim(workload === 'echo' ? 'green' : `red, until you have written ${language.node}`)}`,
  ].join('\n')
}

/** Reads the words behind `maelstrom init`; throws UsageError. */
export function parseInitCommand(words: readonly string[]): Flags {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: {
        language: { type: 'string', short: 'l' },
        workload: { type: 'string', short: 'w' },
        runner: { type: 'string', short: 'r' },
        yes: { type: 'boolean', short: 'y', default: false },
        force: { type: 'boolean', short: 'f', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      strict: true,
      allowPositionals: true,
    })
    const { language, workload, runner, ...switches } = values
    const [folder, ...more] = positionals
    if (more.length > 0) throw new UsageError(`one folder is enough; got ${positionals.join(' ')}`)
    return {
      ...switches,
      ...(language === undefined ? {} : { language: languageNamed(language) }),
      ...(workload === undefined ? {} : { workload: workloadNamed(workload) }),
      ...(runner === undefined ? {} : { runner: runnerNamed(runner) }),
      ...(folder === undefined ? {} : { folder }),
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    if (error instanceof ChoiceError || error instanceof TypeError) throw new UsageError(withoutPointer(error.message))
    throw error
  }
}

function isInPath(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(folder => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function usage(): string {
  const list = (names: readonly string[]) => names.join(', ')
  return [
    'maelstrom init [FOLDER] [flags]',
    '',
    'Writes a project: a node, a test of it, everything that runs the test. Asks for what is not said, where there is somebody to ask.',
    '',
    `  -l, --language L   ${list(LANGUAGES.map(({ id }) => id))} (default: ${DEFAULTS.language.id})`,
    `  -w, --workload W   ${list(Object.keys(WORKLOADS))} (default: ${DEFAULTS.workload})`,
    `  -r, --runner R     ${list(RUNNERS)} (default: ${DEFAULTS.runner})`,
    '  -y, --yes          Ask nothing.',
    '  -f, --force        Overwrite files that are there already.',
    '',
    'FOLDER is made if it does not exist; without it, the project goes into the current folder.',
    `Exit status: 0 written, ${USAGE} wrong flags, ${FAILED} nothing was written.`,
  ].join('\n')
}
