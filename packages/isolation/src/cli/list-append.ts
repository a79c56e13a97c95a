// isolation check --workload list-append

import { checkListAppend } from '../list-append/check.ts'
import { modelOptions, unjudged, verdictOf } from './verdict.ts'
import type { WorkloadCommand } from './workload.ts'

export const listAppend: WorkloadCommand = {
  name: 'list-append',
  flags: {},
  help: {},
  models: true,
  unjudged,
  check: (history, flags) => verdictOf(checkListAppend(history, modelOptions(flags))),
}
