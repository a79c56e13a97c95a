/**
 * `import '@jepsen-ts/maelstrom/jest'`, in a test file or in `setupFilesAfterEnv`: registers the matchers, raises Jest's default time limit of five seconds,
 * and tells the engine which test is running.
 */

import { relative } from 'node:path'
import { expect, jest as runner } from '@jest/globals'
import { provideEnvironment, type TestEnvironment } from '../src/environment.ts'
import { type MaelstromMatchers, matchers } from './index.ts'

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends MaelstromMatchers<R> {}
  interface AsymmetricMatchers extends MaelstromMatchers<unknown> {}
}

declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends MaelstromMatchers<R> {}
    interface Expect extends MaelstromMatchers<unknown> {}
    interface InverseAsymmetricMatchers extends MaelstromMatchers<unknown> {}
  }
}

const DEFAULT_TIMEOUT = 5_000
const RAISED_TIMEOUT = 120_000

expect.extend(matchers as unknown as Parameters<typeof expect.extend>[0])
if ((circus()?.testTimeout ?? DEFAULT_TIMEOUT) === DEFAULT_TIMEOUT) runner.setTimeout(RAISED_TIMEOUT)
provideEnvironment(environment)

interface CircusState {
  readonly testTimeout?: number
  readonly currentlyRunningTest?: { readonly timeout?: number; readonly startedAt?: number } | null
}

/** The state of Jest's own test runner, which it hands out to nobody; undefined under another one. */
function circus(): CircusState | undefined {
  const symbol = Object.getOwnPropertySymbols(globalThis).find(symbol => symbol.description === 'JEST_STATE_SYMBOL')
  return symbol === undefined ? undefined : (globalThis as unknown as Record<symbol, CircusState>)[symbol]
}

function environment(): TestEnvironment {
  const { currentTestName, testPath } = expect.getState()
  const state = circus()
  const timeout = state?.currentlyRunningTest?.timeout ?? state?.testTimeout
  const asked = performance.now()
  return {
    ...(testPath === undefined ? {} : { file: testPath }),
    ...(currentTestName === undefined ? {} : { names: [currentTestName] }),
    ...(timeout === undefined ? {} : { timeLeft: () => timeout - (performance.now() - asked) }),
    timeoutOption: 'testTimeout in jest.config.js (or the last argument of it())',
    ...(testPath === undefined
      ? {}
      : { command: `npx jest ${relative(process.cwd(), testPath)} -t ${JSON.stringify(currentTestName ?? '')}` }),
  }
}
