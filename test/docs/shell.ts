/** The commands of a page, one after the other, in its folder, as a reader would type them. */

import { spawn } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export interface Ran {
  readonly command: string
  readonly status: number
  /** stdout and stderr as they came, without colours. */
  readonly output: string
}

/** Longest that one command may take. */
const LIMIT_SECONDS = 120

/** One command a line; a backslash at the end of a line goes on, `#` begins a remark, `$ ` may stand in front. */
export function commandsOf(text: string): string[] {
  return text
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map(line => line.trim().replace(/^\$ /, ''))
    .filter(line => line !== '' && !line.startsWith('#'))
}

/** A shell that remembers its folder. `modules` is the `node_modules` that `npm install` would make. */
export class Shell {
  #folder: string
  readonly #modules: string

  constructor(folder: string, modules: string) {
    this.#folder = folder
    this.#modules = modules
  }

  async run(command: string): Promise<Ran> {
    const install = /^npm (?:install|i|add|ci)\b(.*)$/.exec(command)
    if (install !== null) return this.#install(command, install[1]!)
    const record = join(this.#folder, '.docs-folder')
    const script = [
      // A bin that is installed is what npx runs; asking npm for it costs half a second.
      `npx() { if [ -x "$PWD/node_modules/.bin/$1" ]; then "$PWD/node_modules/.bin/$1" "\${@:2}"; else command npx "$@"; fi; }`,
      `trap 'pwd > ${JSON.stringify(record)}' EXIT`,
      command,
    ].join('\n')
    const ran = await this.#spawn(command, script)
    if (existsSync(record)) this.#folder = readFileSync(record, 'utf8').trim()
    return ran
  }

  #spawn(command: string, script: string): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = spawn('timeout', [String(LIMIT_SECONDS), 'bash', '-c', script], {
        cwd: this.#folder,
        env: environment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let output = ''
      for (const pipe of [child.stdout, child.stderr]) {
        pipe.setEncoding('utf8')
        pipe.on('data', (chunk: string) => {
          output += chunk
        })
      }
      child.on('error', reject)
      child.on('close', (code, signal) => {
        if (code === 124) output += `\n(ended after ${LIMIT_SECONDS} s)\n`
        resolve({ command, status: code ?? (signal === null ? 1 : 128), output: stripVTControlCharacters(output) })
      })
    })
  }

  /** What npm would do, without a registry: the packages are there already, and package.json names them. */
  #install(command: string, words: string): Ran {
    const path = join(this.#folder, 'package.json')
    const manifest = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : {}
    const names = words.split(/\s+/).filter(word => word !== '' && !word.startsWith('-'))
    const missing = names.filter(name => !existsSync(join(this.#modules, name)))
    if (missing.length > 0)
      return { command, status: 1, output: `not installed in this repository: ${missing.join(', ')}\n` }
    if (names.length > 0) {
      const field = /(^|\s)(-D|--save-dev)\b/.test(words) ? 'devDependencies' : 'dependencies'
      manifest[field] = { ...(manifest[field] as object), ...Object.fromEntries(names.map(name => [name, '*'])) }
      writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`)
    }
    if (!existsSync(join(this.#folder, 'node_modules'))) symlinkSync(this.#modules, join(this.#folder, 'node_modules'))
    return { command, status: 0, output: '' }
  }
}

/** Without colours, without what this repository's own test runner tells its children, with few workers. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(VITEST|JEST|MAELSTROM|GITHUB_|npm_)|^(CI|TEST|NODE_ENV|NODE_OPTIONS|FORCE_COLOR|DEV|PROD|MODE|SSR|BASE_URL)$/.test(
        name,
      ),
  )
  const found =
    process.env.MAELSTROM_CHROMIUM === undefined ? {} : { MAELSTROM_CHROMIUM: process.env.MAELSTROM_CHROMIUM }
  return { ...Object.fromEntries(kept), ...found, NO_COLOR: '1', VITEST_MAX_WORKERS: '1', COLUMNS: '120' }
}
