/** `require('@jepsen-ts/maelstrom/glomers')`: the same for CommonJS, which only Jest's test files are. */

import { type Glomers, glomersFor } from '../src/glomers/suite.ts'
import { runner } from './glomers-in-jest.ts'

export const glomers: Glomers = glomersFor(runner)

export type { ChallengeName, PartId } from '../src/glomers/challenges.ts'
export { ChallengeFailedError, type Glomers, type GlomersOptions, UnknownPartError } from '../src/glomers/suite.ts'
