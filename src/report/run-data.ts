/**
 * A run read back from its folder, in the form that diagrams, the page and `maelstrom serve` draw from: operations paired, messages in columns, faults as
 * stretches of time, the verdict with references into the operations. Memory is bounded by `messages`, however long the journal is.
 *
 * All times are nanoseconds since the run began.
 */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Statistics } from '../checkers/stats.ts'
import type { Validity } from '../checkers/verdict.ts'
import { pointing } from '../explanations/pointer.ts'
import type { NetworkStatistics } from '../history/history.ts'
import type { FaultReport } from '../nemesis/nemesis.ts'
import { parseJson } from '../network/message.ts'
import type { Problem } from '../nodes/problem.ts'
import type { Nanos } from '../time/clock.ts'
import { Endpoints, type RunEndpoint } from './run/endpoints.ts'
import { type Downtime, downtimes, type FaultWindow, faultWindows } from './run/faults.ts'
import { type NodeLogText, readLogs } from './run/logs.ts'
import { type RunMessages, readMessages } from './run/messages.ts'
import { type NemesisEvent, type RunOperation, readOperations } from './run/operations.ts'
import { chooseStretches, type Stretch } from './run/stretches.ts'

export type { RunEndpoint } from './run/endpoints.ts'
export type { Downtime, FaultWindow } from './run/faults.ts'
export type { NodeLogText } from './run/logs.ts'
export { MessageTexts } from './run/message-texts.ts'
export { FATES, type Fate, type RunMessages } from './run/messages.ts'
export type { NemesisEvent, RunOperation } from './run/operations.ts'

/** One reason why the run is not right. */
export interface RunAnomaly {
  readonly type: string
  readonly message: string
  /** Positions in `RunData.operations` of the operations that contradict each other, in order of time. */
  readonly operations: readonly number[]
  /** The contradiction drawn for a terminal, line by line. */
  readonly story?: readonly string[]
  /** What of an operation contradicts the others, by its position in `RunData.operations`. */
  readonly notes: Readonly<Record<number, string>>
}

/** Messages that are in the journal and not in `RunData.messages`: those sent from `from` until before `to`. */
export interface OmittedMessages {
  readonly messages: number
  readonly from: Nanos
  readonly to: Nanos
}

/** A file of the run's folder: its path relative to that folder, with `/`, and its size in bytes. */
export interface RunFile {
  readonly path: string
  readonly bytes: number
}

export interface RunData {
  /** Absolute path. */
  readonly folder: string
  readonly workload: string
  readonly seed: number | string
  /** How to run it again. */
  readonly replay: string
  readonly valid: Validity
  /** Why the verdict is `unknown`. */
  readonly reason?: string
  readonly cutShort?: string
  /** The end of the axis of time: the end of the run, or what happened last. */
  readonly duration: Nanos
  readonly anomalies: readonly RunAnomaly[]
  /** The figures of each checker, by its name. */
  readonly figures: Readonly<Record<string, unknown>>
  readonly stats: Statistics
  readonly network: NetworkStatistics
  /** What each fault did. */
  readonly faults: readonly FaultReport[]
  readonly problems: readonly Problem[]
  readonly problemCounts: Readonly<Record<string, number>>
  readonly options: Readonly<Record<string, unknown>>
  /** Clients' operations in order of invocation. */
  readonly operations: readonly RunOperation[]
  /** What the nemesis did, in order. */
  readonly events: readonly NemesisEvent[]
  /** Nodes in order of the options, services that were used, clients in order of their numbers; messages refer to positions here. */
  readonly endpoints: readonly RunEndpoint[]
  readonly messages: RunMessages
  /** Stretches of time whose messages are left out, because the journal has more than were asked for; in order, mostly none. */
  readonly omitted: readonly OmittedMessages[]
  /** When each fault was on. */
  readonly faultWindows: readonly FaultWindow[]
  /** When a node did not run: killed, crashed by itself, paused. */
  readonly downtimes: readonly Downtime[]
  readonly logs: readonly NodeLogText[]
  readonly files: readonly RunFile[]
}

export interface ReadRunOptions {
  /** How many messages to hold at most; those around the operations of the anomalies first, then those from the beginning. Default 100,000. */
  readonly messages?: number
  /** How many bytes of node logs to hold at most, all nodes together; the end of each. Default 4 MiB. */
  readonly logBytes?: number
}

/** A folder that holds no run, or one whose files cannot be read. */
export class NotARunError extends Error {
  override readonly name = 'NotARunError'
  constructor(message: string) {
    super(pointing('NotARunError', message))
  }
}

/** What results.json holds; written by `writeResults`. */
export interface RunResults {
  readonly valid: Validity
  readonly reason?: string
  readonly workload: string
  readonly seed: number | string
  readonly replay: string
  readonly anomalies: readonly {
    readonly type: string
    readonly message: string
    readonly operations: readonly { readonly index: number }[]
    readonly story?: readonly string[]
    readonly notes?: Readonly<Record<number, string>>
  }[]
  readonly figures: Readonly<Record<string, unknown>>
  readonly stats: Statistics
  readonly network: NetworkStatistics
  readonly faults: readonly FaultReport[]
  readonly problems: readonly Problem[]
  readonly problemCounts: Readonly<Record<string, number>>
  readonly cutShort?: string
  readonly durationNanos: Nanos
  readonly options: Readonly<Record<string, unknown>>
}

/** Reads results.json of a run. Throws NotARunError. */
export function readResults(folder: string): RunResults {
  const path = join(folder, 'results.json')
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new NotARunError(
      `${folder} holds no finished run: results.json cannot be read (${error instanceof Error ? error.message : String(error)})`,
    )
  }
  try {
    const results = parseJson(text) as RunResults
    if (typeof results === 'object' && results !== null && 'valid' in results && 'durationNanos' in results)
      return results
  } catch {
    // Told below.
  }
  throw new NotARunError(`${path} is not what a run writes there; delete the folder, or run the test again`)
}

/** Reads a run back from its folder. Throws NotARunError when there is none. */
export function readRun(folder: string, { messages = 100_000, logBytes = 4 << 20 }: ReadRunOptions = {}): RunData {
  const results = readResults(folder)
  const { operations, events, byIndex } = readOperations(join(folder, 'history.jsonl'))
  const anomalies = results.anomalies.map(({ type, message, operations: evidence, story, notes = {} }) => ({
    type,
    message,
    operations: positions(evidence, byIndex),
    ...(story === undefined ? {} : { story }),
    notes: Object.fromEntries(
      Object.entries(notes).flatMap(([index, note]) => {
        const position = byIndex.get(Number(index))
        return position === undefined ? [] : [[position, note]]
      }),
    ),
  }))
  const nodes = (results.options.nodes ?? []) as readonly string[]
  const endpoints = new Endpoints(nodes)
  const journal = join(folder, 'messages.jsonl')
  const bytes = existsSync(journal) ? statSync(journal).size : 0
  const end = results.durationNanos
  const stretches = chooseStretches(journal, bytes, messages, end, focusOf(anomalies, operations))
  const { messages: held, omitted, last } = readMessages(journal, stretches, messages, end, endpoints)
  const duration = Math.max(
    results.durationNanos,
    last,
    operations.reduce((end, { invoked, completed }) => Math.max(end, completed ?? invoked), 0),
  )
  return {
    folder,
    workload: results.workload,
    seed: results.seed,
    replay: results.replay,
    valid: results.valid,
    ...(results.reason === undefined ? {} : { reason: results.reason }),
    ...(results.cutShort === undefined ? {} : { cutShort: results.cutShort }),
    duration,
    anomalies,
    figures: results.figures,
    stats: results.stats,
    network: results.network,
    faults: results.faults,
    problems: results.problems,
    problemCounts: results.problemCounts,
    options: results.options,
    operations,
    events,
    endpoints: endpoints.all,
    messages: held,
    omitted,
    faultWindows: faultWindows(events, duration),
    downtimes: downtimes(events, results.problems, held, endpoints.all, duration),
    logs: readLogs(folder, logBytes),
    files: filesOf(folder),
  }
}

/** The operations of some evidence as positions, each once; those of the nemesis have none. */
function positions(
  evidence: readonly { readonly index: number }[],
  byIndex: ReadonlyMap<number, number>,
): readonly number[] {
  const found = evidence.map(({ index }) => byIndex.get(index)).filter(position => position !== undefined)
  return [...new Set(found)].sort((a, b) => a - b)
}

/** Where to look first: at each operation of the first anomalies, then at all that happened between them. */
function focusOf(anomalies: readonly RunAnomaly[], operations: readonly RunOperation[]): Stretch[] {
  const each = anomalies.slice(0, 10).map(({ operations: evidence }) =>
    evidence.map(position => {
      const { invoked, completed } = operations[position]!
      return { from: invoked, to: completed ?? invoked }
    }),
  )
  const around = each
    .filter(stretches => stretches.length > 0)
    .map(stretches =>
      stretches.reduce((all, { from, to }) => ({ from: Math.min(all.from, from), to: Math.max(all.to, to) })),
    )
  return [...each.flat(), ...around]
}

/** The files of a run, those of node-logs included. */
export function filesOf(folder: string): RunFile[] {
  const list = (prefix: string): RunFile[] =>
    readdirSync(join(folder, prefix), { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap(entry => {
        const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
        if (entry.isDirectory()) return path === 'node-logs' ? list(path) : []
        return entry.isFile() ? [{ path, bytes: statSync(join(folder, path)).size }] : []
      })
  return list('')
}
