/** toBeSerializable: as if they had run one after the other, in some order. */

import { isolationMatcher } from './isolation.ts'

export const toBeSerializable = isolationMatcher(
  'toBeSerializable',
  'serializable',
  'as if they had run one after the other, in some order',
)
