// The oracle of the property tests: a small transactional store that gives exactly one isolation level, driven step by
// step by a seed, and that records what its clients saw. It shares no code with the checkers.

import type { Operation } from '../src/history.ts'

export type Level = 'serial' | 'strict' | 'snapshot' | 'repeatable-read' | 'read-committed' | 'read-uncommitted'
export type Workload = 'list-append' | 'rw-register'

export interface StoreOptions {
  readonly level: Level
  readonly workload: Workload
  readonly seed: number
  readonly transactions: number
  readonly processes: number
  readonly keys: number
  /** How likely the outcome of a transaction stays unknown, or it is aborted although nothing is in its way. */
  readonly lossy: number
}

type Mop = [f: string, key: number, value: unknown]
type Value = number[] | number | null

interface Running {
  process: number
  mops: Mop[]
  result: Mop[]
  /** What the transaction sees and has not committed, by key. */
  own: Map<number, Value>
  snapshot: Map<number, { value: Value; version: number }>
  locks: Set<number>
  began: boolean
}

/** mulberry32: small, and good enough to shuffle with. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A history of transactions against a store of the given level. */
export function simulate(options: StoreOptions): Operation[] {
  return options.level === 'serial' ? serialHistory(options) : interleavedHistory(options)
}

class Generator {
  private readonly written = new Map<number, number>()
  private readonly random: () => number
  private readonly options: StoreOptions
  constructor(random: () => number, options: StoreOptions) {
    this.random = random
    this.options = options
  }

  transaction(): Mop[] {
    return Array.from({ length: 1 + Math.floor(this.random() * 4) }, (): Mop => {
      const key = Math.floor(this.random() * this.options.keys)
      if (this.random() < 0.5) return ['r', key, null]
      const value = (this.written.get(key) ?? 0) + 1
      this.written.set(key, value)
      return [this.options.workload === 'list-append' ? 'append' : 'w', key, value]
    })
  }
}

function written(mop: Mop, before: Value): Value {
  return mop[0] === 'append' ? [...((before as number[] | null) ?? []), mop[2] as number] : (mop[2] as number)
}

function seen(value: Value): Value {
  return Array.isArray(value) ? [...value] : value
}

/** One transaction after the other, in an order that has nothing to do with when clients asked for them. */
function serialHistory(options: StoreOptions): Operation[] {
  const random = randomFrom(options.seed)
  const generator = new Generator(random, options)
  const store = new Map<number, Value>()
  const executed = Array.from({ length: options.transactions }, () => {
    const mops = generator.transaction()
    const result = mops.map((mop): Mop => {
      if (mop[0] === 'r') return ['r', mop[1], seen(store.get(mop[1]) ?? null)]
      store.set(mop[1], written(mop, store.get(mop[1]) ?? null))
      return mop
    })
    return { mops, result }
  })
  for (let i = executed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[executed[i], executed[j]] = [executed[j]!, executed[i]!]
  }
  return executed.flatMap(({ mops, result }, i): Operation[] => [
    { index: 2 * i, type: 'invoke', process: i % options.processes, f: 'txn', value: mops },
    { index: 2 * i + 1, type: 'ok', process: i % options.processes, f: 'txn', value: result },
  ])
}

/** Transactions whose operations interleave as the level allows; what is in another's way is aborted at once. */
function interleavedHistory(options: StoreOptions): Operation[] {
  const { level } = options
  const random = randomFrom(options.seed)
  const generator = new Generator(random, options)
  const committed = new Map<number, { value: Value; version: number }>()
  const writeLocks = new Map<number, Running>()
  const readLocks = new Map<number, Set<Running>>()
  const running: Running[] = []
  const history: Operation[] = []
  let nextProcess = options.processes
  const idle = Array.from({ length: options.processes }, (_, process) => process)
  let started = 0

  const record = (type: Operation['type'], process: number, value: unknown): void => {
    history.push({ index: history.length, time: history.length, type, process, f: 'txn', value })
  }
  const current = (key: number) => committed.get(key) ?? { value: null, version: 0 }

  while (started < options.transactions || running.length > 0) {
    const at = Math.floor(random() * options.processes)
    const transaction = running[at]
    if (!transaction) {
      if (started === options.transactions || idle.length === 0) continue
      started++
      const mops = generator.transaction()
      const process = idle.splice(Math.floor(random() * idle.length), 1)[0]!
      record('invoke', process, mops)
      running.push({ process, mops, result: [], own: new Map(), snapshot: new Map(), locks: new Set(), began: false })
      continue
    }
    if (!transaction.began) {
      transaction.began = true
      if (level === 'snapshot') transaction.snapshot = new Map(committed)
      continue
    }
    let alive = true
    if (level === 'strict') while (transaction.result.length < transaction.mops.length) step(transaction)
    if (transaction.result.length < transaction.mops.length) {
      alive = step(transaction)
      if (alive) continue
    }
    const known = random() >= options.lossy
    const commits = alive && canCommit(transaction) && (known || random() < 0.5)
    if (commits) commit(transaction)
    release(transaction)
    running.splice(at, 1)
    const outcome = !known ? 'info' : commits ? 'ok' : 'fail'
    record(outcome, transaction.process, outcome === 'ok' ? transaction.result : transaction.mops)
    idle.push(outcome === 'info' ? nextProcess++ : transaction.process)
  }
  return history

  /** One operation of a transaction, or false if another is in its way. */
  function step(transaction: Running): boolean {
    const mop = transaction.mops[transaction.result.length]!
    const [f, key] = mop
    const own = transaction.own.get(key)
    if (f === 'r') {
      if (level === 'repeatable-read') {
        if (writeLocks.has(key) && writeLocks.get(key) !== transaction) return false
        readLocks.set(key, (readLocks.get(key) ?? new Set()).add(transaction))
      }
      transaction.result.push(['r', key, seen(own !== undefined ? own : visible(transaction, key))])
      return true
    }
    if (level !== 'snapshot' && level !== 'strict') {
      if (writeLocks.has(key) && writeLocks.get(key) !== transaction) return false
      const readers = readLocks.get(key) ?? new Set()
      if (level === 'repeatable-read' && [...readers].some(other => other !== transaction)) return false
      writeLocks.set(key, transaction)
    }
    transaction.own.set(key, written(mop, own !== undefined ? own : visible(transaction, key)))
    transaction.result.push(mop)
    return true
  }

  function visible(transaction: Running, key: number): Value {
    if (level === 'snapshot') return transaction.snapshot.get(key)?.value ?? null
    const writer = writeLocks.get(key)
    if (level === 'read-uncommitted' && writer?.own.has(key)) return writer.own.get(key) ?? null
    return current(key).value
  }

  function canCommit(transaction: Running): boolean {
    if (level !== 'snapshot') return true
    return [...transaction.own.keys()].every(
      key => (transaction.snapshot.get(key)?.version ?? 0) === current(key).version,
    )
  }

  function commit(transaction: Running): void {
    for (const [key, value] of transaction.own) committed.set(key, { value, version: current(key).version + 1 })
  }

  function release(transaction: Running): void {
    for (const [key, holder] of writeLocks) if (holder === transaction) writeLocks.delete(key)
    for (const holders of readLocks.values()) holders.delete(transaction)
  }
}
