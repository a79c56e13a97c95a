/** toBeRepeatableRead: what one has read by its key stays as it is until it ends. */

import { isolationMatcher } from './isolation.ts'

export const toBeRepeatableRead = isolationMatcher(
  'toBeRepeatableRead',
  'repeatable-read',
  'what one has read by its key stays as it is until it ends',
)
