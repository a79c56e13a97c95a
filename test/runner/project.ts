/** A user's project in an empty folder, and the commands that they run there, on a terminal or without. For the tests of what runners show. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { installedPackage } from '../installed-package.ts'
import { eventually, marked } from '../nodes/fixtures/processes.ts'

/** An echo node in Python; what it answers is in a second file. */
export const ECHO_PY = `#!/usr/bin/env python3
import sys, json
from answer import answer
for line in sys.stdin:
    message = json.loads(line)
    print(json.dumps({"src": message["dest"], "dest": message["src"], "body": answer(message["body"])}), flush=True)
`
export const ANSWER_PY = `def answer(body):
    return {**body, "type": body["type"] + "_ok", "in_reply_to": body["msg_id"]}
`
/** Answers with what it was asked the time before. */
export const BROKEN_PY = `#!/usr/bin/env python3
import sys, json
last = None
for line in sys.stdin:
    message = json.loads(line)
    body = message["body"]
    reply = {"type": body["type"] + "_ok", "in_reply_to": body["msg_id"], "echo": last}
    last = body.get("echo")
    print(json.dumps({"src": message["dest"], "dest": message["src"], "body": reply}), flush=True)
`

/** A Vitest configuration; `plugins` and `test` are source text. */
export function vitestConfig({ plugins = '[maelstrom()]', test = '{}' } = {}): string {
  return `
    import { maelstrom } from '@jepsen-ts/maelstrom/plugin'
    import { defineConfig } from 'vitest/config'
    export default defineConfig({ plugins: ${plugins}, test: ${test} })`
}

export interface Command {
  readonly process: ChildProcess
  /** Exit status, or the signal that ended it. */
  readonly ended: Promise<number | string>
  /** All that was written so far, without colours and movements of the cursor. */
  output(): string
  /** As output(), with them. */
  raw(): string
  /** Writes to its stdin: on a terminal, presses keys. */
  type(keys: string): void
  /** Processes that it started and that are there. */
  processes(): number[]
}

/** Whether commands can be run on a pseudo-terminal: util-linux's `script`, and /proc to see what is left. */
export const TERMINAL = process.platform === 'linux' && works('script', '--version')
export const PYTHON = works('python3', '--version')

function works(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export class Project {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'maelstrom-project-')))
  readonly #commands: { readonly mark: string; readonly process: ChildProcess }[] = []

  private constructor() {}

  /** The packages are installed as they are built from the sources. */
  static async of(files: Readonly<Record<string, string>>): Promise<Project> {
    const project = new Project()
    symlinkSync(join(await installedPackage(), 'node_modules'), project.path('node_modules'))
    project.write('package.json', '{ "type": "module" }')
    for (const [name, text] of Object.entries(files)) project.write(name, text)
    return project
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  write(name: string, text: string): void {
    const path = this.path(name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    if (text.startsWith('#!')) chmodSync(path, 0o755)
  }

  /** Starts a script of `node_modules`, such as `vitest/vitest.mjs`. */
  start(
    script: string,
    args: readonly string[],
    { terminal = false, env = {} as Record<string, string> } = {},
  ): Command {
    const mark = `MARK_OF_PROJECT=${randomUUID()}`
    const words = [process.execPath, this.path(`node_modules/${script}`), ...args]
    const [file, ...rest] = terminal
      ? ['script', '-qefc', words.map(word => `'${word}'`).join(' '), '/dev/null']
      : words
    const child = spawn(file!, rest, {
      cwd: this.folder,
      // A group of its own, as a shell gives it.
      detached: true,
      env: { ...strangersEnvironment(), ...env, MARK_OF_PROJECT: mark.split('=')[1]! },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#commands.push({ mark, process: child })
    let raw = ''
    for (const pipe of [child.stdout, child.stderr]) pipe.on('data', chunk => (raw += chunk))
    child.stdin.on('error', () => {})
    return {
      process: child,
      ended: new Promise(resolve => child.on('close', (code, signal) => resolve(code ?? signal!))),
      output: () => stripVTControlCharacters(raw),
      raw: () => raw,
      type: keys => void child.stdin.write(keys),
      processes: () => marked(mark),
    }
  }

  /** Ends what is left, and removes the folder. */
  async remove(): Promise<void> {
    for (const { mark } of this.#commands) {
      for (const pid of marked(mark)) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // It has just ended.
        }
      }
      await eventually(() => marked(mark).length === 0)
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Without what the runner that runs us, npm and a CI add: they would be taken for the user's. */
function strangersEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(?:VITEST|TEST$|VITE_|JEST|NODE_ENV|NODE_OPTIONS|MAELSTROM_|GITHUB_|CI$|npm_|NO_COLOR|FORCE_COLOR)/.test(
          name,
        ),
    ),
  )
}
