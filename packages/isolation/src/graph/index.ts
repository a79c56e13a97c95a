// Dependency graphs and the cycles in them, for every checker of this package.
//
//   const graph = new Graph(vertexCount)            // vertices 0 … n-1: completed transactions, in order of completion
//   graph.addEdge(a, b, WW)                         // bits of edge-kinds.ts; parallel edges are merged, self-edges ignored
//   graph.addImplicit(new RealtimeOrder(timeline))  // real time, from invokedAt / completedAt / ok of each vertex
//   sessionOrder(process, ok, (a, b) => graph.addEdge(a, b, PROCESS))
//   const { cycles, cycleExists, unsearched } = findCycles(graph, { precedence: ['ww', 'wr', 'rw'] })
//
// `cycles` are {name, vertices, kinds}: at most one of each name in each strongly connected component. `cycleExists` says
// which models a component rules out in any case, with a cycle that shows it; withoutRedundant(cycleExists, names) drops
// what the named anomalies rule out already. `unsearched` names what ran out of budget. `graph.empty`: no edge at all.

export { Bicliques } from './biclique.ts'
export { type Component, componentsOf } from './component.ts'
export { type CycleName, nameOfCycle, orderOf, searchOrder } from './cycle-names.ts'
export type { Cycle } from './cycle-search.ts'
export { bitOf, type EdgeKind, edgeKinds, kindOf, PROCESS, REALTIME, RW, RWP, WR, WRP, WW, WWP } from './edge-kinds.ts'
export {
  type CycleFindings,
  type CycleSearchOptions,
  cyclesExist,
  type FoundCycle,
  type FoundCycleExists,
  findCycles,
  type Unsearched,
  withoutRedundant,
} from './find-cycles.ts'
export { type CompactSink, Graph, type ImplicitEdges, type Members } from './graph.ts'
export { RealtimeOrder, sessionOrder, type Timeline } from './realtime.ts'
