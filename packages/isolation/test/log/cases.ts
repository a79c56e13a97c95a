// The given cases of logs, as data for the tests.

import { readFileSync } from 'node:fs'
import type { Operation } from '../../src/history.ts'
import type { LogOptions } from '../../src/log/index.ts'

export interface LogCase {
  readonly id: string
  readonly checker: string
  readonly options: LogOptions
  readonly history: readonly Operation[]
  readonly exact?: boolean
  readonly log?: readonly (readonly unknown[] | null)[]
  readonly expect: {
    readonly valid: boolean
    readonly errorTypes: readonly string[]
    readonly badErrorTypes: readonly string[]
    readonly worstRealtimeLag?: object | null
    readonly errors?: Readonly<Record<string, object | readonly object[]>>
    readonly unseen?: readonly { time: number; unseen: Record<string, number> }[]
    readonly absent?: readonly string[]
    readonly cycles?: Readonly<Record<string, readonly { ops: readonly number[]; steps: readonly string[] }[]>>
    readonly offsets?: Readonly<Record<string, number>>
    readonly values?: unknown
    readonly log?: Readonly<Record<string, readonly (readonly unknown[] | null)[]>>
    readonly byIndexOneOf?: readonly (readonly unknown[])[]
  }
}

function load(name: string): LogCase[] {
  return JSON.parse(readFileSync(new URL(`cases/${name}.json`, import.meta.url), 'utf8'))
}

const all = [...load('upstream'), ...load('generated')]

/** `kafka`: whole histories. `kafka/…`: pieces of the analysis. */
export function logCases(checker: string): LogCase[] {
  return all.filter(c => c.checker === checker)
}
