/**
 * `import { glomers } from '@jepsen-ts/maelstrom/glomers'`: the Gossip Glomers challenges as ready-made suites, for Vitest and for Jest. A whole test file is
 * `glomers.broadcast({ bin: './node' })`. It registers what `@jepsen-ts/maelstrom/vitest` or `…/jest` registers, as well.
 */

import { type Glomers, glomersFor } from '../src/glomers/suite.ts'

/** Jest keeps the state of its runner on the global object, under this name; nothing else tells the runners apart from inside a test file. */
const inJest = Object.getOwnPropertySymbols(globalThis).some(({ description }) => description === 'JEST_STATE_SYMBOL')
// Either runner is there only in its own tests.
const { runner } = inJest ? await import('./glomers-in-jest.ts') : await import('./glomers-in-vitest.ts')

export const glomers: Glomers = glomersFor(runner)

export type { ChallengeName, PartId } from '../src/glomers/challenges.ts'
export { ChallengeFailedError, type Glomers, type GlomersOptions, UnknownPartError } from '../src/glomers/suite.ts'
