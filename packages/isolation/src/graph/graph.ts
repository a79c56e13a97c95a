// The dependency graph of a history: vertices are small integers, edges are typed arrays. Relations that would need
// very many edges, such as real time, stay implicit until a component is small enough to spell them out.

/** Which vertices are looked at: those of one strongly connected component. */
export interface Members {
  /** In ascending order. */
  readonly vertices: Int32Array
  has(vertex: number): boolean
}

/** Where a relation writes a graph with the same reachability, but with fewer edges, over vertices of its own. */
export interface CompactSink {
  /** A new vertex, which is no transaction. */
  vertex(): number
  edge(from: number, to: number): void
}

/**
 * A relation between vertices that is given by a rule instead of edge by edge. Its compact form finds the components; only
 * inside them are its edges spelled out.
 */
export interface ImplicitEdges {
  /** Whether the relation has an edge at all. */
  readonly empty: boolean
  /** Writes edges over which b can be reached from a ≠ b whenever `expand` has a path from a to b. */
  compact(sink: CompactSink): void
  /** Emits the edges between members, each with its kind bits. */
  expand(members: Members, emit: (from: number, to: number, bits: number) => void): void
}

/** A growing list of edges. */
export class Graph {
  /** Vertices are 0 … vertexCount-1. */
  readonly vertexCount: number
  /** Edges in the order in which they were added; only the first edgeCount entries count. */
  from: Int32Array
  to: Int32Array
  bits: Uint8Array
  edgeCount = 0
  readonly implicit: ImplicitEdges[] = []

  constructor(vertexCount: number, expectedEdges = 1024) {
    this.vertexCount = vertexCount
    this.from = new Int32Array(expectedEdges)
    this.to = new Int32Array(expectedEdges)
    this.bits = new Uint8Array(expectedEdges)
  }

  /** Adds an edge of the given kind bits. Edges from a vertex to itself say nothing about order and are ignored. */
  addEdge(from: number, to: number, bits: number): void {
    if (from === to) return
    const i = this.edgeCount++
    if (i === this.from.length) this.grow()
    this.from[i] = from
    this.to[i] = to
    this.bits[i] = bits
  }

  /** Adds a relation that is given by a rule. */
  addImplicit(edges: ImplicitEdges): void {
    this.implicit.push(edges)
  }

  /** Whether nothing depends on anything. */
  get empty(): boolean {
    return this.edgeCount === 0 && this.implicit.every(edges => edges.empty)
  }

  private grow(): void {
    const length = Math.max(1024, this.from.length * 2)
    this.from = copyInto(new Int32Array(length), this.from)
    this.to = copyInto(new Int32Array(length), this.to)
    this.bits = copyInto(new Uint8Array(length), this.bits)
  }
}

function copyInto<A extends Int32Array | Uint8Array>(target: A, source: A): A {
  target.set(source)
  return target
}

/** Compressed sparse rows: the edges of vertex v are targets[offsets[v]] … targets[offsets[v + 1] - 1]. */
export interface Rows {
  readonly size: number
  readonly offsets: Int32Array
  readonly targets: Int32Array
}

/** The rows of a list of edges, by counting sort. */
export function toRows(size: number, from: Int32Array, to: Int32Array, edgeCount: number): Rows {
  const offsets = new Int32Array(size + 1)
  for (let e = 0; e < edgeCount; e++) offsets[from[e]! + 1]!++
  for (let v = 0; v < size; v++) offsets[v + 1]! += offsets[v]!
  const next = offsets.slice(0, size)
  const targets = new Int32Array(edgeCount)
  for (let e = 0; e < edgeCount; e++) targets[next[from[e]!]!++] = to[e]!
  return { size, offsets, targets }
}

/** The rows of the compact graph: all explicit edges, and the compact form of each relation on vertices of its own. */
export function compactRows(graph: Graph): Rows {
  if (graph.implicit.length === 0) return toRows(graph.vertexCount, graph.from, graph.to, graph.edgeCount)
  const compact = new Graph(0, graph.edgeCount + graph.vertexCount * 2 + 16)
  let size = graph.vertexCount
  const sink: CompactSink = {
    vertex: () => size++,
    edge: (from, to) => compact.addEdge(from, to, 0),
  }
  compact.from.set(graph.from.subarray(0, graph.edgeCount))
  compact.to.set(graph.to.subarray(0, graph.edgeCount))
  compact.edgeCount = graph.edgeCount
  for (const edges of graph.implicit) edges.compact(sink)
  return toRows(size, compact.from, compact.to, compact.edgeCount)
}
