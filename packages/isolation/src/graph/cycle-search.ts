// Looks in one component for a cycle of a given name: breadth-first from each edge that such a cycle must have, so that
// what is found is short, and with a count of the edges visited instead of a clock, so that the answer is always the same.
//
// The search runs over (vertex, state) pairs and so finds closed walks, which may pass a vertex twice. A walk falls apart
// into simple cycles, of which one has the name that was looked for, unless the component also has cycles of weaker
// names (see searchOrder); for that rare case there is an exhaustive search of simple paths behind it.

import type { Component } from './component.ts'
import { stronglyConnectedComponents } from './components.ts'
import { type CycleSpec, nameOfCycle, primaryKind } from './cycle-names.ts'
import { ANTI, ORDER, WR, WRP } from './edge-kinds.ts'
import { Graph, toRows } from './graph.ts'

/** A closed path: the step from vertices[i] to vertices[i + 1], or from the last to the first, is of kind kinds[i]. */
export interface Cycle {
  readonly vertices: readonly number[]
  readonly kinds: readonly number[]
}

export interface SearchResult {
  readonly cycle?: Cycle
  /** Whether the search ended before everything had been looked at. */
  readonly exhausted: boolean
}

/** How many edges one search may visit. At a hundred million a second, the default gives up after some seconds. */
export const defaultSearchBudget = 300_000_000
// How many further starting points are tried for a shorter cycle once there is one.
const attemptsToShorten = 48

/** The component with one kind for each edge. */
export interface PrimaryGraph {
  readonly component: Component
  readonly kinds: Uint8Array
}

/** Reduces each edge to the kind by which it is told. */
export function primaryGraph(component: Component, precedence: readonly number[]): PrimaryGraph {
  return { component, kinds: component.bits.map(bits => primaryKind(bits, precedence)) }
}

/** Looks for a short cycle that nameOfCycle calls spec.name. */
export function searchCycle(graph: PrimaryGraph, spec: CycleSpec, budget = defaultSearchBudget): SearchResult {
  const starts = startingEdges(graph, spec)
  if (starts.length === 0) return { exhausted: false }
  const search = new Search(graph, spec, budget)
  let best: Cycle | undefined
  let remaining = attemptsToShorten
  let walks = false
  for (const { from, edge } of starts) {
    const walk = search.shortestWalk(from, edge, best ? best.vertices.length - 1 : Number.POSITIVE_INFINITY)
    if (walk) {
      const cycle = simpleCycles(walk).find(found => nameOfCycle(found.kinds) === spec.name)
      if (cycle && (!best || cycle.vertices.length < best.vertices.length)) best = cycle
      else walks = true
    }
    if (best && (best.vertices.length === 2 || --remaining === 0)) break
    if (search.visits > budget) return { ...(best && { cycle: best }), exhausted: !best }
  }
  if (best || !walks) return { ...(best && { cycle: best }), exhausted: false }
  return searchSimplePaths(graph, spec, starts, Math.min(budget, 5_000_000))
}

interface Start {
  readonly from: number
  readonly edge: number
}

// The kind of edge that a cycle of this name has fewest of, and must have: the first step of every attempt.
function firstKinds(spec: CycleSpec): number {
  return spec.required[0] ?? spec.allowed
}

/** The edges of that kind that lie on a closed walk of allowed edges. */
function startingEdges({ component, kinds }: PrimaryGraph, spec: CycleSpec): Start[] {
  const { size, offsets, targets } = component
  const noTwoAnti = spec.anti === 'one' || spec.anti === 'nonadjacent'
  // Where two anti-dependencies must not follow one another, vertex size + v is v right after one.
  const walks = new Graph(noTwoAnti ? 2 * size : size, component.targets.length * 2)
  for (let v = 0; v < size; v++) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      if ((kinds[e]! & spec.allowed) === 0) continue
      if (!noTwoAnti) walks.addEdge(v, targets[e]!, 0)
      else if ((kinds[e]! & ANTI) !== 0) walks.addEdge(v, size + targets[e]!, 0)
      else {
        walks.addEdge(v, targets[e]!, 0)
        walks.addEdge(size + v, targets[e]!, 0)
      }
    }
  }
  const { componentOf } = stronglyConnectedComponents(toRows(walks.vertexCount, walks.from, walks.to, walks.edgeCount))
  const first = firstKinds(spec)
  const starts: Start[] = []
  for (let v = 0; v < size; v++) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      if ((kinds[e]! & first) === 0 || (kinds[e]! & spec.allowed) === 0) continue
      const arrival = noTwoAnti && (kinds[e]! & ANTI) !== 0 ? size + targets[e]! : targets[e]!
      if (componentOf[v] === componentOf[arrival]) starts.push({ from: v, edge: e })
    }
  }
  return starts
}

const AFTER_ANTI = 1 // the last step was an anti-dependency
const ORDERED = 2 // a step in session or real-time order has been taken
const READ = 4 // a write-read dependency has been taken
const STATES = 8

class Search {
  visits = 0
  private readonly graph: PrimaryGraph
  private readonly spec: CycleSpec
  private readonly budget: number
  private readonly goalStates: number
  private readonly freeKinds: number
  private readonly rank: Int32Array | undefined
  private readonly visited: Int32Array
  private readonly parentState: Int32Array
  private readonly parentEdge: Int32Array
  private readonly queue: Int32Array
  private round = 0

  constructor(graph: PrimaryGraph, spec: CycleSpec, budget: number) {
    this.graph = graph
    this.spec = spec
    this.budget = budget
    const { size, offsets, targets } = graph.component
    const states = size * STATES
    this.visited = new Int32Array(states)
    this.parentState = new Int32Array(states)
    this.parentEdge = new Int32Array(states)
    this.queue = new Int32Array(states)
    let needed = 0
    for (const kinds of spec.required) {
      if ((kinds & ORDER) !== 0) needed |= ORDERED
      if ((kinds & (WR | WRP)) !== 0) needed |= READ
    }
    this.goalStates = needed
    this.freeKinds = spec.anti === 'one' ? spec.allowed & ~ANTI : spec.allowed
    if (spec.anti === 'one') {
      // With the one anti-dependency taken, only steps that respect a topological order of the rest can lead back.
      const rest = new Graph(size, targets.length)
      for (let v = 0; v < size; v++) {
        for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
          if ((graph.kinds[e]! & this.freeKinds) !== 0) rest.addEdge(v, targets[e]!, 0)
        }
      }
      this.rank = stronglyConnectedComponents(toRows(size, rest.from, rest.to, rest.edgeCount)).componentOf
    }
  }

  /** The shortest closed walk of at most `limit` steps that begins with this edge. */
  shortestWalk(from: number, first: number, limit: number): Cycle | undefined {
    const { offsets, targets } = this.graph.component
    const { kinds } = this.graph
    const { rank, visited, queue, parentState, parentEdge, freeKinds } = this
    const start = targets[first]! * STATES + this.stateAfter(0, kinds[first]!)
    const round = ++this.round
    const lowestRank = rank ? rank[from]! : 0
    if (rank && rank[targets[first]!]! < lowestRank) return undefined
    visited[start] = round
    parentState[start] = -1
    parentEdge[start] = first
    queue[0] = start
    let head = 0
    let tail = 1
    let levelEnd = 1
    let steps = 1
    while (head < tail) {
      if (head === levelEnd) {
        steps++
        levelEnd = tail
        if (this.visits > this.budget) return undefined
      }
      if (steps >= limit) return undefined
      const at = queue[head++]!
      const v = at >> 3
      const state = at & (STATES - 1)
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        this.visits++
        const kind = kinds[e]!
        if ((kind & freeKinds) === 0) continue
        if ((state & AFTER_ANTI) !== 0 && (kind & ANTI) !== 0 && this.spec.anti === 'nonadjacent') continue
        const w = targets[e]!
        if (rank && rank[w]! < lowestRank) continue
        const nextState = this.stateAfter(state, kind)
        if (w === from && this.accepts(nextState)) return this.walkBack(from, at, e)
        const next = w * STATES + nextState
        if (visited[next] === round) continue
        visited[next] = round
        parentState[next] = at
        parentEdge[next] = e
        queue[tail++] = next
      }
    }
    return undefined
  }

  private stateAfter(state: number, kind: number): number {
    let next = state & ~AFTER_ANTI
    if ((kind & ANTI) !== 0) {
      if (this.spec.anti === 'nonadjacent') next |= AFTER_ANTI
    } else if ((kind & ORDER) !== 0) next |= ORDERED
    else if ((kind & (WR | WRP)) !== 0) next |= READ
    // A state that asks for nothing need not be told apart.
    return next & (this.goalStates | AFTER_ANTI)
  }

  // The first step was an anti-dependency where those must not be adjacent, so that the last step must not be one.
  private accepts(state: number): boolean {
    return (state & this.goalStates) === this.goalStates && (state & AFTER_ANTI) === 0
  }

  private walkBack(from: number, last: number, closing: number): Cycle {
    const edges = [closing]
    for (let at = last; at >= 0; at = this.parentState[at]!) edges.push(this.parentEdge[at]!)
    edges.reverse()
    const vertices = [from]
    for (const edge of edges.slice(0, -1)) vertices.push(this.graph.component.targets[edge]!)
    return { vertices, kinds: edges.map(edge => this.graph.kinds[edge]!) }
  }
}

/** The simple cycles that a closed walk falls apart into. */
function simpleCycles(walk: Cycle): Cycle[] {
  const cycles: Cycle[] = []
  const vertices: number[] = []
  const kinds: number[] = []
  const position = new Map<number, number>()
  walk.vertices.forEach((v, i) => {
    const before = position.get(v)
    if (before !== undefined) {
      for (const dropped of vertices.slice(before)) position.delete(dropped)
      cycles.push({ vertices: vertices.splice(before), kinds: kinds.splice(before) })
    }
    position.set(v, vertices.length)
    vertices.push(v)
    kinds.push(walk.kinds[i]!)
  })
  cycles.push({ vertices, kinds })
  return cycles.sort((a, b) => a.vertices.length - b.vertices.length)
}

/** Depth-first over all simple paths: exact, and exponential, so it ends with its budget. */
function searchSimplePaths(
  graph: PrimaryGraph,
  spec: CycleSpec,
  starts: readonly Start[],
  budget: number,
): SearchResult {
  const { offsets, targets } = graph.component
  let visits = 0
  for (const { from, edge } of starts) {
    const onPath = new Set([from, targets[edge]!])
    const vertices = [from, targets[edge]!]
    const kinds = [graph.kinds[edge]!]
    const cursors = [offsets[targets[edge]!]!]
    while (cursors.length > 0) {
      if (++visits > budget) return { exhausted: true }
      const v = vertices.at(-1)!
      const e = cursors[cursors.length - 1]!++
      if (e >= offsets[v + 1]!) {
        cursors.pop()
        kinds.pop()
        onPath.delete(vertices.pop()!)
        continue
      }
      const kind = graph.kinds[e]!
      const w = targets[e]!
      if ((kind & spec.allowed) === 0) continue
      if (spec.anti === 'nonadjacent' && (kind & ANTI) !== 0 && (kinds.at(-1)! & ANTI) !== 0) continue
      if (w === from && nameOfCycle([...kinds, kind]) === spec.name) {
        return { cycle: { vertices: [...vertices], kinds: [...kinds, kind] }, exhausted: false }
      }
      if (onPath.has(w)) continue
      onPath.add(w)
      vertices.push(w)
      kinds.push(kind)
      cursors.push(offsets[w]!)
    }
  }
  return { exhausted: false }
}
