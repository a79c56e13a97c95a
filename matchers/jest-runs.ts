/**
 * Runs, told by the processes of Jest's tests to its main process. Jest hands no more of a test to a reporter than its outcome, so the reporter makes a
 * folder, names it in the environment that the other processes inherit, and each of those writes a file there.
 */

import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunReport } from '../src/environment.ts'

const VARIABLE = 'MAELSTROM_JEST_RUNS'

/** A run, and the test that it belongs to. */
export interface JestRun {
  /** Absolute path of the test file. */
  readonly file: string
  /** The names of the suites and of the test, with blanks between; empty in a hook of a suite. */
  readonly test: string
  readonly run: RunReport
}

/** In the process of a test. Does nothing without a reporter that listens. */
export function tellRun(run: JestRun): void {
  const folder = process.env[VARIABLE]
  if (folder === undefined) return
  try {
    appendFileSync(join(folder, `${process.pid}.jsonl`), `${JSON.stringify(run)}\n`)
  } catch {
    // The reporter has ended, and its folder with it.
  }
}

/** In the main process, before there are others. The folder goes with the process. */
export function listen(): void {
  if (process.env[VARIABLE] !== undefined) return
  const folder = mkdtempSync(join(tmpdir(), `maelstrom-jest-${process.pid}-`))
  process.env[VARIABLE] = folder
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
}

/** In the main process: all runs since `forgetRuns`, those of one test in their order. */
export function toldRuns(): JestRun[] {
  const folder = process.env[VARIABLE]
  if (folder === undefined) return []
  return readdirSync(folder).flatMap(name =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as JestRun),
  )
}

/** In watch mode, another run of tests begins. */
export function forgetRuns(): void {
  const folder = process.env[VARIABLE]
  if (folder === undefined) return
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { force: true })
}
