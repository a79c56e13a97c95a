/** What a bug of the zoo is: one change to a program that is right, and the test that catches it. */

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ExploreOptions, History } from '@jepsen-ts/maelstrom'

/** What a bug breaks. Each throws when the history shows that it is broken; a run that shows nothing passes. */
export const PROPERTIES = {
  /** The workload's own checker finds nothing wrong, no node crashed by itself, and all kept the protocol. */
  valid: ({ verdict }: History): void => {
    if (verdict.valid === false) throw new Error(verdict.anomalies[0]?.message ?? 'the history is not valid')
  },
  /** No key of the store is at odds with a register, or forgotten. */
  linearizable: ({ verdict }: History): void => {
    const anomaly = verdict.anomalies.find(({ type }) => type === 'nonlinearizable' || type === 'lost-key')
    if (anomaly !== undefined) throw new Error([anomaly.message, ...(anomaly.story ?? [])].join('\n'))
  },
} as const

/** What is replaced in a file by what. `from` is the exact text, and occurs exactly once in it. */
export interface Change {
  /** The file, relative to `examples/`, when it is not the program itself but something that it imports. */
  readonly in?: string
  readonly from: string
  readonly to: string
}

export interface Bug {
  readonly name: string
  /** The program, which is right, relative to `examples/`: `lin-kv/raft.ts`. */
  readonly base: string
  /** The bug. A list only where a single change would be made harmless by another line. */
  readonly change: Change | readonly Change[]
  /** The run that shows it. The program without the change stays clean in it. */
  readonly options: Omit<ExploreOptions, 'bin'>
  readonly property: keyof typeof PROPERTIES
  /** For a reader: what people get wrong here, and what comes of it. */
  readonly explains: string
}

/** The base program is not what it was when the bug was written. */
export class ChangeError extends Error {
  override readonly name = 'ChangeError'
  constructor(bug: string, file: string, from: string, count: number) {
    super(
      `The bug ${JSON.stringify(bug)} does not fit examples/${file} any more: the text to change must occur exactly once, and occurs ${count} times. Adapt the bug to the file. The text:\n${from}`,
    )
  }
}

/** `examples/`, where the programs are. */
export const EXAMPLES = join(import.meta.dirname, '..')

export function changesOf({ change }: Bug): readonly Change[] {
  return 'from' in change ? [change] : change
}

/** The text with the change made. Throws ChangeError. */
export function applyChange(bug: string, file: string, text: string, { from, to }: Change): string {
  const parts = text.split(from)
  if (parts.length !== 2) throw new ChangeError(bug, file, from, parts.length - 1)
  return parts.join(to)
}

/**
 * Puts the broken program, with all that it imports, into a folder of its own below `root`; returns its path. The files that are not changed are copies of
 * what is in `examples/` now.
 */
export function writeBroken(bug: Bug, root: string): string {
  const folder = join(root, bug.name)
  const isSource = (path: string) => !/\.test\.ts$|\/maelstrom-results|__pycache__/.test(path)
  for (const part of ['lib', dirname(bug.base)]) {
    mkdirSync(join(folder, part), { recursive: true })
    cpSync(join(EXAMPLES, part), join(folder, part), { recursive: true, filter: isSource })
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  for (const change of changesOf(bug)) {
    const file = change.in ?? bug.base
    const path = join(folder, file)
    writeFileSync(path, applyChange(bug.name, file, readFileSync(path, 'utf8'), change))
  }
  return join(folder, bug.base)
}
