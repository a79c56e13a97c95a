/**
 * The reporter that the plugin installs: progress on a terminal, the summary of runs with `--reporter=verbose`, GitHub's annotations and job summary, and
 * who runs which program for watch mode. It lives in Vitest's main process; the processes of tests tell it by channel.ts.
 */

import { appendFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import type { Reporter, TestCase, TestModule, TestSpecification, Vitest } from 'vitest/node'
import type { Place, Progress, RunReport } from '../environment.ts'
import { formatProgress, WORTH_SHOWING } from '../report/progress.ts'
import { NOTES, runsOf, type Told } from './channel.ts'
import { errorCommand, jobSummary, runOfError, type TestRun } from './github.ts'
import { type LiveLines, liveLines } from './live-lines.ts'
import { ProgramWatch } from './program-watch.ts'

/** The name of a reporter in the configuration: a string, a pair, or an instance. */
export function reporterName(reporter: unknown): string {
  if (typeof reporter === 'string') return reporter
  if (Array.isArray(reporter)) return reporterName(reporter[0])
  return (reporter as object | null)?.constructor?.name ?? ''
}

type Annotation = Parameters<NonNullable<Reporter['onTestCaseAnnotate']>>[1]

interface Shown {
  readonly test: string
  readonly progress: Progress
}

export class MaelstromReporter implements Reporter {
  #vitest: Vitest | undefined
  #live: LiveLines | undefined
  readonly #terminal: boolean
  #verbose = false
  #holdNotes = true
  /** Vitest takes the colours out of JUnit's failures, but not out of their titles. */
  #plainErrors = false
  /** Puts notes back. */
  readonly #held: (() => void)[] = []
  readonly watch = new ProgramWatch()
  /** Test files of this run of Vitest's that have not ended, and whether they have begun; by project and file. */
  readonly #unfinished = new Map<string, { readonly testFile: string; readonly begun: boolean }>()
  /** By test and number of the run in its process. */
  readonly #shown = new Map<string, Shown>()

  constructor(terminal: boolean) {
    this.#terminal = terminal
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
    const { reporters } = vitest as unknown as { readonly reporters?: readonly unknown[] }
    const others = (reporters ?? []).filter(reporter => reporter !== this)
    this.#verbose = others.some(reporter => /^Verbose/.test(reporterName(reporter)))
    this.#plainErrors = others.some(reporter => /^JUnit/.test(reporterName(reporter)))
    // A blob is written at once.
    this.#holdNotes = !others.some(reporter => /^Blob/.test(reporterName(reporter)))
    if (this.#terminal) this.#live = liveLines(others, () => this.#lines())
    if (process.env.GITHUB_ACTIONS === 'true') {
      for (const reporter of others) if (/^GithubActions/.test(reporterName(reporter))) moveErrors(reporter as Reporter)
    }
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.watch.begin()
    this.#shown.clear()
    this.#unfinished.clear()
    for (const { project, moduleId } of specifications)
      this.#unfinished.set(`${project.name} ${moduleId}`, { testFile: moduleId, begun: false })
  }

  onTestModuleStart({ project, moduleId }: TestModule): void {
    this.#unfinished.set(`${project.name} ${moduleId}`, { testFile: moduleId, begun: true })
  }

  onTestModuleEnd({ project, moduleId }: TestModule): void {
    this.#unfinished.delete(`${project.name} ${moduleId}`)
  }

  /** Test files that would be lost if the present run were cancelled. */
  get unfinished(): readonly string[] {
    return [...this.#unfinished.values()].map(({ testFile }) => testFile)
  }

  isRunning(testFile: string): boolean {
    return [...this.#unfinished.values()].some(entry => entry.testFile === testFile && entry.begun)
  }

  onTestCaseArtifactRecord(test: TestCase, artifact: object): void {
    const told = artifact as Told | { readonly type: string }
    if (!told.type.startsWith('maelstrom:')) return
    // News, and nothing that a report should keep.
    const { artifacts } = (test as unknown as { readonly task: { readonly artifacts: object[] } }).task
    const at = artifacts.indexOf(artifact)
    if (at !== -1) artifacts.splice(at, 1)
    const news = told as Told
    if (news.type === 'maelstrom:sources') {
      this.watch.add(test.module.moduleId, news.sources)
      this.#vitest?.vite.watcher.add(ProgramWatch.paths(news.sources))
    } else {
      const key = `${test.id} ${news.run}`
      if (news.progress === undefined) this.#shown.delete(key)
      else this.#shown.set(key, { test: test.name, progress: news.progress })
      this.#live?.refresh()
    }
  }

  /** Vitest's terminal reporters would print our notes under each failure, which says the same already; so they come in when those have printed. */
  onTestCaseAnnotate(test: TestCase, annotation: Annotation): void {
    if (!NOTES.has(annotation.type) || annotation.location !== undefined || !this.#holdNotes) return
    const { annotations } = (test as unknown as { readonly task: { readonly annotations: Annotation[] } }).task
    const at = annotations.indexOf(annotation)
    if (at === -1) return
    annotations.splice(at, 1)
    this.#held.push(() => annotations.push(annotation))
  }

  onTestCaseResult(test: TestCase): void {
    for (const key of this.#shown.keys()) if (key.startsWith(`${test.id} `)) this.#shown.delete(key)
    if (!this.#verbose || test.result().state !== 'passed') return
    for (const { summary, summaryShown } of runsOf(test.meta())) {
      if (!summaryShown) this.#vitest?.logger.log(summary.map(line => `     ${line}`).join('\n'))
    }
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    // Those that print have printed by now; those that write files go on later, and get what is for files.
    for (const release of this.#held.splice(0)) release()
    if (this.#plainErrors)
      for (const { error } of errorsOfRuns(modules)) error.message = stripVTControlCharacters(error.message)
    this.#shown.clear()
    this.#live?.refresh()
    if (process.env.GITHUB_ACTIONS !== 'true') return
    const { GITHUB_STEP_SUMMARY } = process.env
    if (GITHUB_STEP_SUMMARY) {
      const summary = jobSummary(modules.flatMap(testRuns))
      if (summary !== '') appendFileSync(GITHUB_STEP_SUMMARY, summary)
    }
    const { reporters = [] } = (this.#vitest ?? {}) as { readonly reporters?: readonly unknown[] }
    if (!reporters.some(reporter => /^GithubActions/.test(reporterName(reporter)))) {
      for (const { place, test, error } of errorsOfRuns(modules)) {
        const message = stripVTControlCharacters(error.message)
        this.#vitest?.logger.log(`\n${errorCommand(place, test.fullName, message)}`)
      }
    }
  }

  #lines(): string[] {
    const worth = [...this.#shown.values()].filter(({ progress }) => progress.wall >= WORTH_SHOWING)
    return worth.map(({ test, progress }) => `${formatProgress(progress)}  ${test}`)
  }
}

function testRuns(module: TestModule): TestRun[] {
  const ofHooks = runsOf(module.meta()).map(run => ({ test: module.relativeModuleId, run }))
  const ofTests = [...module.children.allTests()].flatMap(test =>
    runsOf(test.meta()).map(run => ({ test: `${module.relativeModuleId} > ${test.fullName}`, run })),
  )
  return [...ofHooks, ...ofTests]
}

interface ErrorOfRun {
  readonly test: TestCase
  readonly error: { message: string; stacks?: unknown }
  /** Where the run began that the error speaks of. */
  readonly place: Place
}

function errorsOfRuns(modules: readonly TestModule[]): ErrorOfRun[] {
  return modules.flatMap(module =>
    [...module.children.allTests()].flatMap(test => {
      const runs: readonly RunReport[] = [...runsOf(module.meta()), ...runsOf(test.meta())]
      return (test.result().errors ?? []).flatMap(error => {
        const place = runOfError(stripVTControlCharacters(error.message), runs)?.caller
        return place === undefined ? [] : [{ test, error, place }]
      })
    }),
  )
}

/**
 * Vitest's own reporter for GitHub marks the line of the failed `expect`. Of a run, the line that started it says more (and a second annotation would say
 * nothing new), so it is shown that line instead. The reporter works synchronously; nobody else sees the exchanged stack.
 */
function moveErrors(reporter: Reporter): void {
  const original = reporter.onTestRunEnd?.bind(reporter)
  if (original === undefined) return
  reporter.onTestRunEnd = (modules, ...rest) => {
    const moved = errorsOfRuns(modules).map(({ error, place }) => {
      const { stacks } = error
      error.stacks = [{ ...place, method: '' }]
      return () => {
        error.stacks = stacks
      }
    })
    try {
      return original(modules, ...rest)
    } finally {
      for (const undo of moved) undo()
    }
  }
}
