/** The faults that a nemesis can inject. One line registers one. */

import { clockDrift } from './clock-drift.ts'
import { clockSkew } from './clock-skew.ts'
import { duplicate } from './duplicate.ts'
import type { FaultDefinition } from './fault.ts'
import { kill } from './kill.ts'
import { loss } from './loss.ts'
import { partition } from './partition.ts'
import { pause } from './pause.ts'
import { powerLoss } from './power-loss.ts'
import { reorder } from './reorder.ts'
import { slow } from './slow.ts'

export const FAULTS = {
  partition,
  kill,
  pause,
  loss,
  duplicate,
  reorder,
  slow,
  'clock-skew': clockSkew,
  'clock-drift': clockDrift,
  'power-loss': powerLoss,
} as const satisfies Record<string, FaultDefinition>

export type FaultName = keyof typeof FAULTS

/** A fault, or a narrower kind of one: `'partition'`, `'partition:one-way'`, `'kill:majority'`. */
export type FaultSpec = FaultName | `${FaultName}:${string}`

/** All names that can be asked for, variants included. */
export const FAULT_SPECS: readonly string[] = Object.values(FAULTS).flatMap((fault: FaultDefinition) => [
  fault.name,
  ...(fault.variants ?? []).map(variant => `${fault.name}:${variant}`),
])
