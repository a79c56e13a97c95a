/**
 * Seed, verdict and folder of each test's run as properties in the report of jest-junit, beside the reporter `@jepsen-ts/maelstrom/jest-reporter`:
 *
 *     reporters: ['default', '@jepsen-ts/maelstrom/jest-reporter',
 *       ['jest-junit', { testCasePropertiesFile: 'node_modules/@jepsen-ts/maelstrom/dist/jest-junit.cjs' }]]
 */

import { relative } from 'node:path'
import { verdictWord } from '../src/plugin/channel.ts'
import { toldRuns } from './jest-runs.ts'

interface TestCase {
  readonly fullName?: string
  readonly failureMessages?: readonly string[]
}

/** The properties of one test; of several runs, those of the last. None when tests of several files share the name, and nothing tells them apart. */
export default function properties({ fullName, failureMessages = [] }: TestCase): Record<string, string> {
  const named = toldRuns().filter(({ test }) => test !== '' && test === fullName)
  const spoken = named.filter(({ run }) => failureMessages.some(message => message.includes(run.replay)))
  const runs = spoken.length > 0 ? spoken : named
  const last = runs.at(-1)
  if (last === undefined || runs.some(({ file }) => file !== last.file)) return {}
  const { seed, folder } = last.run
  return {
    seed: String(seed),
    verdict: verdictWord(last.run).toLowerCase(),
    ...(folder === undefined ? {} : { folder: relative(process.cwd(), folder) }),
  }
}
