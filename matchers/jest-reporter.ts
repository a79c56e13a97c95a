/**
 * `reporters: ['default', '@jepsen-ts/maelstrom/jest-reporter']`: the summary of passed runs with `--verbose`; on GitHub Actions a table of runs in the job's
 * summary, and an annotation at the line that started a run whose test failed. It also collects what jest-junit.ts writes.
 */

import { appendFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { errorCommand, jobSummary, runOfError } from '../src/plugin/github.ts'
import { forgetRuns, listen, toldRuns } from './jest-runs.ts'

/** The little that is read of what Jest hands to a reporter. */
interface GlobalConfig {
  readonly rootDir: string
  readonly verbose?: boolean | null
  readonly reporters?: readonly (string | readonly [string, unknown])[]
}
interface TestResult {
  readonly fullName: string
  readonly status: string
  readonly failureMessages: readonly string[]
}
interface FileResult {
  readonly testFilePath: string
  readonly testResults: readonly TestResult[]
}

export default class MaelstromJestReporter {
  readonly #config: GlobalConfig

  constructor(config: GlobalConfig) {
    this.#config = config
    // Before Jest starts its workers, which inherit the environment.
    listen()
  }

  onRunStart(): void {
    forgetRuns()
  }

  onTestResult(_test: unknown, { testFilePath, testResults }: FileResult): void {
    const runs = toldRuns().filter(({ file }) => file === testFilePath)
    const runsOf = (fullName: string) =>
      runs.filter(({ test }) => test === fullName || test === '').map(({ run }) => run)
    for (const { fullName, status, failureMessages } of testResults) {
      if (status === 'passed' && this.#config.verbose === true) {
        for (const { summary, summaryShown } of runsOf(fullName)) {
          if (!summaryShown) process.stderr.write(`  ${fullName}\n${summary.map(line => `    ${line}\n`).join('')}`)
        }
      }
      if (process.env.GITHUB_ACTIONS === 'true' && !this.#jestAnnotates()) {
        for (const failure of failureMessages) {
          const message = withoutStack(stripVTControlCharacters(failure))
          const place = runOfError(message, runsOf(fullName))?.caller
          if (place !== undefined) process.stdout.write(`\n${errorCommand(place, fullName, message)}\n`)
        }
      }
    }
  }

  onRunComplete(): void {
    const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = process.env
    if (GITHUB_ACTIONS !== 'true' || !GITHUB_STEP_SUMMARY) return
    const rows = toldRuns().map(({ file, test, run }) => ({
      test: [relative(this.#config.rootDir, file), test].filter(name => name !== '').join(' > '),
      run,
    }))
    const summary = jobSummary(rows)
    if (summary !== '') appendFileSync(GITHUB_STEP_SUMMARY, summary)
  }

  /** Jest's own reporter marks the failed `expect`; two annotations of one failure are one too many. */
  #jestAnnotates(): boolean {
    return (this.#config.reporters ?? []).some(reporter =>
      String(typeof reporter === 'string' ? reporter : reporter[0]).includes('github-actions'),
    )
  }
}

function withoutStack(message: string): string {
  return message.replace(/\n\s+at [\s\S]*$/, '').trimEnd()
}
