/** What Vitest's main process and the process of a test tell each other: what is wanted, what a test file runs, how far it is, what came of it. */

import type { Progress, RunReport } from '../environment.ts'
import type { ProgramSources } from '../nodes/program-sources.ts'

/** What the plugin wants to be told; undefined where there is no plugin. */
export interface Wanted {
  /** Which files programs are made of. */
  readonly sources: boolean
  readonly progress: boolean
  /** Seed, verdict and folder as annotations, which JUnit writes as properties. */
  readonly properties: boolean
  /** The page and the diagrams as attachments, which the HTML report shows. */
  readonly attachments: boolean
  /** Which of several machines this is, as `--shard` says; `index` counts from 1. */
  readonly shard?: { readonly index: number; readonly count: number } | undefined
}

/** Under this name the wishes are provided, and a test's `meta` holds its runs. */
export const NAME = 'maelstrom'

/** Types of the annotations that runs leave. JUnit takes them for the names of properties. */
export const NOTES: ReadonlySet<string> = new Set(['seed', 'verdict', 'folder', NAME])

/** What is told while a test runs, as an artifact of the test. */
export type Told =
  | { readonly type: 'maelstrom:sources'; readonly sources: ProgramSources }
  | { readonly type: 'maelstrom:progress'; readonly run: number; readonly progress: Progress | undefined }

/** The runs of a test, or of the hooks of a file. */
export function runsOf(meta: object): readonly RunReport[] {
  return (meta as { [NAME]?: { runs: RunReport[] } })[NAME]?.runs ?? []
}

export function addRun(meta: object, run: RunReport): void {
  const holder = meta as { [NAME]?: { runs: RunReport[] } }
  holder[NAME] ??= { runs: [] }
  holder[NAME].runs.push(run)
}

/** `VALID`, `INVALID`, `UNKNOWN`. */
export function verdictWord({ valid }: Pick<RunReport, 'valid'>): string {
  return valid === true ? 'VALID' : valid === false ? 'INVALID' : 'UNKNOWN'
}
