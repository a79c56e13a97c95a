/** A run's folder: the history in two formats, the messages, the results, the logs. */

import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatEdn, HistoryParseError, readHistory as readHistoryFile } from '@jepsen-ts/history'
import { stringify as stringifyLossless } from 'lossless-json'
import type { Verdict } from '../checkers/verdict.ts'
import { pointing } from '../explanations/pointer.ts'
import { formatJson } from '../network/message.ts'
import type { History } from './history.ts'
import type { Operation } from './operation.ts'
import { pruneRuns } from './prune.ts'

/** Longer names make paths that some systems refuse. */
const LONGEST_NAME = 80

/** A name that every file system takes: letters, digits, dots, dashes. One that is cut ends in a hash of the whole, so that two long names stay two. */
export function fileName(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}._]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  if (plain.length <= LONGEST_NAME) return plain || 'unnamed'
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 6)
  return `${plain.slice(0, LONGEST_NAME - hash.length - 1)}-${hash}`
}

/** Folders of this process's runs: two runs of one test, which may have the same seed, must not write into the same one. */
const made = new Set<string>()

/**
 * Makes an empty folder for a run; what a run with the same seed left there when the test ran before is replaced. Of the other runs of that test the newest
 * stay, so that there are `keep` with this one.
 */
export function makeRunFolder(
  root: string,
  path: readonly string[],
  seed: number | string,
  keep = Number.POSITIVE_INFINITY,
): string {
  const parent = join(root, ...path.map(fileName))
  let folder = join(parent, fileName(String(seed)))
  for (let n = 2; made.has(folder); n++) folder = join(parent, fileName(`${seed}-${n}`))
  made.add(folder)
  rmSync(folder, { recursive: true, force: true })
  pruneRuns(parent, keep - 1, made)
  mkdirSync(join(folder, 'node-logs'), { recursive: true })
  return folder
}

/** One operation a line. */
export function formatHistory(operations: readonly Operation[]): string {
  return operations.map(operation => `${formatJson(operation)}\n`).join('')
}

/** Operations that are written at once: the text of all of them may be longer than one string can be. */
const WRITTEN_AT_ONCE = 10_000

function writeOperations(
  path: string,
  operations: readonly Operation[],
  format: (operations: readonly Operation[]) => string,
): void {
  const file = openSync(path, 'w')
  try {
    for (let from = 0; from < operations.length; from += WRITTEN_AT_ONCE)
      writeFileSync(file, format(operations.slice(from, from + WRITTEN_AT_ONCE)))
  } finally {
    closeSync(file)
  }
}

/** Writes history.jsonl, history.edn and results.json. */
export function writeResults(folder: string, history: History, verdict: Verdict): void {
  const { operations } = history
  writeOperations(join(folder, 'history.jsonl'), operations, formatHistory)
  writeOperations(join(folder, 'history.edn'), operations, part => formatEdn(part as Parameters<typeof formatEdn>[0]))
  const { workload, seed, options, stats, network, faults, problems, problemCounts, cutShort, duration, replay } =
    history
  const results = {
    valid: verdict.valid,
    ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
    workload,
    seed,
    replay,
    anomalies: verdict.anomalies,
    figures: verdict.figures,
    stats,
    network,
    faults,
    problems,
    problemCounts,
    ...(cutShort === undefined ? {} : { cutShort }),
    durationNanos: duration,
    options,
  }
  writeFileSync(join(folder, 'results.json'), `${formatIndented(results)}\n`)
}

function formatIndented(value: unknown): string {
  try {
    return JSON.stringify(value, null, 2)
  } catch {
    // Whole numbers beyond 2^53, which JSON.stringify refuses.
    return stringifyLossless(value, null, 2)!
  }
}

/**
 * Reads a history back: our `history.jsonl`, or EDN, Jepsen's own `history.edn` included.
 * @throws {HistoryParseError} when it is none.
 */
export function readHistory(path: string): Operation[] {
  try {
    return readHistoryFile(path) as unknown as Operation[]
  } catch (error) {
    // The package that reads histories knows nothing of our docs.
    if (error instanceof HistoryParseError) error.message = pointing('HistoryParseError', error.message)
    throw error
  }
}
