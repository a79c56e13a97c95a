/**
 * The last reads of a store of transactions: one client of each node reads every key, and reads again those on which nodes differ, until none is left
 * or the time is up. What all of them see in the end is the last version of a key.
 */

import { type Draft, type Generator, LATER, type Worker } from '../generators/generator.ts'
import type { Operation } from '../history/operation.ts'
import { canonicalText } from '../json.ts'
import { MILLISECOND, type Nanos } from '../time/clock.ts'

/** Keys that one transaction reads, as in Elle. */
const BATCH = 8
/** Between two rounds, and before a transaction that failed is tried again. */
const SHORTEST_PAUSE = 5 * MILLISECOND
const LONGEST_PAUSE = 200 * MILLISECOND

interface Reader {
  readonly thread: number
  process: number
  /** Keys that are still to be read in this round. */
  queue: unknown[]
  /** Those that are being read. */
  asked: readonly unknown[]
  /** What was read last, by key. */
  readonly seen: Map<string, string>
  notBefore: Nanos
}

/** @param patience how long nodes that differ are asked again */
export function finalTransactions(history: readonly Operation[], patience: Nanos): Generator {
  const keys = keysIn(history)
  const readers = new Map<string, Reader>()
  let deadline: Nanos | undefined
  let pause = SHORTEST_PAUSE
  let done = keys.length === 0

  /** The first worker that asks on behalf of a node reads for it. */
  const readerOf = ({ node, thread, process }: Worker): Reader => {
    const known = readers.get(node)
    if (known !== undefined) return known
    const fresh = { thread, process, queue: [...keys], asked: [], seen: new Map(), notBefore: 0 } satisfies Reader
    readers.set(node, fresh)
    return fresh
  }
  const nextRound = (now: Nanos): void => {
    const [first, ...others] = [...readers.values()]
    const differs = (key: unknown) => {
      const id = canonicalText(key)
      const value = first!.seen.get(id)
      return value === undefined || others.some(({ seen }) => seen.get(id) !== value)
    }
    const disputed = keys.filter(differs)
    done = disputed.length === 0
    for (const reader of readers.values()) {
      reader.queue = [...disputed]
      reader.notBefore = now + pause
    }
    pause = Math.min(pause * 1.5, LONGEST_PAUSE)
  }
  const idle = ({ queue, asked }: Reader) => queue.length === 0 && asked.length === 0

  return {
    next(worker, now): Draft | Nanos | undefined {
      deadline ??= now + patience
      const reader = readerOf(worker)
      if (reader.thread === worker.thread && [...readers.values()].every(idle)) nextRound(now)
      if (done || reader.thread !== worker.thread || now >= deadline) return undefined
      if (reader.queue.length === 0) return LATER
      if (now < reader.notBefore) return Math.min(reader.notBefore, deadline)
      reader.process = worker.process
      reader.asked = reader.queue.splice(0, BATCH)
      return { f: 'txn', value: reader.asked.map(key => ['r', key, null]), final: true }
    },
    observe({ process, type, time, value }) {
      const reader = [...readers.values()].find(reader => reader.process === process && reader.asked.length > 0)
      if (reader === undefined) return
      if (type === 'ok') {
        for (const [, key, read] of value as readonly (readonly unknown[])[])
          reader.seen.set(canonicalText(key), canonicalText(read))
      } else {
        reader.queue.unshift(...reader.asked)
        reader.notBefore = time + pause
      }
      reader.asked = []
    },
  }
}

/** Every key that a transaction named, in order. */
function keysIn(history: readonly Operation[]): unknown[] {
  const keys = new Map<string, unknown>()
  for (const { type, f, value } of history) {
    if (type !== 'invoke' || f !== 'txn' || !Array.isArray(value)) continue
    for (const [, key] of value as readonly (readonly unknown[])[]) {
      const id = canonicalText(key)
      if (!keys.has(id)) keys.set(id, key)
    }
  }
  return [...keys.values()]
}
