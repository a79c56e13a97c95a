/** The runs below a results folder, with what a list says of each. */

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Validity } from '../checkers/verdict.ts'
import { NotARunError, type RunResults, readResults } from '../report/run-data.ts'
import type { Nanos } from '../time/clock.ts'

export const RESULTS_FILE = 'results.json'

/** `<test file>/<test>/<seed>`; test files may stand in folders, whose slashes are dashes here. Deeper folders are no runs of ours. */
const DEEPEST = 6

export interface ListedRun {
  /** Below the results folder, with `/` between its parts. */
  readonly path: string
  readonly folder: string
  /** When its results were written, in milliseconds since 1970. */
  readonly time: number
  readonly valid: Validity
  readonly reason?: string
  readonly workload: string
  readonly seed: number | string
  readonly nodes: number
  readonly faults: readonly string[]
  readonly duration: Nanos
  readonly operations: number
  readonly anomalies: number
  /** What the first of them is called. */
  readonly anomaly?: string
}

/** Reads results again only when they have changed: there may be thousands. */
export class RunList {
  readonly #root: string
  readonly #known = new Map<string, { readonly stamp: string; readonly run: ListedRun | undefined }>()

  constructor(root: string) {
    this.#root = root
  }

  /** Newest first. */
  runs(): ListedRun[] {
    const found: ListedRun[] = []
    const look = (parts: readonly string[]) => {
      const folder = join(this.#root, ...parts)
      const run = parts.length === 0 ? undefined : this.#read(folder, parts.join('/'))
      if (run !== undefined) {
        found.push(run)
        return
      }
      if (parts.length >= DEEPEST) return
      // Links are not followed: what they lead to is not a result of ours.
      for (const entry of entriesOf(folder))
        if (entry.isDirectory() && !entry.name.startsWith('.')) look([...parts, entry.name])
    }
    look([])
    return found.sort((a, b) => b.time - a.time || (a.path < b.path ? -1 : 1))
  }

  /** The run at a path of the list. */
  run(path: string): ListedRun | undefined {
    return this.runs().find(run => run.path === path)
  }

  #read(folder: string, path: string): ListedRun | undefined {
    const stat = statSync(join(folder, RESULTS_FILE), { throwIfNoEntry: false })
    if (stat === undefined || !stat.isFile()) return undefined
    const stamp = `${stat.mtimeMs} ${stat.size}`
    const known = this.#known.get(path)
    if (known?.stamp === stamp) return known.run
    const run = summarize(folder, path, stat.mtimeMs)
    this.#known.set(path, { stamp, run })
    return run
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function summarize(folder: string, path: string, time: number): ListedRun | undefined {
  let results: RunResults
  try {
    results = readResults(folder)
  } catch (error) {
    if (error instanceof NotARunError) return undefined
    throw error
  }
  const { valid, reason, workload, seed, anomalies = [], durationNanos, stats, options = {} } = results
  const first = anomalies[0]?.type
  return {
    path,
    folder,
    time,
    valid,
    ...(reason === undefined ? {} : { reason }),
    workload,
    seed,
    nodes: Array.isArray(options.nodes) ? options.nodes.length : 0,
    faults: Array.isArray(options.nemesis) ? options.nemesis.map(String) : [],
    duration: durationNanos,
    operations: stats?.count ?? 0,
    anomalies: anomalies.length,
    ...(first === undefined ? {} : { anomaly: first }),
  }
}
