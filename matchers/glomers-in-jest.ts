/** What the challenges need of Jest. */

import { afterAll, describe, it } from '@jest/globals'
import type { Runner } from '../src/glomers/suite.ts'
import './jest.ts'

export const runner: Runner = {
  describe,
  it: (name, run, timeout) => it(name, () => run(), timeout),
  afterAll,
  // Jest's console adds to every message where it came from.
  print: (suite, text) => process.stdout.write(`\n${suite}\n${text}\n\n`),
}
