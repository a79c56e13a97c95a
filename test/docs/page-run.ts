/** Follows a page from its first block to its last, in a folder of its own, as a reader would. */

import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Block, type Page, readPage } from './blocks.ts'
import { differenceOf } from './output.ts'
import { applyPatch } from './patch.ts'
import { commandsOf, Shell } from './shell.ts'

/** One thing that is not as the page says. */
export interface Finding {
  readonly page: string
  readonly line: number
  readonly message: string
}

export interface PageRun {
  /** Where the page's files are, at its end. */
  readonly folder: string
  readonly findings: readonly Finding[]
  /** What was left out, and why. */
  readonly skipped: readonly string[]
  /** What each block with commands printed. */
  readonly printed: ReadonlyMap<Block, string>
  readonly seconds: number
}

/** What the docs call the folder that a page is followed in. */
const READERS_FOLDER = '/home/you/project'

/** Pages that have been followed by this process, by path: others go on where they ended. */
const runs = new Map<string, Promise<PageRun>>()

/** `modules` is a `node_modules` with the built packages. */
export function runPage(path: string, modules: string): Promise<PageRun> {
  const run = runs.get(path) ?? follow(readPage(path), modules)
  runs.set(path, run)
  return run
}

async function follow(page: Page, modules: string): Promise<PageRun> {
  const before =
    page.continues === undefined ? undefined : await runPage(join(dirname(page.path), page.continues), modules)
  const began = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'maelstrom-docs-'))
  if (before !== undefined) {
    cpSync(before.folder, folder, {
      recursive: true,
      filter: path => !/\/(node_modules|maelstrom-results)$/.test(path),
    })
    if (existsSync(join(before.folder, 'node_modules'))) symlinkSync(modules, join(folder, 'node_modules'))
  }
  const findings: Finding[] = []
  const skipped: string[] = []
  const printed = new Map<Block, string>()
  const shell = new Shell(folder, modules)
  for (const block of page.blocks) {
    const find = (message: string, line = block.line) => findings.push({ page: page.path, line, message })
    const skip = (reason: string) => skipped.push(`line ${block.line}, ${block.language}: ${reason}`)
    if (block.notRun !== undefined) {
      skip(block.notRun)
      continue
    }
    try {
      if (block.file !== undefined) write(join(folder, block.file), block)
      else if (block.language === 'json') checkJson(block.text)
      else if (block.language === 'sh') {
        if (!hasPython() && needsPython(block.text, folder)) skip('there is no python3')
        else {
          const output = await perform(block, shell, folder, [...printed.values()].join('\n'), find)
          printed.set(block, output)
          const wanted = block.output
          const difference =
            wanted === undefined || wanted.notRun !== undefined ? undefined : differenceOf(wanted.text, output)
          if (wanted?.notRun !== undefined) skip(wanted.notRun)
          if (difference !== undefined)
            find(
              `The output is another one than shown: ${difference}\n--- printed ---\n${output.trimEnd()}\n---`,
              wanted!.line,
            )
        }
      }
    } catch (error) {
      find(error instanceof Error ? error.message : String(error))
    }
  }
  return { folder, findings, skipped, printed, seconds: (performance.now() - began) / 1000 }
}

/** `before`: what the page has printed until then. */
async function perform(
  block: Block,
  shell: Shell,
  folder: string,
  before: string,
  find: (message: string) => void,
): Promise<string> {
  let output = ''
  let status = 0
  for (const command of commandsOf(block.text)) {
    const [replay] = /\bMAELSTROM_REPLAY=\S+/.exec(command) ?? []
    if (replay !== undefined && !before.includes(replay))
      find(`${replay} was not printed above: a reader would not have it`)
    const ran = await shell.run(command)
    // As if the reader's folder were this one.
    output += ran.output.replaceAll(`${folder}/`, '').replaceAll(folder, READERS_FOLDER)
    status = Math.max(status, ran.status)
    if (ran.status !== 0 && !block.fails)
      find(`${command}\nended with status ${ran.status}, and printed:\n${ran.output.trimEnd()}`)
  }
  if (block.fails && status === 0)
    find(`${block.text}\nwas to fail, and ended with status 0; it printed:\n${output.trimEnd()}`)
  return output
}

function write(path: string, block: Block): void {
  mkdirSync(dirname(path), { recursive: true })
  if (block.language === 'json') checkJson(block.text)
  if (block.language !== 'diff') {
    writeFileSync(path, `${block.text}\n`, { mode: block.text.startsWith('#!') ? 0o755 : 0o644 })
    return
  }
  if (!existsSync(path)) throw new Error(`There is no file ${block.file} to patch.`)
  writeFileSync(path, applyPatch(readFileSync(path, 'utf8'), block.text))
}

function checkJson(text: string): void {
  try {
    JSON.parse(text)
  } catch {
    for (const line of text.split('\n')) if (line.trim() !== '') JSON.parse(line)
  }
}

let python: boolean | undefined
export function hasPython(): boolean {
  if (python === undefined) {
    try {
      execFileSync('python3', ['--version'], { stdio: 'ignore' })
      python = true
    } catch {
      python = false
    }
  }
  return python
}

/** Whether commands run a Python program, themselves or by the test files that they name; all test files where they name none. */
function needsPython(commands: string, folder: string): boolean {
  if (/\bpython3?\b|\.py\b/.test(commands)) return true
  const files = readdirSync(folder).filter(name => /\.test\.\w+$/.test(name))
  const named = files.filter(name => commands.includes(name))
  return (named.length > 0 ? named : files).some(name => /\.py\b/.test(readFileSync(join(folder, name), 'utf8')))
}
