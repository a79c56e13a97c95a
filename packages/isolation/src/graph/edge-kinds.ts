// Why one transaction comes before another: one bit for each kind of dependency, so that an edge carries a set of them.

/** A kind of dependency: write-write, write-read, read-write, the same for predicates, session order, real time. */
export type EdgeKind = 'ww' | 'wr' | 'rw' | 'wwp' | 'wrp' | 'rwp' | 'process' | 'realtime'

export const WW = 1
export const WR = 2
export const RW = 4
export const WWP = 8
export const WRP = 16
export const RWP = 32
export const PROCESS = 64
export const REALTIME = 128

export const edgeKinds = ['ww', 'wr', 'rw', 'wwp', 'wrp', 'rwp', 'process', 'realtime'] as const

/** The bit of a kind. */
export function bitOf(kind: EdgeKind): number {
  return 1 << edgeKinds.indexOf(kind)
}

/** The kind of a bit. */
export function kindOf(bit: number): EdgeKind {
  return edgeKinds[31 - Math.clz32(bit)]!
}

export const ANTI = RW | RWP
export const PREDICATE = WWP | WRP | RWP
export const ORDER = PROCESS | REALTIME
