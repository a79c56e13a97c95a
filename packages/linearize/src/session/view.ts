/**
 * Whether one process can have seen the writes in some order that explains its reads.
 *
 * A store may apply all writes in an order of its own for each process, and each read sees a prefix of it: the last write of the key
 * in the prefix. Every guarantee adds edges to what must come before what:
 *
 *     monotonic writes      a write → the next write of the same process
 *     writes follow reads   the write that a read saw → the later writes of the same process
 *     read your writes      a write → the later reads of the same process
 *     monotonic reads       a read → the next read of the same process (without it each read has an order of its own)
 *
 * and a read that saw w adds w' → w for every other write w' of its key that must come before the read. Those reads being totally
 * ordered, an order exists exactly when this has no cycle (the argument of Bouajjani, Enea, Guerraoui & Hamza, "On verifying causal
 * consistency", POPL 2017, for causal memory): past(r1), r1, the rest of past(r2), r2 … is one.
 */
import { type Access, ANYTHING, INITIAL } from './accesses.ts'
import type { SessionGuarantee } from './types.ts'

export interface Evidence {
  /** Positions of accesses that contradict each other. Not minimal. */
  readonly accesses: readonly number[]
}

/** A history in which it is decided for each read what it saw. */
export interface Resolved {
  readonly accesses: readonly Access[]
  /** For each access: the position of the access that wrote what it read, INITIAL, ANYTHING, or `undefined` when it does not read. */
  readonly source: readonly (number | undefined)[]
}

/** A graph whose edges are kept by their heads, and a label that only edges added by a read have. */
class Graph {
  readonly before: number[][] = []
  /** For an edge that a read's value added: that read's node. */
  readonly because = new Map<string, number>()

  constructor(nodes: number) {
    for (let i = 0; i < nodes; i++) this.before.push([])
  }

  edge(from: number, to: number): void {
    this.before[to]!.push(from)
  }

  /** Adds an edge that follows from what a read saw. Says whether it is new. */
  infer(from: number, to: number, read: number): boolean {
    const name = `${from}>${to}`
    if (this.because.has(name)) return false
    this.because.set(name, read)
    this.edge(from, to)
    return true
  }
}

/**
 * Looks for a contradiction in what `reader` saw, under some guarantees: a set of accesses that cannot all be explained. With no
 * reader it looks at the order of the writes alone. `tick` is called now and then, and may throw to give up.
 */
export function findContradiction(
  { accesses, source }: Resolved,
  guarantees: ReadonlySet<SessionGuarantee>,
  reader: number | undefined,
  tick: () => void = () => {},
): Evidence | undefined {
  const reads = reader === undefined ? [] : readsOf(accesses, source, reader)
  if (reads.length === 0 || guarantees.has('monotonic-reads')) {
    return contradiction(accesses, source, guarantees, reader, reads, tick)
  }
  for (const read of reads) {
    const found = contradiction(accesses, source, guarantees, reader, [read], tick)
    if (found !== undefined) return found
  }
  return undefined
}

function readsOf(accesses: readonly Access[], source: readonly (number | undefined)[], reader: number): number[] {
  const reads: number[] = []
  accesses.forEach(({ session }, a) => {
    if (session === reader && source[a] !== undefined) reads.push(a)
  })
  return reads
}

function contradiction(
  accesses: readonly Access[],
  source: readonly (number | undefined)[],
  guarantees: ReadonlySet<SessionGuarantee>,
  reader: number | undefined,
  reads: readonly number[],
  tick: () => void,
): Evidence | undefined {
  const n = accesses.length
  const keys = accesses.reduce((most, { key }) => Math.max(most, key + 1), 0)
  // Nodes: the write of an access, its read, what its session has read so far, has written so far, is still to write, and the initial writes.
  const write = (a: number) => a
  const read = (a: number) => n + a
  const haveRead = (a: number) => 2 * n + a
  const haveWritten = (a: number) => 3 * n + a
  const toWrite = (a: number) => 4 * n + a
  const initial = (key: number) => 5 * n + key
  const graph = new Graph(5 * n + keys)
  const sourceNode = (a: number) => (source[a] === INITIAL ? initial(accesses[a]!.key) : write(source[a]!))
  const looking = new Set(reads)

  const last = new Map<number, Last>()
  for (let a = 0; a < n; a++) {
    const { session, key, writes } = accesses[a]!
    const before: Last = last.get(session) ?? {}
    last.set(session, before)
    if (source[a] !== undefined && source[a] !== ANYTHING) {
      graph.edge(sourceNode(a), haveRead(a))
      if (before.read !== undefined) graph.edge(haveRead(before.read), haveRead(a))
      if (writes !== undefined) graph.edge(sourceNode(a), write(a)) // a compare-and-set comes after what it replaces
      before.read = a
    }
    if (looking.has(a)) {
      if (source[a] !== ANYTHING) graph.edge(sourceNode(a), read(a))
      if (guarantees.has('read-your-writes') && before.write !== undefined)
        graph.edge(haveWritten(before.write), read(a))
      if (guarantees.has('monotonic-reads') && before.looked !== undefined) graph.edge(read(before.looked), read(a))
      graph.edge(read(a), toWrite(a))
      before.looked = a
    }
    if (session === reader) {
      // Nobody sees what is not yet written.
      if (before.any !== undefined) graph.edge(toWrite(before.any), toWrite(a))
      if (writes !== undefined) graph.edge(toWrite(a), write(a))
      before.any = a
    }
    if (writes !== undefined) {
      graph.edge(initial(key), write(a))
      if (guarantees.has('monotonic-writes') && before.write !== undefined) graph.edge(write(before.write), write(a))
      if (guarantees.has('writes-follow-reads') && before.read !== undefined)
        graph.edge(haveRead(before.read), write(a))
      graph.edge(write(a), haveWritten(a))
      if (before.write !== undefined) graph.edge(haveWritten(before.write), haveWritten(a))
      before.write = a
    }
  }

  for (;;) {
    tick()
    const cycle = findCycle(graph)
    if (cycle !== undefined) return { accesses: accessesOf(cycle, graph, n) }
    if (!inferFromReads(graph, accesses, reads, { n, read, sourceNode, source })) return undefined
  }
}

/** The last access of a session that read, wrote, was any of the reader's, or whose read is looked at. */
interface Last {
  read?: number
  write?: number
  any?: number
  looked?: number
}

interface Nodes {
  readonly n: number
  read(a: number): number
  sourceNode(a: number): number
  readonly source: readonly (number | undefined)[]
}

/** One pass over the reads in order: every other write of the key that must come before the read comes before what it saw. */
function inferFromReads(
  graph: Graph,
  accesses: readonly Access[],
  reads: readonly number[],
  { n, read, sourceNode, source }: Nodes,
) {
  let added = false
  const seen = new Uint8Array(graph.before.length)
  const newWrites = new Map<number, number[]>()
  const lastSource = new Map<number, number>()
  for (const a of reads) {
    const { key } = accesses[a]!
    const stack = [read(a)]
    while (stack.length > 0) {
      const node = stack.pop()!
      if (seen[node]) continue
      seen[node] = 1
      if (node < n) {
        const of = accesses[node]!.key
        const list = newWrites.get(of)
        if (list === undefined) newWrites.set(of, [node])
        else list.push(node)
      }
      stack.push(...graph.before[node]!)
    }
    if (source[a] === ANYTHING) continue
    const saw = sourceNode(a)
    // What was in the past at the previous read of the key comes before what that one saw already.
    for (const other of [...(newWrites.get(key) ?? []), lastSource.get(key) ?? saw]) {
      if (other !== saw && graph.infer(other, saw, read(a))) added = true
    }
    newWrites.delete(key)
    lastSource.set(key, saw)
  }
  return added
}

/** Some cycle, as its nodes in order of the edges; `undefined` when there is none. */
function findCycle({ before }: Graph): number[] | undefined {
  const state = new Uint8Array(before.length) // 0 new, 1 on the path, 2 done
  const next = new Int32Array(before.length)
  for (let start = 0; start < before.length; start++) {
    if (state[start] !== 0) continue
    const path = [start]
    state[start] = 1
    while (path.length > 0) {
      const node = path[path.length - 1]!
      const edges = before[node]!
      if (next[node]! >= edges.length) {
        state[node] = 2
        path.pop()
        continue
      }
      const to = edges[next[node]!++]!
      if (state[to] === 1) return path.slice(path.indexOf(to)).reverse()
      if (state[to] === 0) {
        state[to] = 1
        path.push(to)
      }
    }
  }
  return undefined
}

/** The accesses of a cycle, and of the paths from which its inferred edges follow. */
function accessesOf(cycle: readonly number[], graph: Graph, n: number): number[] {
  const found = new Set<number>()
  const explained = new Set<string>()
  const todo: [number, number][] = cycle.map((node, i) => [node, cycle[(i + 1) % cycle.length]!])
  const note = (node: number) => {
    if (node < 5 * n) found.add(node % n)
  }
  for (let edge = todo.pop(); edge !== undefined; edge = todo.pop()) {
    const [from, to] = edge
    note(from)
    note(to)
    const name = `${from}>${to}`
    const read = graph.because.get(name)
    if (read === undefined || explained.has(name)) continue
    explained.add(name)
    note(read)
    // Why `from` comes before the read, and what the read saw. This edge itself came later than that.
    const path = shortestPath(graph, from, read, name)
    for (let i = 0; i + 1 < path.length; i++) todo.push([path[i]!, path[i + 1]!])
  }
  return [...found].sort((a, b) => a - b)
}

function shortestPath({ before }: Graph, from: number, to: number, without: string): number[] {
  const towards = new Map<number, number>([[to, to]])
  const queue = [to]
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head]!
    if (node === from) {
      const path = [from]
      while (path.at(-1) !== to) path.push(towards.get(path.at(-1)!)!)
      return path
    }
    for (const earlier of before[node]!) {
      if (towards.has(earlier) || `${earlier}>${node}` === without) continue
      towards.set(earlier, node)
      queue.push(earlier)
    }
  }
  return []
}
