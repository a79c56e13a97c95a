// What a cycle is called, by the kinds of its steps. Sources: Adya's thesis (G0, G1c, G-single, G2, and items against
// predicates), Cerone and Gotsman (Analysing Snapshot Isolation, JACM 2018: snapshot isolation allows exactly
// the cycles with two adjacent anti-dependencies), Elle (the process and realtime variants).

import { ANTI, ORDER, PREDICATE, PROCESS, REALTIME, RW, WR, WRP, WW, WWP } from './edge-kinds.ts'

/** How often a cycle of this name takes an anti-dependency (rw). */
export type AntiDependencies = 'none' | 'one' | 'nonadjacent' | 'any'

/** What to look for under one name. */
export interface CycleSpec {
  readonly name: CycleName
  readonly anti: AntiDependencies
  /** Kinds that the cycle may take, anti-dependencies included. */
  readonly allowed: number
  /** Kinds of which the cycle has at least one step, each. */
  readonly required: readonly number[]
}

type Family = 'G0' | 'G1c' | 'G-single-item' | 'G-single' | 'G-nonadjacent-item' | 'G-nonadjacent' | 'G2-item' | 'G2'
/** The names of cycles. */
export type CycleName = Family | `${Family}-process` | `${Family}-realtime`

const writes = WW | WWP
const data = writes | WR | WRP
const families: Readonly<Record<Family, Omit<CycleSpec, 'name'>>> = {
  G0: { anti: 'none', allowed: writes, required: [] },
  G1c: { anti: 'none', allowed: data, required: [WR | WRP] },
  'G-single-item': { anti: 'one', allowed: WW | WR | RW, required: [RW] },
  'G-single': { anti: 'one', allowed: data | ANTI, required: [ANTI] },
  'G-nonadjacent-item': { anti: 'nonadjacent', allowed: WW | WR | RW, required: [RW] },
  'G-nonadjacent': { anti: 'nonadjacent', allowed: data | ANTI, required: [ANTI] },
  'G2-item': { anti: 'any', allowed: WW | WR | RW, required: [RW] },
  G2: { anti: 'any', allowed: data | ANTI, required: [ANTI] },
}

/**
 * The order in which cycles are looked for: the more telling before those that follow from it. What `specFor` returns
 * relies on it: when a name's turn comes, no cycle of a name that implies it exists in the component.
 */
export const searchOrder: readonly CycleName[] = [
  'G-single-item',
  'G0',
  'G-nonadjacent-item',
  'G-single-item-process',
  'G1c',
  'G-nonadjacent-item-process',
  'G-single',
  'G-single-item-realtime',
  'G2-item',
  'G-nonadjacent',
  'G-nonadjacent-item-realtime',
  'G2',
  'G0-process',
  'G1c-process',
  'G-single-process',
  'G2-item-process',
  'G-nonadjacent-process',
  'G2-process',
  'G0-realtime',
  'G1c-realtime',
  'G-single-realtime',
  'G2-item-realtime',
  'G-nonadjacent-realtime',
  'G2-realtime',
]

/** What to look for under a name. */
export function specFor(name: CycleName): CycleSpec {
  const order = name.endsWith('-process') ? PROCESS : name.endsWith('-realtime') ? REALTIME : 0
  const family = families[name.replace(/-(?:process|realtime)$/, '') as Family]
  if (order === 0) return { name, ...family }
  return { name, anti: family.anti, allowed: family.allowed | order, required: [...family.required, order] }
}

/** The name of a cycle, from the one kind of each of its steps in turn. */
export function nameOfCycle(kinds: readonly number[]): CycleName {
  const all = kinds.reduce((seen, kind) => seen | kind, 0)
  const anti = kinds.filter(kind => (kind & ANTI) !== 0).length
  const adjacent = kinds.some((kind, i) => (kind & ANTI) !== 0 && (kinds[(i + 1) % kinds.length]! & ANTI) !== 0)
  const item = (all & PREDICATE) === 0 ? '-item' : ''
  const suffix = (all & REALTIME) !== 0 ? '-realtime' : (all & PROCESS) !== 0 ? '-process' : ''
  if (anti === 1) return `G-single${item}${suffix}`
  if (anti > 1) return adjacent ? `G2${item}${suffix}` : `G-nonadjacent${item}${suffix}`
  return (all & (WR | WRP)) !== 0 ? `G1c${suffix}` : `G0${suffix}`
}

/** Whether a name speaks of session or real-time order. */
export function orderOf(name: string): 'process' | 'realtime' | undefined {
  return name.endsWith('-process') ? 'process' : name.endsWith('-realtime') ? 'realtime' : undefined
}

/**
 * Which kind an edge of several kinds is told by: dependencies through data first, in the order in which the checker
 * prefers to explain them, then session and real-time order.
 */
export function primaryKind(bits: number, precedence: readonly number[]): number {
  for (const bit of precedence) if ((bits & bit) !== 0) return bit
  const order = bits & ORDER
  return order & -order
}
