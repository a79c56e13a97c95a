/** Sequential consistency: one order of all operations that keeps the order of each process, whatever the clock said. */
import type { AnyModel } from '../engines/machine.ts'
import { toOperations } from '../history/intake.ts'
import type { HistoryInput, Model, Operation, UnknownCause } from '../types.ts'
import { minimise, stuckAfter, withNeeds } from './failure.ts'
import { type ForcedOrder, forcedOrder } from './forced.ts'
import { linearizationOf } from './linearization.ts'
import { type Programs, toPrograms } from './programs.ts'
import { searchInterleaving } from './search.ts'
import type { SequentialFailure, SequentialOptions, SequentialResult } from './types.ts'

export * from './types.ts'

/** A set of strings cannot hold more than 2²⁴. */
const MOST_CONFIGURATIONS = 16_000_000
/** What an attempt may cost that only serves the explanation. */
const EXPLAIN_CONFIGURATIONS = 20_000
/** How long a linearization is looked for. */
const LINEARIZABLE_MILLISECONDS = 2000

class GaveUp extends Error {
  readonly reason: UnknownCause
  constructor(reason: UnknownCause) {
    super(reason.message)
    this.reason = reason
  }
}

type Verdict = Pick<SequentialResult, 'valid' | 'engine' | 'witness' | 'cause'> & {
  readonly forced?: ForcedOrder
  readonly deepest?: readonly (readonly number[])[]
}

/**
 * Whether the operations have an order that is legal for the model and keeps the order of every process (Lamport 1979). Times only tell the order
 * within a process. Sequential consistency is no property of single keys: all keys are ordered together. A crashed operation comes after all
 * earlier ones of its process, or never.
 *
 * Exact; NP-complete, so that a budget may run out (`unknown`). What every register's reads force is worked out first, and refutes or
 * guides. Throws a `HistoryError` for a history that cannot be, a `ModelError` for a model that breaks its contract.
 */
export function checkSequential<S, I, O>(
  model: Model<S, I, O>,
  history: HistoryInput<I, O>,
  options: SequentialOptions = {},
): SequentialResult<S, I, O> {
  const now = options.now ?? (() => performance.now())
  const started = now()
  const end = started + (options.timeLimit ?? Number.POSITIVE_INFINITY)
  const operations = toOperations(model as Model<never, I, O>, history) as readonly Operation<I, O>[]
  const count = { configurations: 0 }
  const tick = (limit: number) => () => {
    if (options.signal?.aborted) throw new GaveUp({ kind: 'cancelled', message: 'cancelled by its signal' })
    if (now() > limit) throw new GaveUp({ kind: 'time', message: `the time limit of ${options.timeLimit} ms ran out` })
  }
  const anyModel = model as AnyModel
  const programs = toPrograms(anyModel, operations, options.verifyModel ?? true)
  // What is linearizable is sequentially consistent, and is found out faster: it pays to try that for a while.
  const milliseconds = Math.min(LINEARIZABLE_MILLISECONDS, (options.timeLimit ?? Number.POSITIVE_INFINITY) / 2)
  const verdict = attempt(() =>
    decide(programs, { configurations: most(options, programs), milliseconds }, tick(end), count),
  )
  const failed = verdict.valid === false
  const failure = failed && options.explain !== false ? explain(programs, verdict, tick(end)) : undefined
  const core = failed && options.core ? findCore(programs, verdict, tick(end)) : undefined
  return {
    valid: verdict.valid,
    model: model.name,
    operations,
    ...(verdict.cause === undefined ? {} : { cause: verdict.cause }),
    ...(verdict.engine === undefined ? {} : { engine: verdict.engine }),
    ...(options.witness && verdict.witness !== undefined ? { witness: verdict.witness } : {}),
    ...(failure === undefined ? {} : { failure: failure as SequentialFailure<S> }),
    ...(core === undefined ? {} : { core }),
    statistics: { operations: operations.length, configurations: count.configurations, milliseconds: now() - started },
  }
}

function attempt(run: () => Verdict): Verdict {
  try {
    return run()
  } catch (error) {
    if (error instanceof GaveUp) return { valid: 'unknown', cause: error.reason }
    throw error
  }
}

/** How many configurations fit into the memory limit. */
function most({ memoryLimit = 2 ** 31 }: SequentialOptions, { chains, machines }: Programs): number {
  return Math.min(MOST_CONFIGURATIONS, memoryLimit / (100 + 2 * (chains.length + machines.length)))
}

interface Budget {
  readonly configurations: number
  /** For the attempt to find a linearization; 0 for none. */
  readonly milliseconds: number
}

function decide(
  programs: Programs,
  { configurations, milliseconds }: Budget,
  tick: () => void,
  count: { configurations: number },
): Verdict {
  tick()
  const forced = forcedOrder(programs, tick)
  if (forced.cycle !== undefined || forced.unwritten !== undefined)
    return { valid: false, engine: 'forced-order', forced }
  const linearization = linearizationOf(programs, milliseconds)
  tick()
  if (linearization !== undefined) return { valid: true, engine: 'linearizable', witness: linearization }
  const outcome = searchInterleaving(programs, forced.before, { configurations, tick })
  count.configurations += outcome.configurations
  if (outcome.found === true) return { valid: true, engine: 'search', witness: outcome.order }
  if (outcome.found === false) return { valid: false, engine: 'search', deepest: outcome.deepest, forced }
  const done = outcome.deepest[0]?.length ?? 0
  const message = `${Math.floor(configurations)} configurations fill the memory limit; the longest interleaving has ${done} of ${programs.operations.length} operations`
  return { valid: 'unknown', cause: { kind: 'memory', message } }
}

function explain(programs: Programs, { forced, deepest }: Verdict, tick: () => void): SequentialFailure {
  let found = deepest ?? []
  // A refutation that searched nothing, or that the forced orders cut short, says little of how far one gets.
  if (deepest === undefined || forced?.before.some(list => list.length > 0)) {
    const nothing = programs.operations.map(() => [])
    const limits = { configurations: EXPLAIN_CONFIGURATIONS, tick }
    const further = attempt(() => {
      const outcome = searchInterleaving(programs, nothing, limits)
      return { valid: 'unknown', ...(outcome.found === true ? {} : { deepest: outcome.deepest }) }
    })
    if ((further.deepest?.[0]?.length ?? -1) >= (found[0]?.length ?? -1)) found = further.deepest ?? []
  }
  return {
    ...(forced?.cycle === undefined ? {} : { cycle: forced.cycle }),
    ...(forced?.unwritten === undefined ? {} : { unwritten: forced.unwritten[0]! }),
    prefixes: found.map(order => stuckAfter(programs, order)),
  }
}

/** A minimal part that is refuted within a small budget. Of a large history it is what the time limit leaves. */
function findCore(programs: Programs, { forced }: Verdict, tick: () => void): readonly number[] {
  const { model, operations } = programs
  const inOrder = (list: readonly number[]) =>
    [...list].sort((a, b) => operations[a]!.call - operations[b]!.call || a - b)
  if (forced?.unwritten !== undefined) return inOrder(forced.unwritten)
  const all = programs.chains.flat()
  const involved = forced?.evidence
  let best: readonly number[] = all
  const fails = (kept: readonly number[]) => {
    tick()
    const part = toPrograms(model, operations, false, kept)
    const refuted =
      attempt(() =>
        decide(part, { configurations: EXPLAIN_CONFIGURATIONS, milliseconds: 0 }, tick, { configurations: 0 }),
      ).valid === false
    if (refuted && kept.length < best.length) best = kept
    return refuted
  }
  try {
    const start = involved === undefined ? all : growUntil(programs, involved, all, fails)
    best = minimise(programs, start, fails)
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error
  }
  return inOrder(best)
}

/** The involved operations, with what their keys' other operations and earlier ones of their processes add, until that is enough. */
function growUntil(
  programs: Programs,
  involved: readonly number[],
  all: readonly number[],
  fails: (kept: readonly number[]) => boolean,
) {
  const keys = new Set(involved.map(i => programs.partOf[i]))
  const last = new Map(involved.map(i => [programs.chainOf[i], 0]))
  for (const i of involved)
    last.set(programs.chainOf[i], Math.max(last.get(programs.chainOf[i])!, programs.positionOf[i]!))
  const near = all.filter(
    i => keys.has(programs.partOf[i]) && programs.positionOf[i]! <= (last.get(programs.chainOf[i]) ?? -1),
  )
  return [withNeeds(programs, involved), withNeeds(programs, near)].find(fails) ?? all
}
