/**
 * `import '@jepsen-ts/maelstrom/vitest'`, in a set-up file or a test file: registers the matchers, raises Vitest's default time limits, and tells the engine
 * which test is running.
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import { aroundEach, expect, type TestContext, TestRunner, vi } from 'vitest'
import { provideEnvironment, type TestEnvironment } from '../src/environment.ts'
import { type MaelstromMatchers, matchers } from './index.ts'
import { rerunCommand } from './rerun.ts'
import { reporting } from './vitest-report.ts'

declare global {
  namespace Chai {
    interface Assertion extends MaelstromMatchers {}
  }
}

declare module 'vitest' {
  interface AsymmetricMatchersContaining extends MaelstromMatchers {}
}

/** What Vitest gives a test, and a hook, when nobody says otherwise. */
const DEFAULTS = { testTimeout: 5_000, hookTimeout: 10_000 }
/** A run takes as long as its time limit, which is a minute unless the test says less, and then it has to recover and to end. */
const RAISED_TIMEOUT = 120_000

type Task = TestContext['task']

/** One attempt at a test. */
interface Attempt {
  readonly task: Task
  /** By `performance.now()`. Hooks before the test's function count, although Vitest does not count them: it tells nobody when that begins. */
  readonly started: number
}

const attempts = new AsyncLocalStorage<Attempt>()

expect.extend(matchers as unknown as Parameters<typeof expect.extend>[0])
raiseTimeouts()
try {
  // Under test.concurrent the runner's own idea of the current test is wrong; this one follows the calls.
  aroundEach(async (runTest, { task }) => {
    await attempts.run({ task, started: performance.now() }, runTest)
  })
} catch {
  // Imported where no hook can be registered, inside a test.
}
provideEnvironment(environment)

/** Whoever sets a limit in the configuration, or for a test, keeps it. */
function raiseTimeouts(): void {
  // Vitest hands out the worker's configuration by `vi.setConfig()` only, which cannot be asked, and which is undone after each file; but in a worker that
  // runs several files (`isolate: false`) a package is loaded once.
  const { config } = worker() ?? {}
  if (config === undefined) {
    vi.setConfig({ testTimeout: RAISED_TIMEOUT, hookTimeout: RAISED_TIMEOUT })
    return
  }
  for (const limit of ['testTimeout', 'hookTimeout'] as const) {
    if (config[limit] === DEFAULTS[limit]) config[limit] = RAISED_TIMEOUT
  }
}

/** What Vitest keeps in a worker, and hands out to nobody. */
function worker() {
  return (
    globalThis as {
      __vitest_worker__?: {
        readonly config?: Partial<typeof DEFAULTS>
        readonly current?: { readonly file?: Task['file'] }
      }
    }
  ).__vitest_worker__
}

function environment(): TestEnvironment {
  const attempt = attempts.getStore() ?? currentTest()
  // In a hook of a suite there is no test, and what time the hook was given nobody learns.
  if (attempt === undefined) return ofFile(expect.getState().testPath)
  const { task, started } = attempt
  const { timeout } = task
  const names = namesOf(task)
  const file = task.file.filepath
  return {
    file,
    names,
    signal: task.context.signal,
    ...(timeout > 0 && Number.isFinite(timeout) ? { timeLeft: () => timeout - (performance.now() - started) } : {}),
    timeoutOption: 'testTimeout in vitest.config.ts (or the last argument of it())',
    command: rerunCommand('npx vitest run', file, names),
    ...reporting(task, task.file),
  }
}

function ofFile(file: string | undefined): TestEnvironment {
  if (file === undefined) return {}
  // In the hook of a suite, the suite.
  const { current } = worker() ?? {}
  return { file, command: rerunCommand('npx vitest run', file, []), ...reporting(undefined, current?.file) }
}

/** Where the hook is not registered: inside a test, or in a further file of a worker that runs several. */
function currentTest(): Attempt | undefined {
  const task = TestRunner.getCurrentTest()
  return task === undefined || task.concurrent === true ? undefined : { task, started: performance.now() }
}

function namesOf(task: Task): string[] {
  const names: string[] = []
  for (
    let at: { readonly name: string; readonly suite?: unknown } | undefined = task;
    at !== undefined && at !== task.file;
    at = at.suite as typeof at
  )
    names.unshift(at.name)
  return names
}
