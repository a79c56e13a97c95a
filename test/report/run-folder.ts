/** Folders of runs made by hand, as a run would have written them. */

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Anomaly, Validity } from '../../src/checkers/verdict.ts'
import { writeResults } from '../../src/history/files.ts'
import { History, type Recording } from '../../src/history/history.ts'
import type { Operation } from '../../src/history/operation.ts'
import { type LossReason, MemoryJournal } from '../../src/network/journal.ts'
import { formatJson } from '../../src/network/message.ts'
import { recording } from '../history/recording.ts'

export const MS = 1_000_000
export const S = 1_000_000_000

export interface GivenMessage {
  readonly src: string
  readonly dest: string
  readonly body?: Readonly<Record<string, unknown>>
  readonly sent: number
  readonly received?: number
  readonly lost?: LossReason
  readonly copyOf?: number
}

export interface GivenRun {
  readonly nodes?: readonly string[]
  readonly messages?: readonly GivenMessage[]
  /** Without their indices. */
  readonly operations?: readonly Omit<Operation, 'index'>[]
  readonly valid?: Validity
  /** Operations are named by their indices. */
  readonly anomalies?: readonly (Omit<Anomaly, 'operations'> & { readonly operations: readonly number[] })[]
  readonly logs?: Readonly<Record<string, string>>
  readonly more?: Partial<Recording>
}

export function scratchFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `maelstrom-${name}-`))
}

/** Writes a run into a folder, which it makes; ids are the positions of the messages. Returns the folder. */
export function writeRun(folder: string, given: GivenRun): string {
  const {
    nodes = ['n1', 'n2', 'n3'],
    messages = [],
    operations = [],
    valid = true,
    anomalies = [],
    logs = {},
    more,
  } = given
  mkdirSync(join(folder, 'node-logs'), { recursive: true })
  const journal = new MemoryJournal()
  for (const [id, { src, dest, body = { type: 'hello' }, sent, received, lost, copyOf }] of messages.entries()) {
    const text = formatJson({ src, dest, body })
    if (received !== undefined) journal.received(id, sent, received, text, copyOf)
    else journal.lost(id, sent, lost ?? 'in-flight', text, copyOf)
  }
  // Records stand in the order of their outcome; here everything is known from the start, and any order has to do.
  writeFileSync(join(folder, 'messages.jsonl'), journal.lines.map(line => `${line}\n`).join(''))
  for (const [node, text] of Object.entries(logs)) writeFileSync(join(folder, 'node-logs', `${node}.log`), text)
  const indexed = operations.map((operation, index) => ({ index, ...operation }))
  const verdict = {
    valid,
    ...(valid === 'unknown' ? { reason: 'nobody knows' } : {}),
    anomalies: anomalies.map(anomaly => ({ ...anomaly, operations: anomaly.operations.map(index => indexed[index]!) })),
    figures: {},
  }
  const history = new History(
    recording(indexed, {
      folder,
      options: { nodes, concurrency: 5 },
      judge: () => verdict,
      ...more,
    }),
  )
  writeResults(folder, history, verdict)
  return folder
}
