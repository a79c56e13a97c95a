/** What there is, by name and in order: the registries, as the pages go through them. */

import type { FaultDefinition } from '../../src/nemesis/fault.ts'
import { FAULTS, type FaultName } from '../../src/nemesis/index.ts'
import { OPTIONS, type OptionDoc } from '../../src/options.ts'
import { WORKLOADS, type WorkloadName } from '../../src/workloads/index.ts'
import type { Workload } from '../../src/workloads/workload.ts'

export type { FaultName, WorkloadName }

export const forEachWorkload = () => Object.entries(WORKLOADS) as [WorkloadName, Workload][]
export const forEachFault = () => Object.entries(FAULTS) as [FaultName, FaultDefinition][]
export const forEachOption = () => Object.entries(OPTIONS) as [keyof typeof OPTIONS, OptionDoc][]
