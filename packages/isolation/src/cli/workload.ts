// What the command needs to know of a workload. To add one: a file beside this one, and a line in workloads.ts.

import type { ParseArgsConfig } from 'node:util'
import type { Operation } from '../history.ts'

/** Flags of the command line, as node:util's parseArgs has them. */
export type Flags = NonNullable<ParseArgsConfig['options']>
export type FlagValues = Readonly<Record<string, string | boolean | undefined>>

/** The verdict of a workload, ready to print. */
export interface Verdict {
  readonly valid: boolean | 'unknown'
  /** What is printed with --json: one object. */
  readonly json: object
  /** What is printed under the verdict otherwise; may be empty. */
  readonly text: string
  /** Why the verdict is unknown, in a few words. */
  readonly why?: string | undefined
}

/** The command was not given what it needs. */
export class UsageError extends Error {}

export interface WorkloadCommand {
  readonly name: string
  /** What it accepts besides --models and --anomalies, each with its line of help. */
  readonly flags: Flags
  readonly help: Readonly<Record<string, string>>
  /** Whether it knows consistency models, and so --models and --anomalies. */
  readonly models: boolean
  /** What --json says of a history that is malformed, besides why. */
  readonly unjudged: object
  check(history: readonly Operation[], flags: FlagValues): Verdict
}
