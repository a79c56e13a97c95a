/** What clients of a replicated log do, after jepsen.tests.kafka: in the main phase, and in the final one. */

import type { Draft, Generator, Worker } from '../generators/generator.ts'
import { type TransactionOptions, transactions } from '../generators/transactions.ts'
import type { Operation } from '../history/operation.ts'
import { CRASH } from '../history/pairing.ts'
import type { Random } from '../random.ts'
import { MILLISECOND, type Nanos, SECOND } from '../time/clock.ts'

/** How likely an operation is replaced by an assignment of its keys, so that readers move about. */
const ASSIGN_PROBABILITY = 1 / 64
/** How likely an assignment takes in all keys that hold messages which nobody has polled yet. */
const UNSEEN_PROBABILITY = 1 / 3
/** How likely a client that could poll takes on such keys at once, besides its own: the reference's readers follow a short run too slowly. */
const FOLLOW_PROBABILITY = 1 / 8
/** Keys that a client keeps when it takes on others. */
const KEPT_KEYS = 16
/** Each client crashes about this often. */
const CRASH_INTERVAL = 30 * SECOND

/** Highest offsets by key. */
type Offsets = Map<string, number>

function raise(offsets: Offsets, key: string, offset: number): void {
  if (offset > (offsets.get(key) ?? -1)) offsets.set(key, offset)
}

/** What operations that ended ok have told of the log. */
class Knowledge {
  readonly keys = new Set<string>()
  readonly sent: Offsets = new Map()
  readonly polled: Offsets = new Map()
  /** Keys with messages that nobody has polled. */
  readonly unseen = new Set<string>()

  observe({ type, f, value }: Operation): void {
    if (type !== 'ok' || !Array.isArray(value)) return
    if (f === 'assign') for (const key of value as string[]) this.keys.add(key)
    if (f !== 'send' && f !== 'poll') return
    for (const [kind, first, second] of value as (readonly [string, unknown, unknown])[]) {
      if (kind === 'send') this.#sent(first as string, (second as readonly [number, unknown])[0])
      else eachLast(first, (key, offset) => this.#polled(key, offset))
    }
  }

  #sent(key: string, offset: number): void {
    this.keys.add(key)
    raise(this.sent, key, offset)
    if (offset > (this.polled.get(key) ?? -1)) this.unseen.add(key)
  }

  #polled(key: string, offset: number): void {
    raise(this.polled, key, offset)
    if (this.polled.get(key)! >= (this.sent.get(key) ?? -1)) this.unseen.delete(key)
  }
}

/** Calls back with the highest offset of each key that a poll returned. */
function eachLast(messages: unknown, visit: (key: string, offset: number) => void): void {
  for (const [key, pairs] of Object.entries(
    (messages ?? {}) as Record<string, readonly (readonly [number, unknown])[]>,
  )) {
    if (pairs.length > 0)
      visit(
        key,
        pairs.reduce((highest, [offset]) => Math.max(highest, offset), -1),
      )
  }
}

/** Sends, polls, assignments and crashes, for ever. Every process begins with an assignment. */
export function logOperations(
  options: Omit<TransactionOptions, 'random'>,
  concurrency: number,
  random: Random,
): Generator {
  const next = transactions({ ...options, minTxnLength: 1, maxTxnLength: 1, random })
  const knowledge = new Knowledge()
  const assigned = new Map<number, readonly string[]>()
  let crashDue: Nanos | undefined
  return {
    next({ process }, now): Draft {
      crashDue ??= now + random.exponential(CRASH_INTERVAL / concurrency)
      if (now >= crashDue) {
        crashDue = now + random.exponential(CRASH_INTERVAL / concurrency)
        return { f: CRASH, value: null }
      }
      const [operation] = next()
      const key = String(operation!.key)
      const own = assigned.get(process)
      if (own === undefined || random.chance(ASSIGN_PROBABILITY)) {
        return {
          f: 'assign',
          value: [...new Set([key, ...(random.chance(UNSEEN_PROBABILITY) ? knowledge.unseen : [])])],
        }
      }
      if (operation!.kind === 'write') return { f: 'send', value: [['send', key, operation!.value]] }
      const missed = [...knowledge.unseen].filter(key => !own.includes(key))
      if (missed.length > 0 && random.chance(FOLLOW_PROBABILITY)) {
        return { f: 'assign', value: [...own.slice(-KEPT_KEYS), ...missed] }
      }
      return { f: 'poll', value: [['poll']] }
    },
    observe(completion) {
      knowledge.observe(completion)
      const { f, type, process, value } = completion
      if (f === 'assign' && type === 'ok') assigned.set(process as number, value as readonly string[])
    },
  }
}

/** Pauses between two polls of the final phase that brought nothing new. */
const PAUSES = [5, 20, 50, 100, 200].map(milliseconds => milliseconds * MILLISECOND)

interface FinalReader {
  process: number
  stage: 'crash' | 'assign' | 'poll'
  /** The highest offset that this process has polled of each key. */
  readonly polled: Offsets
  /** Polls in a row that brought nothing. */
  idle: number
  notBefore: Nanos
}

/**
 * Each client crashes, is assigned all keys from their beginning, and polls until it has seen the highest offset that is known of each of
 * them, or until the time is up.
 */
export function finalReads(history: readonly Operation[], patience: Nanos): Generator {
  const knowledge = new Knowledge()
  for (const operation of history) knowledge.observe(operation)
  const readers = new Map<number, FinalReader>()
  let deadline: Nanos | undefined
  let clock: Nanos = 0

  /** The worker's reader; a new process starts again, for it knows nothing of what the old one read. */
  const readerOf = ({ thread, process }: Worker): FinalReader => {
    const known = readers.get(thread)
    if (known?.process === process) return known
    const stage = known === undefined ? 'crash' : 'assign'
    const fresh = { process, stage, polled: new Map(), idle: 0, notBefore: 0 } satisfies FinalReader
    readers.set(thread, fresh)
    return fresh
  }
  const done = ({ polled }: FinalReader): boolean => {
    for (const offsets of [knowledge.sent, knowledge.polled]) {
      for (const [key, offset] of offsets) if ((polled.get(key) ?? -1) < offset) return false
    }
    return true
  }
  return {
    next(worker, now) {
      deadline ??= now + patience
      clock = now
      const reader = readerOf(worker)
      if (reader.stage === 'crash') return { f: CRASH, value: null, final: true }
      if (now >= deadline) return undefined
      if (now < reader.notBefore) return Math.min(reader.notBefore, deadline)
      if (reader.stage === 'assign') return { f: 'assign', value: [...knowledge.keys], final: true }
      return done(reader) ? undefined : { f: 'poll', value: [['poll']], final: true }
    },
    observe(completion) {
      knowledge.observe(completion)
      const { process, type, f, value } = completion
      const reader = [...readers.values()].find(reader => reader.process === process)
      if (reader === undefined || type === 'info') return
      let progress = false
      if (type === 'ok' && f === 'assign') {
        reader.stage = 'poll'
        progress = true
      }
      if (type === 'ok' && f === 'poll') {
        for (const [, messages] of value as (readonly [string, unknown])[]) {
          eachLast(messages, (key, offset) => {
            progress ||= offset > (reader.polled.get(key) ?? -1)
            raise(reader.polled, key, offset)
          })
        }
      }
      reader.idle = progress ? 0 : reader.idle + 1
      if (!progress) reader.notBefore = clock + PAUSES[Math.min(reader.idle, PAUSES.length) - 1]!
    },
  }
}
