/**
 * `import '@jepsen-ts/maelstrom/jest'`, in a test file or in `setupFilesAfterEnv`: registers the matchers, raises Jest's default time limit of five seconds,
 * and tells the engine which test is running.
 */

import { expect, jest as runner } from '@jest/globals'
import { provideEnvironment, type TestEnvironment } from '../src/environment.ts'
import { type MaelstromMatchers, matchers } from './index.ts'
import { tellRun } from './jest-runs.ts'
import { rerunCommand } from './rerun.ts'

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends MaelstromMatchers<R> {}
  interface AsymmetricMatchers extends MaelstromMatchers<unknown> {}
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the declarations of one interface have to agree, and so it stands in @types/jest
    interface Matchers<R, T = {}> extends MaelstromMatchers<R> {}
    interface Expect extends MaelstromMatchers<unknown> {}
    interface InverseAsymmetricMatchers extends MaelstromMatchers<unknown> {}
  }
}

const DEFAULT_TIMEOUT = 5_000
/** A run takes as long as its time limit, which is a minute unless the test says less, and then it has to recover and to end. */
const RAISED_TIMEOUT = 120_000
/** A test may replace the clock. */
const { now } = Date

expect.extend(matchers as unknown as Parameters<typeof expect.extend>[0])
// Whoever sets a limit in the configuration, or for a test, keeps it.
if ((circus()?.testTimeout ?? DEFAULT_TIMEOUT) === DEFAULT_TIMEOUT) runner.setTimeout(RAISED_TIMEOUT)
provideEnvironment(environment)

/** What is read of the state of Jest's own test runner. */
interface CircusState {
  readonly testTimeout?: number
  readonly currentlyRunningTest?: CircusTest | null
  readonly rootDescribeBlock?: CircusBlock
}
interface CircusBlock {
  readonly type: 'describeBlock'
  readonly name: string
  readonly parent?: CircusBlock
  readonly children: readonly (CircusBlock | CircusTest)[]
}
interface CircusTest {
  readonly type: 'test'
  readonly name: string
  readonly parent: CircusBlock
  /** Milliseconds; the runner's default if absent. */
  readonly timeout?: number
  readonly startedAt?: number | null
}

/** That state, which Jest hands out to nobody; undefined under another runner. */
function circus(): CircusState | undefined {
  const symbol = Object.getOwnPropertySymbols(globalThis).find(symbol => symbol.description === 'JEST_STATE_SYMBOL')
  return symbol === undefined ? undefined : (globalThis as unknown as Record<symbol, CircusState>)[symbol]
}

function environment(): TestEnvironment {
  const { testPath: file } = expect.getState()
  const test = currentTest()
  if (file === undefined) return {}
  // In a hook of a suite there is no test, and what time the hook was given nobody learns.
  if (test === undefined) {
    return { file, command: rerunCommand('npx jest', file, []), report: run => tellRun({ file, test: '', run }) }
  }
  const names = namesOf(test)
  const timeout = test.timeout || circus()?.testTimeout
  const started = test.startedAt ?? now()
  return {
    file,
    names,
    ...(timeout === undefined ? {} : { timeLeft: () => timeout - (now() - started) }),
    timeoutOption: 'testTimeout in jest.config.js (or the last argument of it())',
    command: rerunCommand('npx jest', file, names),
    report: run => tellRun({ file, test: names.join(' '), run }),
  }
}

function currentTest(): CircusTest | undefined {
  const state = circus()
  // The runner's own idea of the current test is wrong under test.concurrent; this name follows the calls.
  const name = concurrentName()
  const concurrent = name === undefined ? undefined : find(state?.rootDescribeBlock, name)
  return concurrent ?? state?.currentlyRunningTest ?? undefined
}

function concurrentName(): string | undefined {
  const { currentConcurrentTestName } = expect.getState() as { currentConcurrentTestName?: () => string | undefined }
  return currentConcurrentTestName?.()
}

function find(block: CircusBlock | undefined, fullName: string): CircusTest | undefined {
  for (const child of block?.children ?? []) {
    const found =
      child.type === 'describeBlock' ? find(child, fullName) : namesOf(child).join(' ') === fullName ? child : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** The names of its suites and its own; the outermost block, which stands for the file, is not one of them. */
function namesOf(test: CircusTest): string[] {
  const names = [test.name]
  for (let block: CircusBlock | undefined = test.parent; block?.parent !== undefined; block = block.parent)
    names.unshift(block.name)
  return names
}
