// A cycle to show for a component in which cycles of certain edges exist.

import type { Component } from './component.ts'
import type { CycleExistsSpec } from './cycle-exists.ts'
import type { Cycle } from './cycle-search.ts'

/** A short closed walk through the first of these vertices, over edges of the spec; smallestCyclicPart says there is one. */
export function shortestCycleAmong(component: Component, part: readonly number[], spec: CycleExistsSpec): Cycle {
  const { size, offsets, targets, bits } = component
  const start = part[0]!
  // Vertex size + v is v right after one of the main edges, where one further edge may follow.
  const parent = new Int32Array(2 * size).fill(-1)
  const edge = new Int32Array(2 * size).fill(-1)
  const kind = new Uint8Array(2 * size)
  const queue: number[] = [start]
  const reach = (next: number, from: number, by: number, kinds: number): void => {
    if (parent[next] !== -1) return
    parent[next] = from
    edge[next] = by
    kind[next] = kinds & -kinds
    queue.push(next)
  }
  for (const at of queue) {
    if (parent[start] !== -1) break
    const after = at >= size
    const v = after ? at - size : at
    if (after) reach(v, at, -1, 0)
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const kinds = bits[e]! & (after ? spec.thenAtMostOne : spec.edges)
      if (kinds !== 0) reach(after ? targets[e]! : size + targets[e]!, at, e, kinds)
    }
  }
  const vertices: number[] = []
  const kinds: number[] = []
  let at = start
  do {
    const before = parent[at]!
    if (edge[at]! >= 0) {
      vertices.push(before >= size ? before - size : before)
      kinds.push(kind[at]!)
    }
    at = before
  } while (at !== start)
  return { vertices: vertices.reverse(), kinds: kinds.reverse() }
}
