/**
 * What the surroundings of a run offer: the test that is running, its time limit and cancellation, its report. The engine knows no test runner; an entry
 * such as `@jepsen-ts/maelstrom/vitest` registers where to ask.
 */

import type { Validity } from './checkers/verdict.ts'
import type { ProgramSources } from './nodes/program-sources.ts'

/** How far a run has come. Times in nanoseconds. */
export interface Progress {
  /** Since the workload began, by the clock of the run. */
  readonly elapsed: number
  /** The same by the clock on the wall. */
  readonly wall: number
  /** The time limit of the workload; of `explore()`, its budget. A test that steers by hand has none. */
  readonly total?: number
  /** Operations that ended so far. */
  readonly operations: number
  /** Faults that are under way. */
  readonly faults: readonly string[]
  /** The faults are undone, and the run waits until the system has settled. */
  readonly recovering?: boolean
  /** Only `explore()`: how many runs of how many; without `of` it shrinks a failure. */
  readonly runs?: { readonly done: number; readonly of?: number }
}

/** A place in a source file; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What reports say of a finished run; plain data, for other processes. */
export interface RunReport {
  readonly workload: string
  readonly nodes: number
  readonly faults: readonly string[]
  readonly seed: number | string
  readonly valid: Validity
  /** Why it is unknown. */
  readonly reason?: string
  /** How to run it again. */
  readonly replay: string
  /** Absolute path of the folder of its files, if it has one. */
  readonly folder?: string
  /** Where `cluster()` was called. */
  readonly caller?: Place
  /** The block that `summary: true` prints, without colours. */
  readonly summary: readonly string[]
  /** It was asked for, and is printed where the run took place. */
  readonly summaryShown: boolean
}

/** What a test runner tells about the test that calls `cluster()`. */
export interface TestEnvironment {
  /** Absolute path of the test file. */
  readonly file?: string
  /** The names of its suites and its own: `['raft', 'stays linearizable']`. */
  readonly names?: readonly string[]
  /** Aborts when the test is cancelled. */
  readonly signal?: AbortSignal
  /** Milliseconds that are left before the runner gives up on the test. */
  readonly timeLeft?: () => number | undefined
  /** What to set to get more time, for a message: "`testTimeout` in vitest.config.ts". */
  readonly timeoutOption?: string
  /** Told which files the nodes' program is made of, before it is run; for watch mode. */
  readonly uses?: (sources: ProgramSources) => void | Promise<void>
  /** Leaves a note about a finished run in the runner's reports. */
  readonly report?: (run: RunReport) => void | Promise<void>
  /** Shows how far a run has come; called a few times a second. */
  readonly progress?: (progress: Progress) => void
  /** Which of several machines this is, where all of them run this test; `index` counts from 0. */
  readonly shard?: { readonly index: number; readonly count: number }
  /** Prints a text that the user asked for; to stdout if absent. */
  readonly print?: (text: string) => void
  /** The command that runs this test again: `npx vitest run raft.test.ts -t "stays linearizable"`. */
  readonly command?: string
}

/** The package is loaded twice when one file imports it and another one requires it; what either is told, both must know. */
const PROVIDER = Symbol.for('@jepsen-ts/maelstrom/environment')
const shared = globalThis as { [PROVIDER]?: () => TestEnvironment }

/** Registers where to ask; the last one registered is asked. */
export function provideEnvironment(ask: () => TestEnvironment): void {
  shared[PROVIDER] = ask
}

export function currentEnvironment(): TestEnvironment {
  return shared[PROVIDER]?.() ?? {}
}
