/** Who is whose neighbour: the topologies that the broadcast workload suggests to nodes. */

export type Topology = Readonly<Record<string, readonly string[]>>

/** Neighbours of the node at an index among `count`, by index. */
type Shape = (index: number, count: number) => number[]

const tree =
  (branches: number): Shape =>
  (index, count) => {
    const children = Array.from({ length: branches }, (_, child) => branches * index + child + 1)
    return [...(index === 0 ? [] : [Math.floor((index - 1) / branches)]), ...children.filter(child => child < count)]
  }

/** By name. Nodes are placed in the order in which they are given. */
export const TOPOLOGIES = {
  /** Each node between its predecessor and its successor. */
  line: (index, count) => [index - 1, index + 1].filter(i => i >= 0 && i < count),
  /** As square as it goes, filled row by row; up to four neighbours. */
  grid: (index, count) => {
    const side = Math.ceil(Math.sqrt(count))
    const column = index % side
    return [
      ...(index - side >= 0 ? [index - side] : []),
      ...(column > 0 ? [index - 1] : []),
      ...(column < side - 1 && index + 1 < count ? [index + 1] : []),
      ...(index + side < count ? [index + side] : []),
    ]
  },
  /** Trees with the first node as the root, filled tier by tier. */
  tree: tree(2),
  tree2: tree(2),
  tree3: tree(3),
  tree4: tree(4),
  /** Every node beside every other. */
  total: (index, count) => Array.from({ length: count }, (_, i) => i).filter(i => i !== index),
} as const satisfies Record<string, Shape>

export type TopologyName = keyof typeof TOPOLOGIES

export function makeTopology(name: TopologyName, nodes: readonly string[]): Topology {
  return Object.fromEntries(
    nodes.map((node, index) => [node, TOPOLOGIES[name](index, nodes.length).map(i => nodes[i]!)]),
  )
}
