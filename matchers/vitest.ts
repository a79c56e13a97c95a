/**
 * `import '@jepsen-ts/maelstrom/vitest'`, in a test file or a set-up file: registers the matchers, raises Vitest's default time limit of five seconds, and
 * tells the engine which test is running.
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import { relative } from 'node:path'
import { aroundEach, expect, type TestContext, TestRunner, vi } from 'vitest'
import { provideEnvironment, type TestEnvironment } from '../src/environment.ts'
import { type MaelstromMatchers, matchers } from './index.ts'

declare global {
  namespace Chai {
    interface Assertion extends MaelstromMatchers {}
  }
}

declare module 'vitest' {
  interface AsymmetricMatchersContaining extends MaelstromMatchers {}
}

const DEFAULT_TIMEOUT = 5_000
/** A run takes as long as its time limit, which is a minute unless the test says less, and then it has to recover and to end. */
const RAISED_TIMEOUT = 120_000

const storage = new AsyncLocalStorage<{ context: TestContext; started: number }>()

expect.extend(matchers as unknown as Parameters<typeof expect.extend>[0])
raiseTimeout()
try {
  // Under test.concurrent the runner's own idea of the current test is wrong; this one follows the calls.
  aroundEach(async (runTest, { task }) => storage.run({ context: task.context, started: performance.now() }, runTest))
} catch {
  // Imported where no hook can be registered, inside a test: the runner's idea has to do.
}
provideEnvironment(environment)

/** The configuration of the worker, which Vitest does not hand out otherwise. */
function workerConfig(): { testTimeout?: number } | undefined {
  return (globalThis as { __vitest_worker__?: { config?: { testTimeout?: number } } }).__vitest_worker__?.config
}

function raiseTimeout(): void {
  const config = workerConfig()
  if (config?.testTimeout === DEFAULT_TIMEOUT) vi.setConfig({ testTimeout: RAISED_TIMEOUT })
}

function environment(): TestEnvironment {
  const stored = storage.getStore()
  const task = stored?.context.task ?? TestRunner.getCurrentTest()
  if (task === undefined) return {}
  const { signal } = task.context
  const names: string[] = []
  for (
    let at: { name: string; suite?: unknown } | undefined = task;
    at !== undefined && at !== task.file;
    at = at.suite as typeof at
  )
    names.unshift(at.name)
  const file = task.file.filepath
  const started = stored?.started ?? performance.now()
  const { timeout } = task
  return {
    file,
    names,
    signal,
    ...(timeout > 0 && Number.isFinite(timeout) ? { timeLeft: () => timeout - (performance.now() - started) } : {}),
    timeoutOption: 'testTimeout in vitest.config.ts (or the last argument of it())',
    command: `npx vitest run ${relative(process.cwd(), file)} -t ${JSON.stringify(names.join(' '))}`,
  }
}
