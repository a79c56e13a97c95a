/** Languages that not every machine has. A test that needs one that is missing is skipped, with the reason in its name. */

import { execFileSync } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { it, onTestFinished } from 'vitest'

/** Whether a command is found in PATH. */
export function has(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(folder => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** `it`, for a test that needs a command. */
export function itWith(command: string): (name: string, test: () => Promise<void>) => void {
  return has(command) ? it : (name, test) => it.skip(`${name} (skipped: ${command} is not installed)`, test)
}

/** Compiles one source file with `compiler … -o program source`, for the current test; returns the path of the program. */
export function compile(source: string, [compiler, ...options]: readonly [string, ...string[]]): string {
  const folder = mkdtempSync(join(tmpdir(), 'maelstrom-example-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const program = join(folder, 'node')
  execFileSync(compiler, [...options, '-o', program, source], { stdio: ['ignore', 'inherit', 'inherit'] })
  return program
}
