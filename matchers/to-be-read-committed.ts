/** toBeReadCommitted: nobody sees what was not, or not yet, committed. */

import { isolationMatcher } from './isolation.ts'

export const toBeReadCommitted = isolationMatcher(
  'toBeReadCommitted',
  'read-committed',
  'nobody sees what was not, or not yet, committed',
)
