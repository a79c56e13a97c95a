/** What the challenges need of Vitest. */

import { afterAll, describe, it } from 'vitest'
import type { Runner } from '../src/glomers/suite.ts'
import './vitest.ts'

export const runner: Runner = {
  describe,
  it: (name, run, timeout) =>
    it(name, { timeout }, async ({ annotate }) => {
      await run(text => annotate(text, 'figures'))
    }),
  afterAll,
  // Vitest's console says itself which suite it is.
  print: (_suite, text) => console.log(text),
}
