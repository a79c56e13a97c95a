// Real time and session order: what had completed before what began, and what one process did after what.

import { REALTIME } from './edge-kinds.ts'
import type { CompactSink, ImplicitEdges, Members } from './graph.ts'

/** When each vertex was invoked and completed, as positions in the history. */
export interface Timeline {
  /** Position of the invocation, or -1 if the history has none. */
  readonly invokedAt: Int32Array
  /** Position of the completion. */
  readonly completedAt: Int32Array
  /** 1 for transactions that are known to have happened: only after them can others be ordered. */
  readonly ok: Uint8Array
}

/**
 * a before b, when a completed before b was invoked. Spelled out, it is the transitive reduction: no edge that follows
 * from two others. Compact, it is a line of instants, so that concurrency costs nothing.
 */
export class RealtimeOrder implements ImplicitEdges {
  private readonly timeline: Timeline

  constructor(timeline: Timeline) {
    this.timeline = timeline
  }

  get empty(): boolean {
    const { invokedAt, completedAt, ok } = this.timeline
    let firstOk = Number.POSITIVE_INFINITY
    for (let v = 0; v < ok.length; v++) if (ok[v] === 1) firstOk = Math.min(firstOk, completedAt[v]!)
    return !invokedAt.some(at => at > firstOk)
  }

  compact(sink: CompactSink): void {
    const { events, vertices } = this.events()
    let instant = -1
    let lastWasCompletion = false
    for (let position = 0; position < events.length; position++) {
      const v = vertices[position]!
      if (events[position] === COMPLETION) {
        if (!lastWasCompletion) {
          const next = sink.vertex()
          if (instant >= 0) sink.edge(instant, next)
          instant = next
          lastWasCompletion = true
        }
        sink.edge(v, instant)
      } else if (events[position] === INVOCATION) {
        lastWasCompletion = false
        if (instant >= 0) sink.edge(instant, v)
      }
    }
  }

  expand(members: Members, emit: (from: number, to: number, bits: number) => void): void {
    const { invokedAt, completedAt, ok } = this.timeline
    const happenings: number[] = []
    for (const v of members.vertices) {
      if (invokedAt[v]! >= 0) happenings.push(invokedAt[v]! * 2)
      if (ok[v] === 1) happenings.push(completedAt[v]! * 2 + 1)
    }
    const vertexAt = new Map<number, number>()
    for (const v of members.vertices) {
      if (invokedAt[v]! >= 0) vertexAt.set(invokedAt[v]! * 2, v)
      if (ok[v] === 1) vertexAt.set(completedAt[v]! * 2 + 1, v)
    }
    happenings.sort((a, b) => a - b)
    // The completed transactions after which nothing has both begun and completed yet, in order of completion.
    let recent: number[] = []
    for (const happening of happenings) {
      const v = vertexAt.get(happening)!
      if (happening % 2 === 0) {
        for (const earlier of recent) emit(earlier, v, REALTIME)
      } else {
        const invoked = invokedAt[v]!
        if (invoked >= 0 && recent.length > 0 && completedAt[recent[0]!]! < invoked) {
          recent = recent.filter(earlier => completedAt[earlier]! > invoked)
        }
        recent.push(v)
      }
    }
  }

  /** What happens at each position: nothing, an invocation or an ok completion, and of which vertex. */
  private events(): { events: Uint8Array; vertices: Int32Array } {
    const { invokedAt, completedAt, ok } = this.timeline
    let length = 0
    for (let v = 0; v < ok.length; v++) length = Math.max(length, invokedAt[v]! + 1, completedAt[v]! + 1)
    const events = new Uint8Array(length)
    const vertices = new Int32Array(length)
    for (let v = 0; v < ok.length; v++) {
      if (invokedAt[v]! >= 0) {
        events[invokedAt[v]!] = INVOCATION
        vertices[invokedAt[v]!] = v
      }
      if (ok[v] === 1) {
        events[completedAt[v]!] = COMPLETION
        vertices[completedAt[v]!] = v
      }
    }
    return { events, vertices }
  }
}

const INVOCATION = 1
const COMPLETION = 2

/** Calls back with each ok vertex and the next ok vertex of the same process. Vertices are in order of completion. */
export function sessionOrder(
  process: ArrayLike<number>,
  ok: Uint8Array,
  emit: (from: number, to: number) => void,
): void {
  const last = new Map<number, number>()
  for (let v = 0; v < ok.length; v++) {
    if (ok[v] !== 1) continue
    const before = last.get(process[v]!)
    if (before !== undefined) emit(before, v)
    last.set(process[v]!, v)
  }
}
