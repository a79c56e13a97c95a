/** toBeSnapshotIsolated: each reads from one snapshot, and commits only if nobody else wrote the same since. */

import { isolationMatcher } from './isolation.ts'

export const toBeSnapshotIsolated = isolationMatcher(
  'toBeSnapshotIsolated',
  'snapshot-isolation',
  'each reads from one snapshot, and commits only if nobody else wrote the same since',
)
