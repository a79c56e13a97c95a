/** From a contradiction to the fewest operations and guarantees that still contradict each other. */
import type { Accesses } from './accesses.ts'
import { ANYTHING, INITIAL } from './accesses.ts'
import { SESSION_GUARANTEES, type SessionGuarantee, type SessionViolation } from './types.ts'
import { findContradiction, type Resolved } from './view.ts'

export interface RawViolation extends Pick<SessionViolation, 'kind' | 'guarantees'> {
  /** Position of the session whose reads are in question. */
  readonly reader: number | undefined
  /** Positions of accesses, in order. */
  readonly accesses: readonly number[]
}

/** At most one violation for each reader and set of guarantees; those of the writes' order alone only once. */
export function minimalViolations(
  resolved: Resolved,
  sessions: number,
  asked: readonly SessionGuarantee[],
  tick: () => void,
): RawViolation[] {
  const found: RawViolation[] = []
  const names = new Set<string>()
  const full = new Set(asked)
  const writesAlone = findContradiction(resolved, full, undefined, tick)
  const readers = writesAlone === undefined ? Array.from({ length: sessions }, (_, reader) => reader) : [undefined]
  for (const reader of readers) {
    const evidence = reader === undefined ? writesAlone : findContradiction(resolved, full, reader, tick)
    if (evidence === undefined) continue
    for (const guarantees of minimalSets(resolved, evidence.accesses, asked)) {
      const accesses = minimise(resolved, evidence.accesses, guarantees)
      const stuck = whoIsStuck(part(resolved, accesses), guarantees)
      const violation: RawViolation = { kind: 'order', guarantees, reader: stuck?.reader, accesses }
      const name = `${guarantees}|${stuck?.reader}`
      if (names.has(name)) continue
      names.add(name)
      found.push(violation)
    }
  }
  return found
}

/** The part of a history with these accesses only. What a read saw that is left out is not known. */
function part({ accesses, source }: Resolved, kept: readonly number[]): Resolved {
  const renamed = new Map(kept.map((a, i) => [a, i]))
  renamed.set(INITIAL, INITIAL)
  return {
    accesses: kept.map(a => accesses[a]!),
    source: kept.map(a => (source[a] === undefined ? undefined : (renamed.get(source[a]!) ?? ANYTHING))),
  }
}

/** Somebody whose reads cannot be explained: first nobody in particular, when the order of the writes is contradictory. */
function whoIsStuck(
  resolved: Resolved,
  guarantees: readonly SessionGuarantee[],
): { reader: number | undefined } | undefined {
  const set = new Set(guarantees)
  for (const reader of [undefined, ...new Set(resolved.accesses.map(({ session }) => session))]) {
    if (findContradiction(resolved, set, reader) !== undefined) return { reader }
  }
  return undefined
}

function broken(resolved: Resolved, kept: readonly number[], guarantees: readonly SessionGuarantee[]): boolean {
  return whoIsStuck(part(resolved, kept), guarantees) !== undefined
}

/** The smallest sets of guarantees, none within another, under which the accesses are contradictory. */
function minimalSets(
  resolved: Resolved,
  kept: readonly number[],
  asked: readonly SessionGuarantee[],
): SessionGuarantee[][] {
  const sets: SessionGuarantee[][] = []
  const order = SESSION_GUARANTEES.filter(guarantee => asked.includes(guarantee))
  const subsets = Array.from({ length: 1 << order.length }, (_, bits) => order.filter((_, i) => bits & (1 << i)))
  for (const subset of subsets.sort((a, b) => a.length - b.length)) {
    if (sets.some(set => set.every(guarantee => subset.includes(guarantee)))) continue
    if (broken(resolved, kept, subset)) sets.push(subset)
  }
  return sets
}

/** Leaves out one access after the other, as long as the rest is still contradictory. */
function minimise(
  resolved: Resolved,
  kept: readonly number[],
  guarantees: readonly SessionGuarantee[],
): readonly number[] {
  let core = kept
  for (const a of kept) {
    const less = core.filter(b => b !== a)
    if (broken(resolved, less, guarantees)) core = less
  }
  return core
}

/** The accesses of an evidence, and the ambiguous reads of the keys that it touches with all that they may have seen. */
export function restrict(
  { accesses, sources }: Accesses,
  ambiguous: readonly number[],
  evidence: readonly number[],
): number[] {
  const keys = new Set(evidence.map(a => accesses[a]!.key))
  const more = ambiguous
    .filter(a => keys.has(accesses[a]!.key))
    .flatMap(a => [a, ...sources[a]!.filter(w => w !== INITIAL)])
  return [...new Set([...evidence, ...more])].sort((a, b) => a - b)
}
