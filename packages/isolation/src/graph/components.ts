// Strongly connected components, by Tarjan's algorithm (Depth-first search and linear graph algorithms, SIAM J. Comput. 1972),
// with its recursion on a stack of our own: histories are far longer than a call stack.

import type { Rows } from './graph.ts'

export interface Components {
  /** The component of each vertex. Numbers are in reverse topological order: edges never lead to a larger number. */
  readonly componentOf: Int32Array
  readonly count: number
}

/** Every vertex belongs to exactly one component; most components of a healthy history are single vertices. */
export function stronglyConnectedComponents({ size, offsets, targets }: Rows): Components {
  const componentOf = new Int32Array(size).fill(-1)
  const low = new Int32Array(size) // 0: not yet visited; otherwise the smallest visit number known to be reachable
  const next = new Int32Array(size)
  const stack = new Int32Array(size)
  const path = new Int32Array(size)
  const root = new Uint8Array(size)
  let visits = 0
  let stacked = 0
  let count = 0
  for (let start = 0; start < size; start++) {
    if (low[start] !== 0) continue
    let depth = 0
    path[0] = start
    low[start] = ++visits
    root[start] = 1
    next[start] = offsets[start]!
    stack[stacked++] = start
    while (depth >= 0) {
      const v = path[depth]!
      let edge = next[v]!
      const end = offsets[v + 1]!
      let child = -1
      let lowest = low[v]!
      while (edge < end) {
        const w = targets[edge++]!
        const lowW = low[w]!
        if (lowW === 0) {
          child = w
          break
        }
        // Visited and still without a component: it is on the stack.
        if (lowW < lowest && componentOf[w] === -1) {
          lowest = lowW
          root[v] = 0
        }
      }
      next[v] = edge
      low[v] = lowest
      if (child >= 0) {
        depth++
        path[depth] = child
        low[child] = ++visits
        root[child] = 1
        next[child] = offsets[child]!
        stack[stacked++] = child
        continue
      }
      depth--
      if (depth >= 0 && lowest < low[path[depth]!]!) {
        low[path[depth]!] = lowest
        root[path[depth]!] = 0
      }
      if (root[v] === 1) {
        let w: number
        do {
          w = stack[--stacked]!
          componentOf[w] = count
        } while (w !== v)
        count++
      }
    }
  }
  return { componentOf, count }
}

/**
 * The components that have at least two of the first `limit` vertices, each as its members among them in ascending
 * order. Vertices from `limit` on belong to compact relations and do not count.
 */
export function nontrivialComponents({ componentOf, count }: Components, limit = componentOf.length): Int32Array[] {
  const sizes = new Int32Array(count)
  for (let v = 0; v < limit; v++) sizes[componentOf[v]!]!++
  const found = new Map<number, { members: Int32Array; filled: number }>()
  for (let v = 0; v < limit; v++) {
    const component = componentOf[v]!
    if (sizes[component]! < 2) continue
    let entry = found.get(component)
    if (!entry) {
      entry = { members: new Int32Array(sizes[component]!), filled: 0 }
      found.set(component, entry)
    }
    entry.members[entry.filled++] = v
  }
  return [...found.values()].map(entry => entry.members)
}
