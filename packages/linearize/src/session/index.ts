/** The session guarantees of a history of reads and writes. */
import { toOperations } from '../history/intake.ts'
import { casRegister } from '../models/cas-register.ts'
import type { HistoryInput, Model, Operation } from '../types.ts'
import { type Accesses, ANYTHING, toAccesses } from './accesses.ts'
import { minimalViolations, type RawViolation, restrict } from './minimal.ts'
import { sentence } from './sentence.ts'
import {
  SESSION_GUARANTEES,
  type SessionGuarantee,
  type SessionOptions,
  type SessionResult,
  type SessionUnknownCause,
  type SessionViolation,
} from './types.ts'
import { findContradiction, type Resolved } from './view.ts'

export * from './types.ts'

/** So many ways to decide what ambiguous reads saw are tried before the answer is `unknown`. */
const MOST_RESOLUTIONS = 2000

class GaveUp extends Error {
  readonly reason: SessionUnknownCause
  constructor(reason: SessionUnknownCause) {
    super(reason.message)
    this.reason = reason
  }
}

/**
 * Whether a store could have answered like this while it gave its clients the four session guarantees (or those asked for). Exact when every
 * value is written at most once to a key; otherwise a violation is still certain, and what cannot be told is `unknown`. Polynomial.
 *
 * A session is a process. Nothing is assumed of real time, nor that processes see the writes in one order: a history of causal
 * memory passes. Throws a `HistoryError` for a history that cannot be.
 */
export function checkSessionGuarantees<I = unknown, O = unknown>(
  history: HistoryInput<I, O>,
  options: SessionOptions = {},
): SessionResult<I, O> {
  const model = (options.model ?? casRegister()) as Model<never, I, O>
  const asked = options.guarantees ?? SESSION_GUARANTEES
  const operations = toOperations(model, history) as readonly Operation<I, O>[]
  const data = toAccesses(model, operations)
  const base = { model: model.name, operations }
  const report = (raw: readonly RawViolation[]): SessionViolation[] =>
    raw.map(violation => ({
      guarantees: violation.guarantees,
      kind: violation.kind,
      ...(violation.reader === undefined || data.sessions[violation.reader] === undefined
        ? {}
        : { process: data.sessions[violation.reader]! }),
      ...keyOf(violation, data),
      operations: violation.accesses.map(a => data.accesses[a]!.operation),
      why: sentence(violation, data),
    }))
  try {
    const tick = deadline(options)
    const verdict = decide(data, asked, tick)
    if (verdict.violations.length > 0) {
      return {
        ...base,
        valid: false,
        guarantees: each(data, asked, verdict.violations, tick),
        violations: report(verdict.violations),
      }
    }
    const cause = verdict.cause ?? unsupported(data, model, operations)
    if (cause !== undefined)
      return { ...base, valid: 'unknown', cause, guarantees: all(asked, 'unknown'), violations: [] }
    return { ...base, valid: true, guarantees: all(asked, true), violations: [] }
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error
    return { ...base, valid: 'unknown', cause: error.reason, guarantees: all(asked, 'unknown'), violations: [] }
  }
}

function all<T>(asked: readonly SessionGuarantee[], value: T): Partial<Record<SessionGuarantee, T>> {
  return Object.fromEntries(asked.map(guarantee => [guarantee, value]))
}

function keyOf({ accesses }: RawViolation, { accesses: all, keys }: Accesses) {
  const touched = new Set(accesses.map(a => keys[all[a]!.key]))
  const [key] = touched
  return touched.size === 1 && key !== undefined ? { key } : {}
}

interface Decision {
  readonly violations: readonly RawViolation[]
  readonly cause?: SessionUnknownCause
}

/** Violations, or why there may be some that nobody can see. */
function decide(data: Accesses, asked: readonly SessionGuarantee[], tick: () => void): Decision {
  const impossible = impossibleReads(data)
  const certain = certainOnly(data)
  const violations = [...impossible, ...minimalViolations(certain, data.sessions.length, asked, tick)]
  if (violations.length > 0) return { violations }
  const ambiguous = data.sources.flatMap((candidates, a) => ((candidates?.length ?? 0) > 1 ? [a] : []))
  if (ambiguous.length === 0) return { violations }
  return searchResolutions(data, ambiguous, asked, tick)
}

/** Reads of what nobody wrote, and of what their own process wrote only later. */
function impossibleReads({ accesses, sources }: Accesses): RawViolation[] {
  const found: RawViolation[] = []
  sources.forEach((candidates, a) => {
    if (candidates === undefined) return
    const { session } = accesses[a]!
    if (candidates.length === 0 && accesses[a]!.reads !== undefined) {
      found.push({ kind: 'thin-air', guarantees: [], reader: session, accesses: [a] })
    } else if (fromTheFuture(candidates, a, accesses)) {
      found.push({ kind: 'future', guarantees: [], reader: session, accesses: [a, candidates[0]!] })
    }
  })
  return found
}

function fromTheFuture(candidates: readonly number[], a: number, accesses: Accesses['accesses']): boolean {
  return candidates.length > 0 && candidates.every(w => w > a && accesses[w]?.session === accesses[a]!.session)
}

/** What reads saw where there is no doubt. */
function certainOnly(data: Accesses): Resolved {
  return resolve(data, (candidates, a) =>
    candidates.length === 1 && !fromTheFuture(candidates, a, data.accesses) ? candidates[0]! : ANYTHING,
  )
}

function resolve(
  { accesses, sources }: Accesses,
  choose: (candidates: readonly number[], a: number) => number | undefined,
): Resolved {
  return { accesses, source: sources.map((candidates, a) => candidates && choose(candidates, a)) }
}

function contradictory(resolved: Resolved, sessions: number, asked: ReadonlySet<SessionGuarantee>, tick: () => void) {
  for (let reader = 0; reader < sessions; reader++) if (findContradiction(resolved, asked, reader, tick)) return true
  return findContradiction(resolved, asked, undefined, tick) !== undefined
}

/** Tries ways to decide what each ambiguous read saw, the likeliest first: one without a contradiction is enough. */
function searchResolutions(
  data: Accesses,
  ambiguous: readonly number[],
  asked: readonly SessionGuarantee[],
  tick: () => void,
): Decision {
  const set = new Set(asked)
  const digits = ambiguous.map(() => 0)
  const place = new Map(ambiguous.map((a, i) => [a, i]))
  const sizes = ambiguous.map(a => data.sources[a]!.length)
  const last = lastSeen(data)
  if (
    !contradictory(
      resolve(data, (_, a) => last[a]),
      data.sessions.length,
      set,
      tick,
    )
  )
    return { violations: [] }
  for (let tried = 0; tried < MOST_RESOLUTIONS; tried++) {
    const resolved = resolve(data, (candidates, a) => candidates[digits[place.get(a) ?? -1] ?? 0])
    if (!contradictory(resolved, data.sessions.length, set, tick)) return { violations: [] }
    let i = 0
    while (i < digits.length && ++digits[i]! >= sizes[i]!) digits[i++] = 0
    // Every way fails. The smallest evidence is that of one of the ways, and would not convince: all that was read stands as such.
    if (i === digits.length) {
      const first = resolve(data, candidates => candidates[0])
      const [violation] = minimalViolations(first, data.sessions.length, asked, tick)
      const accesses = restrict(data, ambiguous, violation!.accesses)
      return { violations: [{ ...violation!, guarantees: asked, accesses }] }
    }
  }
  const cause: SessionUnknownCause = {
    kind: 'ambiguous',
    message: `${ambiguous.length} reads may have seen any of several writes of the same value; none of ${MOST_RESOLUTIONS} ways to decide them fits. Write every value once.`,
  }
  return { violations: [], cause }
}

/** For every read the write that its session saw or made last, if it can be that, or the likeliest. */
function lastSeen({ accesses, sources }: Accesses): (number | undefined)[] {
  const latest = new Map<string, number>()
  return accesses.map(({ session, key, writes }, a) => {
    const name = `${session}:${key}`
    const candidates = sources[a]
    const before = latest.get(name)
    const source = candidates && (before !== undefined && candidates.includes(before) ? before : candidates[0])
    if (source !== undefined) latest.set(name, source)
    if (writes !== undefined) latest.set(name, a)
    return source
  })
}

/** What it may cost to tell whether a guarantee is broken by itself: reads × accesses. */
const MOST_ALONE = 2e7

/** Each guarantee alone, on the whole history, unless that costs too much: then `unknown`. The violations stand in any case. */
function each(
  data: Accesses,
  asked: readonly SessionGuarantee[],
  violations: readonly RawViolation[],
  tick: () => void,
) {
  const result: Partial<Record<SessionGuarantee, true | false | 'unknown'>> = {}
  const certain = certainOnly(data)
  const doubtful = new Set(violations.flatMap(({ guarantees }) => (guarantees.length > 1 ? guarantees : [])))
  for (const guarantee of asked) {
    const broken = violations.some(
      ({ guarantees }) => guarantees.length === 0 || (guarantees.length === 1 && guarantees[0] === guarantee),
    )
    const alone = broken ? false : holdsAlone(certain, data.sessions.length, guarantee, tick)
    result[guarantee] = alone === true && doubtful.has(guarantee) ? 'unknown' : alone
  }
  return result
}

function holdsAlone(
  certain: Resolved,
  sessions: number,
  guarantee: SessionGuarantee,
  tick: () => void,
): true | false | 'unknown' {
  // Without monotonic reads every read is looked at by itself.
  const reads = certain.source.filter(source => source !== undefined && source !== ANYTHING).length
  if (guarantee !== 'monotonic-reads' && reads * certain.accesses.length > MOST_ALONE) return 'unknown'
  try {
    return !contradictory(certain, sessions, new Set([guarantee]), tick)
  } catch (error) {
    if (error instanceof GaveUp) return 'unknown'
    throw error
  }
}

function unsupported<I, O>(data: Accesses, model: Model<never, I, O>, operations: readonly Operation<I, O>[]) {
  if (data.unsupported === undefined) return undefined
  const { input, output } = operations[data.unsupported]!
  const cause: SessionUnknownCause = {
    kind: 'unsupported',
    message: `to model ${model.name}, operation ${data.unsupported} (${model.describe?.(input, output) ?? JSON.stringify(input)}) is no read, write or compare-and-set, so that nobody can say what others saw of it`,
  }
  return cause
}

function deadline({ timeLimit, signal, now = () => performance.now() }: SessionOptions): () => void {
  const end = timeLimit === undefined ? Number.POSITIVE_INFINITY : now() + timeLimit
  return () => {
    if (signal?.aborted) throw new GaveUp({ kind: 'cancelled', message: 'cancelled by its signal' })
    if (now() > end) throw new GaveUp({ kind: 'time', message: `the time limit of ${timeLimit} ms ran out` })
  }
}
