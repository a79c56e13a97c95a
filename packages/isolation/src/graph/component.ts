// One strongly connected component, spelled out: every edge between its members, with all its reasons.

import { nontrivialComponents, stronglyConnectedComponents } from './components.ts'
import { compactRows, type Graph, type Members } from './graph.ts'

/** A strongly connected subgraph on vertices 0 … size-1 of its own; `vertices` gives their numbers in the whole graph. */
export interface Component {
  readonly size: number
  /** Ascending. */
  readonly vertices: Int32Array
  readonly offsets: Int32Array
  readonly targets: Int32Array
  /** All kinds of each edge. Targets of a vertex are distinct and ascending. */
  readonly bits: Uint8Array
}

/** The components of the graph that have two vertices or more, in the order of their first vertices. */
export function componentsOf(graph: Graph): Component[] {
  const components = nontrivialComponents(stronglyConnectedComponents(compactRows(graph)), graph.vertexCount)
  if (components.length === 0) return []
  const owner = new Int32Array(graph.vertexCount).fill(-1)
  components.forEach((members, c) => {
    for (const v of members) owner[v] = c
  })
  const edges: number[][] = components.map(() => [])
  for (let e = 0; e < graph.edgeCount; e++) {
    const c = owner[graph.from[e]!]!
    if (c >= 0 && c === owner[graph.to[e]!]) edges[c]!.push(graph.from[e]!, graph.to[e]!, graph.bits[e]!)
  }
  return components.flatMap((vertices, c) => {
    const found = edges[c]!
    const members: Members = { vertices, has: v => owner[v] === c }
    for (const implicit of graph.implicit) implicit.expand(members, (from, to, bits) => found.push(from, to, bits))
    edges[c] = []
    return split(spellOut(vertices, found))
  })
}

// Edges as triples of from, to and bits, in numbers of the whole graph; parallel edges become one.
function spellOut(vertices: Int32Array, triples: number[]): Component {
  const size = vertices.length
  const local = new Map<number, number>()
  vertices.forEach((v, i) => {
    local.set(v, i)
  })
  const byVertex: Map<number, number>[] = Array.from({ length: size }, () => new Map<number, number>())
  for (let i = 0; i < triples.length; i += 3) {
    const row = byVertex[local.get(triples[i]!)!]!
    const to = local.get(triples[i + 1]!)!
    row.set(to, (row.get(to) ?? 0) | triples[i + 2]!)
  }
  return fromRows(vertices, byVertex)
}

function fromRows(vertices: Int32Array, byVertex: readonly ReadonlyMap<number, number>[]): Component {
  const size = vertices.length
  const offsets = new Int32Array(size + 1)
  let count = 0
  byVertex.forEach((row, v) => {
    count += row.size
    offsets[v + 1] = count
  })
  const targets = new Int32Array(count)
  const bits = new Uint8Array(count)
  byVertex.forEach((row, v) => {
    const sorted = Int32Array.from(row.keys()).sort()
    targets.set(sorted, offsets[v]!)
    sorted.forEach((to, i) => {
      bits[offsets[v]! + i] = row.get(to)!
    })
  })
  return { size, vertices, offsets, targets, bits }
}

// A compact relation may join what the edges that it stands for do not.
function split(component: Component): Component[] {
  const parts = stronglyConnectedComponents(component)
  if (parts.count === 1) return [component]
  return nontrivialComponents(parts).map(members => induced(component, members))
}

/** The subgraph on the given vertices of a component, which are in ascending order. */
function induced(component: Component, members: Int32Array): Component {
  const local = new Map<number, number>()
  members.forEach((v, i) => {
    local.set(v, i)
  })
  const rows = Array.from(members, v => {
    const row = new Map<number, number>()
    for (let e = component.offsets[v]!; e < component.offsets[v + 1]!; e++) {
      const to = local.get(component.targets[e]!)
      if (to !== undefined) row.set(to, component.bits[e]!)
    }
    return row
  })
  return fromRows(
    members.map(v => component.vertices[v]!),
    rows,
  )
}
