// Which models a component rules out by having a cycle at all, whatever its name: exact, in linear time, before any search.

import type { ModelName } from '../lattice/index.ts'
import type { Component } from './component.ts'
import { stronglyConnectedComponents } from './components.ts'
import { ANTI, PROCESS, REALTIME, RW, RWP, WR, WRP, WW, WWP } from './edge-kinds.ts'
import { Graph, toRows } from './graph.ts'

/** A model that allows no cycle of certain edges. */
export interface CycleExistsSpec {
  readonly model: ModelName
  readonly type: `${string}-cycle-exists`
  /** Kinds of the edges that may make up the cycle. */
  readonly edges: number
  /** Kinds that may follow such an edge, never one another: the cycles that snapshot isolation forbids. */
  readonly thenAtMostOne: number
}

const data = WW | WWP | WR | WRP
const spec = (model: ModelName, name: string, edges: number, thenAtMostOne = 0): CycleExistsSpec => ({
  model,
  type: `${name}-cycle-exists`,
  edges,
  thenAtMostOne,
})

/** From weak to strong, so that a model that is ruled out settles all stronger ones. */
export const cycleExistsSpecs: readonly CycleExistsSpec[] = [
  spec('read-uncommitted', 'PL-1', WW | WWP),
  spec('read-committed', 'PL-2', data),
  spec('snapshot-isolation', 'PL-SI', data, ANTI),
  spec('repeatable-read', 'PL-2.99', data | RW),
  spec('serializable', 'PL-3', data | RW | RWP),
  ...ordered('strong-session', PROCESS, 'strong-session-serializable', 'strong-session-serializable'),
  ...ordered('strong', REALTIME, 'strong-serializable', 'PL-SS'),
]

function ordered(
  prefix: 'strong' | 'strong-session',
  order: number,
  serializable: ModelName,
  name: string,
): CycleExistsSpec[] {
  return [
    spec(`${prefix}-read-uncommitted`, `${prefix}-PL-1`, WW | WWP | order),
    spec(`${prefix}-read-committed`, `${prefix}-PL-2`, data | order),
    spec(`${prefix}-snapshot-isolation`, `${prefix}-snapshot-isolation`, data | order, ANTI),
    spec(serializable, name, data | RW | RWP | order),
  ]
}

/** The smallest set of vertices that such a cycle can stay in, as vertices of the component, or undefined. */
export function smallestCyclicPart(
  component: Component,
  { edges, thenAtMostOne }: CycleExistsSpec,
): number[] | undefined {
  const { size, offsets, targets, bits } = component
  // Where at most one further edge may follow, a step is an edge, or an edge and such a further edge: the vertex size + v
  // stands between the two.
  const steps = new Graph(thenAtMostOne === 0 ? size : 2 * size, 1024)
  for (let v = 0; v < size; v++) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const w = targets[e]!
      if (thenAtMostOne === 0) {
        if ((bits[e]! & edges) !== 0) steps.addEdge(v, w, 0)
      } else {
        if ((bits[e]! & edges) !== 0) steps.addEdge(v, size + w, 0)
        if ((bits[e]! & thenAtMostOne) !== 0) steps.addEdge(size + v, w, 0)
      }
    }
    if (thenAtMostOne !== 0) steps.addEdge(size + v, v, 0)
  }
  const { componentOf, count } = stronglyConnectedComponents(
    toRows(steps.vertexCount, steps.from, steps.to, steps.edgeCount),
  )
  const total = new Int32Array(count)
  const own = new Int32Array(count)
  for (let v = 0; v < componentOf.length; v++) {
    total[componentOf[v]!]!++
    if (v < size) own[componentOf[v]!]!++
  }
  let smallest = -1
  for (let v = 0; v < size; v++) {
    const c = componentOf[v]!
    if (total[c]! > 1 && (smallest < 0 || own[c]! < own[smallest]!)) smallest = c
  }
  if (smallest < 0) return undefined
  return Array.from({ length: size }, (_, v) => v).filter(v => componentOf[v] === smallest)
}
