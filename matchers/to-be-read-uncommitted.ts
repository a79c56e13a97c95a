/** toBeReadUncommitted: all keys see the writes of any two transactions in the same order. */

import { isolationMatcher } from './isolation.ts'

export const toBeReadUncommitted = isolationMatcher(
  'toBeReadUncommitted',
  'read-uncommitted',
  'all keys see the writes of any two transactions in the same order',
)
