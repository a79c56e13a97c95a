// When the versions of each key were established and last met, and which of them Elle puts in order with linearizable keys.
//
// Elle walks the real-time order from each transaction to the nearest ones that touch the same key, past all that do not;
// with some concurrency that is nearly every later one. nearestVersionPairs does just that, for the versions that
// matter. For whole histories there is the implicit form of linearizable.ts.

import { OK, type Transactions } from '../history.ts'
import { NONE, type Registers } from './read.ts'

/** What a transaction leaves behind as the version of a key, for those after it. */
export function versionAfter({ touchRead, touchWrite }: Registers, touch: number): number {
  return touchWrite[touch] !== NONE ? touchWrite[touch]! : touchRead[touch]!
}

/** What a transaction meets as the version of a key, from those before it. */
export function versionBefore({ touchRead, touchWrite, touchKey, initial }: Registers, touch: number): number {
  const read = touchRead[touch]!
  if (read === NONE) return touchWrite[touch]!
  return read === initial[touchKey[touch]!] && touchWrite[touch] !== NONE ? touchWrite[touch]! : read
}

export class KeyTimelines {
  readonly registers: Registers
  readonly transactions: Transactions
  /** The touches of key k are touches[keyStart[k]] … in order of transactions. */
  readonly keyStart: Int32Array
  readonly touches: Int32Array
  readonly transactionOf: Int32Array
  /** For each version, the first completion that established it and the last invocation that met it; -1: none. */
  readonly established: Int32Array
  readonly met: Int32Array
  /** The committed readers of each version: readers[readerStart[v]] … */
  readonly readerStart: Int32Array
  readonly readers: Int32Array
  private readonly passed: Int32Array
  private round = 0
  private events: { vertexAt: Int32Array; kind: Uint8Array; firstNewCompletion: Int32Array } | undefined

  constructor(transactions: Transactions, registers: Registers) {
    this.transactions = transactions
    this.registers = registers
    const { touchKey, touchStart, touchRead, versionCount } = registers
    const count = touchKey.length
    this.transactionOf = new Int32Array(count)
    this.passed = new Int32Array(transactions.count)
    for (let t = 0; t < transactions.count; t++) {
      for (let touch = touchStart[t]!; touch < touchStart[t + 1]!; touch++) this.transactionOf[touch] = t
    }
    this.keyStart = countingOffsets(registers.keys.values.length, count, touch => touchKey[touch]!)
    this.touches = countingFill(
      this.keyStart,
      count,
      touch => touchKey[touch]!,
      touch => touch,
    )
    this.established = new Int32Array(versionCount).fill(-1)
    this.met = new Int32Array(versionCount).fill(-1)
    for (let touch = 0; touch < count; touch++) {
      const t = this.transactionOf[touch]!
      if (transactions.type[t] === OK) {
        const version = versionAfter(registers, touch)
        const completed = transactions.completedAt[t]!
        if (this.established[version] === -1 || completed < this.established[version]!)
          this.established[version] = completed
      }
      const version = versionBefore(registers, touch)
      if (transactions.invokedAt[t]! > this.met[version]!) this.met[version] = transactions.invokedAt[t]!
    }
    const readOf = (touch: number): number => (touchRead[touch] === NONE ? -1 : touchRead[touch]!)
    this.readerStart = countingOffsets(versionCount, count, readOf)
    this.readers = countingFill(this.readerStart, count, readOf, touch => this.transactionOf[touch]!)
  }

  /**
   * The pairs of versions of a key that Elle would put in order, each once, from those that pass the first test to those that
   * pass the second.
   */
  nearestVersionPairs(
    key: number,
    isFrom: (version: number) => boolean,
    isTo: (version: number) => boolean,
  ): (readonly [from: number, to: number])[] {
    const { transactions, registers, keyStart, touches, transactionOf } = this
    const touchOf = new Map<number, number>()
    let lastInvocation = -1
    for (let i = keyStart[key]!; i < keyStart[key + 1]!; i++) {
      const t = transactionOf[touches[i]!]!
      touchOf.set(t, touches[i]!)
      if (isTo(versionBefore(registers, touches[i]!)))
        lastInvocation = Math.max(lastInvocation, transactions.invokedAt[t]!)
    }
    const found = new Map<number, Set<number>>()
    for (const [t, touch] of touchOf) {
      if (transactions.type[t] !== OK) continue
      const from = versionAfter(registers, touch)
      if (!isFrom(from)) continue
      for (const next of this.nearest(t, touchOf, lastInvocation)) {
        const to = versionBefore(registers, touchOf.get(next)!)
        if (from === to || !isTo(to)) continue
        if (!found.has(from)) found.set(from, new Set())
        found.get(from)!.add(to)
      }
    }
    return [...found].flatMap(([from, all]) => [...all].map(to => [from, to] as const))
  }

  /**
   * The transactions touching the key that can be reached from `t` in the reduced real-time order without passing another
   * such one. The successors of an instant in that order are what begins before anything that began later completes.
   */
  private nearest(t: number, touchOf: ReadonlyMap<number, number>, lastInvocation: number): number[] {
    this.events ??= this.readEvents()
    const { vertexAt, kind, firstNewCompletion } = this.events
    const found: number[] = []
    const { ok, completedAt } = this.transactions
    let reach = firstNewCompletion[completedAt[t]!]!
    // Until when something that was passed is still open, and what follows it may yet be reached.
    let open = -1
    const round = ++this.round
    for (let position = completedAt[t]! + 1; position <= lastInvocation; position++) {
      if (position >= reach && position > open) break
      const vertex = vertexAt[position]!
      if (kind[position] === INVOCATION) {
        if (position >= reach) continue
        if (touchOf.has(vertex)) found.push(vertex)
        else if (ok[vertex] === 1) {
          this.passed[vertex] = round
          open = Math.max(open, completedAt[vertex]!)
        }
      } else if (kind[position] === COMPLETION && this.passed[vertex] === round) {
        reach = Math.max(reach, firstNewCompletion[position]!)
      }
    }
    return found
  }

  private readEvents() {
    const { invokedAt, completedAt, ok, count } = this.transactions
    let length = 0
    for (let v = 0; v < count; v++) length = Math.max(length, invokedAt[v]! + 1, completedAt[v]! + 1)
    const vertexAt = new Int32Array(length).fill(-1)
    const kind = new Uint8Array(length)
    for (let v = 0; v < count; v++) {
      if (invokedAt[v]! >= 0) {
        vertexAt[invokedAt[v]!] = v
        kind[invokedAt[v]!] = INVOCATION
      }
      if (ok[v] === 1) {
        vertexAt[completedAt[v]!] = v
        kind[completedAt[v]!] = COMPLETION
      }
    }
    // For each position, the first completion of what was invoked after it.
    const firstNewCompletion = new Int32Array(length)
    let first = 2 ** 31 - 1
    for (let position = length - 1; position >= 0; position--) {
      firstNewCompletion[position] = first
      const v = vertexAt[position]!
      if (kind[position] === INVOCATION && ok[v] === 1) first = Math.min(first, completedAt[v]!)
    }
    return { vertexAt, kind, firstNewCompletion }
  }

  /** When the versions of a key were established and last met, in order of time. */
  happenings(versions: readonly number[]): Happening[] {
    const all: Happening[] = []
    for (const version of versions) {
      if (this.established[version]! >= 0) all.push({ at: this.established[version]!, version, established: true })
      if (this.met[version]! >= 0) all.push({ at: this.met[version]!, version, established: false })
    }
    return all.sort((a, b) => a.at - b.at)
  }

  /** A version that was still met after it had been established: at all times between, it was what the key held. */
  isSettled(version: number): boolean {
    return this.established[version]! >= 0 && this.established[version]! < this.met[version]!
  }

  versionsByKey(): number[][] {
    const byKey: number[][] = this.registers.keys.values.map(() => [])
    this.registers.keyOf.forEach((key, version) => {
      byKey[key]!.push(version)
    })
    return byKey
  }
}

const INVOCATION = 1
const COMPLETION = 2

/** That a version was established, or met, at a position of the history. */
export interface Happening {
  readonly at: number
  readonly version: number
  readonly established: boolean
}

function countingOffsets(size: number, count: number, bucket: (i: number) => number): Int32Array {
  const offsets = new Int32Array(size + 1)
  for (let i = 0; i < count; i++) if (bucket(i) >= 0) offsets[bucket(i) + 1]!++
  for (let b = 0; b < size; b++) offsets[b + 1]! += offsets[b]!
  return offsets
}

function countingFill(
  offsets: Int32Array,
  count: number,
  bucket: (i: number) => number,
  value: (i: number) => number,
): Int32Array {
  const next = offsets.slice(0, -1)
  const filled = new Int32Array(offsets.at(-1)!)
  for (let i = 0; i < count; i++) if (bucket(i) >= 0) filled[next[bucket(i)]!++] = value(i)
  return filled
}
