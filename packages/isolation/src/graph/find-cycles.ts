// From a dependency graph to the anomalies in it: components, then what their cycles rule out, then the cycles by name.

import {
  type AnomalyName,
  impliedAnomalies,
  impossibleModels,
  type ModelName,
  modelNamed,
  modelsRuledOutBy,
  prohibitedAnomalies,
} from '../lattice/index.ts'
import { type Component, componentsOf } from './component.ts'
import { type CycleExistsSpec, cycleExistsSpecs, smallestCyclicPart } from './cycle-exists.ts'
import { type CycleName, orderOf, searchOrder, specFor } from './cycle-names.ts'
import { type Cycle, defaultSearchBudget, primaryGraph, searchCycle } from './cycle-search.ts'
import { bitOf, type EdgeKind, edgeKinds, ORDER, PREDICATE } from './edge-kinds.ts'
import type { Graph } from './graph.ts'
import { shortestCycleAmong } from './witness.ts'

/** A cycle with a name; vertices are those of the graph. */
export interface FoundCycle extends Cycle {
  readonly name: CycleName
}

/** Proof that a model is ruled out, although no cycle of a name of its own was found. */
export interface FoundCycleExists {
  readonly type: CycleExistsSpec['type']
  readonly not: ModelName
  /** The vertices of the smallest part of the graph that has such cycles, and how many they are. */
  readonly scc: readonly number[]
  readonly sccSize: number
  /** One of these cycles; each kind is one that the edge has, though it may have others too. */
  readonly cycle: Cycle
}

/** A name that the search could not settle in a component. */
export interface Unsearched {
  readonly type: CycleName
  readonly componentSize: number
}

export interface CycleFindings {
  readonly cycles: readonly FoundCycle[]
  readonly cycleExists: readonly FoundCycleExists[]
  readonly unsearched: readonly Unsearched[]
}

export interface CycleSearchOptions {
  /** By which of its kinds an edge with several is told: the first in this list, then process and realtime. */
  readonly precedence?: readonly EdgeKind[]
  /** How many edges a search for one name in one component may visit. */
  readonly searchBudget?: number
}

/** Finds at most one cycle of each name in each component, none that merely follows from another. */
export function findCycles(graph: Graph, options: CycleSearchOptions = {}): CycleFindings {
  const findings = { cycles: [] as FoundCycle[], cycleExists: [] as FoundCycleExists[], unsearched: [] as Unsearched[] }
  const precedence = (options.precedence ?? edgeKinds).map(bitOf).filter(bit => (bit & ORDER) === 0)
  for (const component of componentsOf(graph)) {
    const ruledOut = cyclesExist(component)
    const names = namesWorthSearching(component, new Set(ruledOut.map(found => found.not)))
    const { cycles, unsearched } = searchNames(
      component,
      names,
      precedence,
      options.searchBudget ?? defaultSearchBudget,
    )
    findings.cycles.push(...cycles)
    findings.unsearched.push(...unsearched)
    findings.cycleExists.push(...ruledOut)
  }
  return findings
}

/** What each kind of cycle in the component rules out, without what that implies. */
export function cyclesExist(component: Component): FoundCycleExists[] {
  const found: FoundCycleExists[] = []
  const settled = new Set<ModelName>()
  for (const spec of cycleExistsSpecs) {
    if (settled.has(spec.model)) continue
    const part = smallestCyclicPart(component, spec)
    if (!part) continue
    const cycle = shortestCycleAmong(component, part, spec)
    found.push({
      type: spec.type,
      not: spec.model,
      scc: part.map(v => component.vertices[v]!),
      sccSize: part.length,
      cycle: { vertices: cycle.vertices.map(v => component.vertices[v]!), kinds: cycle.kinds },
    })
    for (const model of impossibleModels([spec.model])) settled.add(model)
  }
  return found
}

/** The models that the existence pass has found nothing against have no cycles of the names that they forbid. */
function namesWorthSearching(component: Component, ruledOut: ReadonlySet<ModelName>): CycleName[] {
  const impossible = impossibleModels(ruledOut)
  const clear = cycleExistsSpecs.map(spec => modelNamed(spec.model)).filter(model => !impossible.has(model))
  const absent: ReadonlySet<string> = prohibitedAnomalies(clear)
  const kinds = component.bits.reduce((all, bits) => all | bits, 0)
  return searchOrder.filter(name => {
    const order = orderOf(name)
    if (!name.includes('-item') && !/^G[01]/.test(name) && (kinds & PREDICATE) === 0) return false
    return !absent.has(name) && (order === undefined || (kinds & bitOf(order)) !== 0)
  })
}

function searchNames(component: Component, names: readonly CycleName[], precedence: readonly number[], budget: number) {
  const graph = primaryGraph(component, precedence)
  const cycles: FoundCycle[] = []
  const unsearched: Unsearched[] = []
  const implied = new Set<string>()
  for (const name of names) {
    if (implied.has(name)) continue
    const { cycle, exhausted } = searchCycle(graph, specFor(name), budget)
    if (cycle) {
      cycles.push({ name, vertices: cycle.vertices.map(v => component.vertices[v]!), kinds: cycle.kinds })
      for (const anomaly of impliedAnomalies([name])) implied.add(anomaly)
    } else if (exhausted) {
      unsearched.push({ type: name, componentSize: component.size })
    }
  }
  return { cycles, unsearched }
}

/** Drops the proofs for models that the other anomalies rule out by name. */
export function withoutRedundant<Found extends { readonly not: ModelName }>(
  cycleExists: readonly Found[],
  otherAnomalies: Iterable<AnomalyName>,
): Found[] {
  const ruledOut = modelsRuledOutBy(otherAnomalies)
  return cycleExists.filter(found => !ruledOut.has(found.not))
}
