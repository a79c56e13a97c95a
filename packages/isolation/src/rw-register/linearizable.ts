// What linearizable keys tell of the order of versions and of transactions, as relations that stay implicit: version v comes
// before v' if the earliest completion that established v precedes the latest invocation of an operation that met v', which
// per key is a line of instants.

import { type CompactSink, type ImplicitEdges, type Members, RW, WW } from '../graph/index.ts'
import type { Happening, KeyTimelines } from './key-timelines.ts'
import { NONE } from './read.ts'

/** Bit of version edges that come from linearizable keys. */
export const LINEARIZABLE = 16

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
      const isMember = (version: number): boolean => members.has(version)
      for (const [from, to] of this.timelines.nearestVersionPairs(key, isMember, isMember)) emit(from, to, LINEARIZABLE)
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
    const isWritten = (version: number): boolean =>
      registers.writer[version] !== NONE && members.has(registers.writer[version]!)
    const isKnown = (version: number): boolean =>
      isWritten(version) ||
      readers.subarray(readerStart[version]!, readerStart[version + 1]!).some(reader => members.has(reader))
    for (const key of keys) {
      for (const [from, to] of this.timelines.nearestVersionPairs(key, isKnown, isWritten)) {
        const writer = registers.writer[to]!
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
