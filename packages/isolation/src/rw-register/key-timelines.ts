// What linearizable keys tell of the order of their versions: when one was established before another was last met.
//
// Elle derives such edges by walking the real-time order from each transaction to the nearest ones that touch the same key,
// past all that do not; with some concurrency that is nearly every later one. nearestVersionPairs does just that, for one
// key. For whole histories the relation stays implicit: version v comes before v' if the earliest completion that
// established v precedes the latest invocation of an operation that met v', which per key is a line of instants.

import { type CompactSink, type ImplicitEdges, type Members, RW, WW } from '../graph/index.ts'
import { OK, type Transactions } from '../history.ts'
import { NONE, type Registers } from './read.ts'

/** Bit of version edges that come from linearizable keys. */
export const LINEARIZABLE = 16

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
  private readonly pairs = new Map<number, readonly (readonly [number, number])[]>()
  private events: { vertexAt: Int32Array; kind: Uint8Array; firstNewCompletion: Int32Array } | undefined

  constructor(transactions: Transactions, registers: Registers) {
    this.transactions = transactions
    this.registers = registers
    const { touchKey, touchStart, touchRead, versionCount } = registers
    const count = touchKey.length
    this.transactionOf = new Int32Array(count)
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

  /** The pairs of versions of a key that Elle would put in order, each once. */
  nearestVersionPairs(key: number): readonly (readonly [number, number])[] {
    const known = this.pairs.get(key)
    if (known) return known
    const { transactions, registers, keyStart, touches, transactionOf } = this
    const touchOf = new Map<number, number>()
    let lastInvocation = -1
    for (let i = keyStart[key]!; i < keyStart[key + 1]!; i++) {
      const t = transactionOf[touches[i]!]!
      touchOf.set(t, touches[i]!)
      lastInvocation = Math.max(lastInvocation, transactions.invokedAt[t]!)
    }
    const found = new Map<number, Set<number>>()
    for (const [t, touch] of touchOf) {
      if (transactions.type[t] !== OK) continue
      const from = versionAfter(registers, touch)
      for (const next of this.nearest(t, touchOf, lastInvocation)) {
        const to = versionBefore(registers, touchOf.get(next)!)
        if (from === to) continue
        if (!found.has(from)) found.set(from, new Set())
        found.get(from)!.add(to)
      }
    }
    const pairs = [...found].flatMap(([from, all]) => [...all].map(to => [from, to] as const))
    this.pairs.set(key, pairs)
    return pairs
  }

  /**
   * The transactions touching the key that can be reached from `t` in the reduced real-time order without passing another
   * such one. The successors of an instant in that order are what begins before anything that began later completes.
   */
  private nearest(t: number, touchOf: ReadonlyMap<number, number>, lastInvocation: number): number[] {
    this.events ??= this.readEvents()
    const { vertexAt, kind, firstNewCompletion } = this.events
    const found: number[] = []
    const passed = new Set<number>()
    let reach = firstNewCompletion[this.transactions.completedAt[t]!]!
    for (let position = this.transactions.completedAt[t]! + 1; position <= lastInvocation; position++) {
      if (position >= reach && passed.size === 0) break
      const vertex = vertexAt[position]!
      if (kind[position] === INVOCATION && position < reach) {
        if (touchOf.has(vertex)) found.push(vertex)
        else if (this.transactions.ok[vertex] === 1) passed.add(vertex)
      } else if (kind[position] === COMPLETION && passed.delete(vertex)) {
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

export interface Happening {
  readonly at: number
  readonly version: number
  readonly established: boolean
}

/** The order of versions that linearizable keys tell, for the graph of versions. */
export class LinearizableVersions implements ImplicitEdges {
  readonly empty = false
  private readonly timelines: KeyTimelines

  constructor(timelines: KeyTimelines) {
    this.timelines = timelines
  }

  compact(sink: CompactSink): void {
    for (const versions of this.timelines.versionsByKey()) {
      lineOfInstants(
        this.timelines.happenings(versions),
        sink,
        version => [version],
        version => [version],
      )
    }
  }

  expand(members: Members, emit: (from: number, to: number, bits: number) => void): void {
    const keys = new Set(Array.from(members.vertices, version => this.timelines.registers.keyOf[version]!))
    for (const key of keys) {
      for (const [from, to] of this.timelines.nearestVersionPairs(key)) {
        if (members.has(from) && members.has(to)) emit(from, to, LINEARIZABLE)
      }
    }
  }
}

/** The dependencies between transactions that linearizable keys tell: who wrote or read v comes before who wrote v'. */
export class LinearizableDependencies implements ImplicitEdges {
  private readonly timelines: KeyTimelines

  constructor(timelines: KeyTimelines) {
    this.timelines = timelines
  }

  get empty(): boolean {
    const { established, met, registers } = this.timelines
    return this.timelines.versionsByKey().every(versions => {
      const first = versions.filter(v => established[v]! >= 0).sort((a, b) => established[a]! - established[b]!)
      return versions.every(v => {
        const before = first[0] === v ? first[1] : first[0]
        return registers.writer[v] === NONE || before === undefined || established[before]! >= met[v]!
      })
    })
  }

  compact(sink: CompactSink): void {
    const { registers, readerStart, readers } = this.timelines
    const writerOf = (version: number): number[] =>
      registers.writer[version] === NONE ? [] : [registers.writer[version]!]
    const knowing = (version: number): number[] => [
      ...writerOf(version),
      ...readers.subarray(readerStart[version]!, readerStart[version + 1]!),
    ]
    for (const versions of this.timelines.versionsByKey()) {
      const happenings = this.timelines.happenings(versions)
      if (this.contradictory(happenings)) lineOfInstants(happenings, sink, knowing, writerOf)
      else this.lineOfVersions(happenings, sink, knowing, writerOf)
    }
  }

  expand(members: Members, emit: (from: number, to: number, bits: number) => void): void {
    const { registers, readerStart, readers } = this.timelines
    const keys = new Set<number>()
    for (const t of members.vertices) {
      for (let touch = registers.touchStart[t]!; touch < registers.touchStart[t + 1]!; touch++)
        keys.add(registers.touchKey[touch]!)
    }
    for (const key of keys) {
      for (const [from, to] of this.timelines.nearestVersionPairs(key)) {
        const writer = registers.writer[to]!
        if (writer === NONE || !members.has(writer)) continue
        const before = registers.writer[from]!
        if (before !== NONE && before !== writer && members.has(before)) emit(before, writer, WW)
        for (let i = readerStart[from]!; i < readerStart[from + 1]!; i++) {
          const reader = readers[i]!
          if (reader !== writer && members.has(reader)) emit(reader, writer, RW)
        }
      }
    }
  }

  /** Whether a version was established and met while another was settled, so that each would come before the other. */
  private contradictory(happenings: readonly Happening[]): boolean {
    let settled = -1
    const during = new Map<number, number>()
    let stretch = 0
    for (const { version, established } of happenings) {
      if (this.timelines.isSettled(version)) {
        if (established) {
          if (settled >= 0) return true
          settled = version
        } else settled = -1
        stretch++
      } else if (settled >= 0) {
        if (during.get(version) === stretch) return true
        during.set(version, stretch)
      }
    }
    return false
  }

  /**
   * A line of instants in which a settled version takes the place of the instants during which it was settled: otherwise its
   * own readers would seem to come before its writer.
   */
  private lineOfVersions(
    happenings: readonly Happening[],
    sink: CompactSink,
    knowing: (version: number) => number[],
    writerOf: (version: number) => number[],
  ): void {
    let instant = -1
    let fresh = false // whether nothing has been ordered after this instant yet
    let settled: { before: number; after: number } | undefined
    for (const { version, established } of happenings) {
      if (this.timelines.isSettled(version)) {
        if (established) {
          settled = { before: sink.vertex(), after: sink.vertex() }
          if (instant >= 0) sink.edge(instant, settled.before)
          sink.edge(settled.before, settled.after)
          for (const t of writerOf(version)) sink.edge(settled.before, t)
          for (const t of knowing(version)) sink.edge(t, settled.after)
        } else {
          instant = settled!.after
          settled = undefined
          fresh = false
        }
      } else if (established) {
        if (!settled && !fresh) {
          const next = sink.vertex()
          if (instant >= 0) sink.edge(instant, next)
          instant = next
          fresh = true
        }
        for (const t of knowing(version)) sink.edge(t, settled ? settled.before : instant)
      } else {
        const from = settled ? settled.after : instant
        if (from >= 0) for (const t of writerOf(version)) sink.edge(from, t)
        if (!settled) fresh = false
      }
    }
  }
}

/** A line of instants: what is established reaches the next, and each reaches what is met after it. */
function lineOfInstants(
  happenings: readonly Happening[],
  sink: CompactSink,
  sources: (version: number) => readonly number[],
  targets: (version: number) => readonly number[],
): void {
  let instant = -1
  let fresh = false
  for (const { version, established } of happenings) {
    if (established) {
      if (!fresh) {
        const next = sink.vertex()
        if (instant >= 0) sink.edge(instant, next)
        instant = next
        fresh = true
      }
      for (const source of sources(version)) sink.edge(source, instant)
    } else {
      if (instant >= 0) for (const target of targets(version)) sink.edge(instant, target)
      fresh = false
    }
  }
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
