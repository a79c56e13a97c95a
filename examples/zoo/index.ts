/** The bug zoo: realistic bugs, each of them one change to a program of the examples that is right. */

import { broadcastBugs } from './broadcast.ts'
import type { Bug } from './bug.ts'
import { counterBugs } from './counters.ts'
import { echoBugs } from './echo.ts'
import { raftBugs } from './raft.ts'
import { setBugs } from './sets.ts'
import { storeBugs } from './stores.ts'
import { uniqueIdsBugs } from './unique-ids.ts'

export { applyChange, type Bug, type Change, ChangeError, changesOf, EXAMPLES, PROPERTIES, writeBroken } from './bug.ts'

export const ZOO: readonly Bug[] = [
  ...echoBugs,
  ...uniqueIdsBugs,
  ...broadcastBugs,
  ...setBugs,
  ...counterBugs,
  ...storeBugs,
  ...raftBugs,
]
