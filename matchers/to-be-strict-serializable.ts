/** toBeStrictSerializable: as if they had run one after the other, each at some moment between its request and its reply. */

import { isolationMatcher } from './isolation.ts'

export const toBeStrictSerializable = isolationMatcher(
  'toBeStrictSerializable',
  'strict-serializable',
  'as if they had run one after the other, each at some moment between its request and its reply',
)
