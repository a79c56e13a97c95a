/**
 * What the surroundings of a run offer: the test that is running, its time limit and cancellation, its report. The engine knows no test runner; an entry
 * such as `@jepsen-ts/maelstrom/vitest` registers where to ask.
 */

/** How far a run has come. Times in nanoseconds. */
export interface Progress {
  readonly elapsed: number
  /** The time limit of the workload. */
  readonly total: number
  /** Operations that ended so far. */
  readonly operations: number
  /** Faults that are under way. */
  readonly faults: readonly string[]
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
  /** Leaves a note about a finished run in the runner's reports. */
  readonly report?: (run: {
    readonly seed: number | string
    readonly folder: string | undefined
    readonly valid: unknown
  }) => void | Promise<void>
  /** Shows how far a run has come; called a few times a second, on the real clock only. */
  readonly progress?: (progress: Progress) => void
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
