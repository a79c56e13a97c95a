/** Old runs are removed, so that a results folder does not grow for ever. */

import { lstatSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { hostDate } from '../time/host-time.ts'

/** A run without results that was written to within this time may be under way, in another process. */
const UNDER_WAY = 24 * 60 * 60 * 1000

/**
 * Removes the oldest runs in `parent` until `keep` are left. Only folders are removed that a run has written (they have results.json or messages.jsonl),
 * never one of `spared`, and never one that may still be written. What cannot be removed stays.
 */
export function pruneRuns(parent: string, keep: number, spared: ReadonlySet<string>, now: number = hostDate()): void {
  if (keep === Number.POSITIVE_INFINITY) return
  const runs = runsIn(parent).sort((a, b) => b.changed - a.changed)
  for (const { folder, finished, changed } of runs.slice(Math.max(0, keep))) {
    if (spared.has(folder) || (!finished && now - changed < UNDER_WAY)) continue
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // Another process may remove it at the same time, or have a file of it open.
    }
  }
}

interface FoundRun {
  readonly folder: string
  /** Whether it has results. */
  readonly finished: boolean
  /** When its results, or its messages, were last written to; milliseconds. */
  readonly changed: number
}

function runsIn(parent: string): FoundRun[] {
  let names: string[]
  try {
    names = readdirSync(parent)
  } catch {
    return []
  }
  return names.flatMap(name => {
    const folder = join(parent, name)
    // A link is nothing that a run has made, wherever it leads.
    if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return []
    const results = statSync(join(folder, 'results.json'), { throwIfNoEntry: false })
    const written = results ?? statSync(join(folder, 'messages.jsonl'), { throwIfNoEntry: false })
    return written === undefined ? [] : [{ folder, finished: results !== undefined, changed: written.mtimeMs }]
  })
}
