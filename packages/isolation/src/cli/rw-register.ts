// isolation check --workload rw-register

import { checkRwRegister } from '../rw-register/check.ts'
import { modelOptions, unjudged, verdictOf } from './verdict.ts'
import type { WorkloadCommand } from './workload.ts'

export const rwRegister: WorkloadCommand = {
  name: 'rw-register',
  flags: {
    'wfr-keys': { type: 'boolean' },
    'sequential-keys': { type: 'boolean' },
    'linearizable-keys': { type: 'boolean' },
    'final-reads': { type: 'boolean' },
  },
  help: {
    'wfr-keys': 'a transaction that reads a key and then writes it wrote the later version',
    'sequential-keys': 'each key is sequentially consistent',
    'linearizable-keys': 'each key is linearizable',
    'final-reads': 'transactions marked "final" read the last version of each key, where all agree',
  },
  models: true,
  unjudged,
  check: (history, flags) =>
    verdictOf(
      checkRwRegister(history, {
        ...modelOptions(flags),
        wfrKeys: flags['wfr-keys'] === true,
        sequentialKeys: flags['sequential-keys'] === true,
        linearizableKeys: flags['linearizable-keys'] === true,
        finalReads: flags['final-reads'] === true,
      }),
    ),
}
