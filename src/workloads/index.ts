/** The built-in workloads. One line registers one. */

import { broadcast } from './broadcast.ts'
import { gCounter, pnCounter } from './counters.ts'
import { echo } from './echo.ts'
import { gSet } from './g-set.ts'
import { kafka } from './kafka.ts'
import { linKv } from './lin-kv.ts'
import { txnListAppend } from './txn-list-append.ts'
import { txnRwRegister } from './txn-rw-register.ts'
import { uniqueIds } from './unique-ids.ts'

export const WORKLOADS = {
  echo,
  'unique-ids': uniqueIds,
  broadcast,
  'g-set': gSet,
  'g-counter': gCounter,
  'pn-counter': pnCounter,
  'lin-kv': linKv,
  kafka,
  'txn-list-append': txnListAppend,
  'txn-rw-register': txnRwRegister,
} as const

export type WorkloadName = keyof typeof WORKLOADS
