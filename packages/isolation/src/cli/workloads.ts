// The workloads that the command knows, a line each.

import { kafka } from './kafka.ts'
import { listAppend } from './list-append.ts'
import { rwRegister } from './rw-register.ts'
import type { WorkloadCommand } from './workload.ts'

export const workloads: readonly WorkloadCommand[] = [listAppend, rwRegister, kafka]
