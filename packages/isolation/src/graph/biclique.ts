// Everything on one side before everything on the other, in as many edges as there are vertices instead of their product.

import type { CompactSink, ImplicitEdges, Members } from './graph.ts'

/**
 * Groups of edges "every source before every target": group g has the sources from sourceOffsets[g] to
 * sourceOffsets[g + 1] of `sources`, and likewise its targets. A vertex on both sides gets no edge to itself.
 */
export class Bicliques implements ImplicitEdges {
  private readonly sources: number[] = []
  private readonly targets: number[] = []
  private readonly sourceOffsets: number[] = [0]
  private readonly targetOffsets: number[] = [0]
  private readonly bits: number

  constructor(bits: number) {
    this.bits = bits
  }

  get empty(): boolean {
    return this.sourceOffsets.length === 1
  }

  /** Adds one group; groups with an empty side, or with nothing but one vertex on both, have no edges and are dropped. */
  add(sources: ArrayLike<number>, targets: ArrayLike<number>): void {
    if (sources.length === 0 || targets.length === 0) return
    if (sources.length === 1 && targets.length === 1 && sources[0] === targets[0]) return
    for (let i = 0; i < sources.length; i++) this.sources.push(sources[i]!)
    for (let i = 0; i < targets.length; i++) this.targets.push(targets[i]!)
    this.sourceOffsets.push(this.sources.length)
    this.targetOffsets.push(this.targets.length)
  }

  compact(sink: CompactSink): void {
    const { sources, targets, sourceOffsets, targetOffsets } = this
    for (let group = 0; group + 1 < sourceOffsets.length; group++) {
      const [firstSource, endSource] = [sourceOffsets[group]!, sourceOffsets[group + 1]!]
      const [firstTarget, endTarget] = [targetOffsets[group]!, targetOffsets[group + 1]!]
      if (endSource - firstSource === 1 || endTarget - firstTarget === 1) {
        for (let s = firstSource; s < endSource; s++) {
          for (let t = firstTarget; t < endTarget; t++) sink.edge(sources[s]!, targets[t]!)
        }
        continue
      }
      const hub = sink.vertex()
      for (let s = firstSource; s < endSource; s++) sink.edge(sources[s]!, hub)
      for (let t = firstTarget; t < endTarget; t++) sink.edge(hub, targets[t]!)
    }
  }

  expand(members: Members, emit: (from: number, to: number, bits: number) => void): void {
    for (const group of this.groupsOf(members)) {
      const targets: number[] = []
      for (let t = this.targetOffsets[group]!; t < this.targetOffsets[group + 1]!; t++) {
        if (members.has(this.targets[t]!)) targets.push(this.targets[t]!)
      }
      if (targets.length === 0) continue
      for (let s = this.sourceOffsets[group]!; s < this.sourceOffsets[group + 1]!; s++) {
        const source = this.sources[s]!
        if (!members.has(source)) continue
        for (const target of targets) if (target !== source) emit(source, target, this.bits)
      }
    }
  }

  // The groups in which a member is a source, from an index that is built when the first component asks.
  private index: Map<number, number[]> | undefined
  private groupsOf(members: Members): Iterable<number> {
    if (!this.index) {
      this.index = new Map()
      for (let group = 0; group + 1 < this.sourceOffsets.length; group++) {
        for (let s = this.sourceOffsets[group]!; s < this.sourceOffsets[group + 1]!; s++) {
          const groups = this.index.get(this.sources[s]!)
          if (!groups) this.index.set(this.sources[s]!, [group])
          else if (groups.at(-1) !== group) groups.push(group)
        }
      }
    }
    const groups = new Set<number>()
    for (const vertex of members.vertices) for (const group of this.index.get(vertex) ?? []) groups.add(group)
    return groups
  }
}
