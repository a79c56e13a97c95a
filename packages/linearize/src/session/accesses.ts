/** A history as reads and writes of keys, by session, each read with the writes that it can have seen. */
import { callOrder } from '../history/intake.ts'
import { ILLEGAL, type Model, type Operation, type PartitionKey, type Process } from '../types.ts'
import { Interner } from '../values.ts'

/** A read, a write, or (a compare-and-set) both, the read first. */
export interface Access {
  readonly operation: number
  /** Position of the session. */
  readonly session: number
  /** Position of the key. */
  readonly key: number
  /** The interned value that was written. */
  readonly writes?: number
  /** The interned value that was read. */
  readonly reads?: number
  /** An interned value that was certainly not read. */
  readonly differs?: number
  /** Whether it may not have happened. */
  readonly crashed: boolean
}

/** Stands for the value before the first write, where a position of an access is expected. */
export const INITIAL = -1

/** Stands there for a read of something that is not known, or that does not matter. */
export const ANYTHING = -2

export interface Accesses {
  /** In session order within each session, by time otherwise. */
  readonly accesses: readonly Access[]
  readonly sessions: readonly (Process | undefined)[]
  readonly keys: readonly (PartitionKey | undefined)[]
  readonly values: readonly unknown[]
  /** For each access that reads: positions of the accesses that wrote what it read, INITIAL among them. Most likely first. */
  readonly sources: readonly (readonly number[] | undefined)[]
  /** The first operation that is none of these. */
  readonly unsupported: number | undefined
}

export function toAccesses<I, O>(model: Model<never, I, O>, operations: readonly Operation<I, O>[]): Accesses {
  const values = new Interner()
  const keys = new Interner()
  const sessionOf = new Map<Process, number>()
  const sessions: (Process | undefined)[] = []
  const accesses: Access[] = []
  let unsupported: number | undefined
  for (const i of callOrder(operations)) {
    const { input, output, process } = operations[i]!
    let step = model.register?.(input, output)
    // Nobody knows whether it happened: it never returned, or (a compare-and-set) returned without saying whether it succeeded.
    let crashed = !Number.isFinite(operations[i]!.return ?? Number.POSITIVE_INFINITY)
    if (step === undefined && output === undefined) {
      // What it would mean if it had succeeded: any output will do, since what a crashed operation read is ignored.
      step = model.register?.(input, true as O)
      crashed = true
    }
    if (step === undefined) {
      unsupported ??= i
      continue
    }
    if (step.kind === 'nothing' || (crashed && step.kind !== 'write' && step.kind !== 'cas')) continue
    let session = process === undefined ? undefined : sessionOf.get(process)
    if (session === undefined) {
      session = sessions.push(process) - 1
      if (process !== undefined) sessionOf.set(process, session)
    }
    const key = keys.id(model.partition?.(input))
    const value = values.id(step.value)
    accesses.push({
      operation: i,
      session,
      key,
      crashed,
      ...(step.kind === 'read' ? { reads: value } : {}),
      ...(step.kind === 'differs' ? { differs: value } : {}),
      ...(step.kind === 'write' || step.kind === 'cas' ? { writes: value } : {}),
      ...(step.kind === 'cas' && !crashed ? { reads: values.id(step.from) } : {}),
    })
  }
  const initial = initialValue(model, accesses, operations)
  const sources = findSources(accesses, initial, operations)
  // What crashed and was never seen need not have happened.
  const seen = new Set(sources.flatMap(candidates => candidates ?? []))
  const keep = accesses.map((access, a) => !access.crashed || seen.has(a))
  const renamed = new Map<number, number>([[INITIAL, INITIAL]])
  accesses.forEach((_, a) => {
    if (keep[a]) renamed.set(a, renamed.size - 1)
  })
  return {
    accesses: accesses.filter((_, a) => keep[a]),
    sessions,
    keys: keys.values as (PartitionKey | undefined)[],
    values: values.values,
    sources: sources.filter((_, a) => keep[a]).map(list => list?.flatMap(a => renamed.get(a) ?? [])),
    unsupported,
  }
}

/** The value that a read of the initial state returns, found by trying the reads on it; `undefined` when none of them fits. */
function initialValue<I, O>(
  model: Model<never, I, O>,
  accesses: readonly Access[],
  operations: readonly Operation<I, O>[],
): number | undefined {
  const tried = new Set<number>()
  for (const { reads, operation } of accesses) {
    if (reads === undefined || tried.has(reads)) continue
    tried.add(reads)
    const { input, output } = operations[operation]!
    if (model.step(model.init(), input, output) !== ILLEGAL) return reads
  }
  return undefined
}

function findSources(accesses: readonly Access[], initial: number | undefined, operations: readonly Operation[]) {
  const writers = new Map<string, number[]>()
  const byKey = new Map<number, number[]>()
  accesses.forEach(({ key, writes }, a) => {
    if (writes === undefined) return
    const name = `${key}:${writes}`
    const same = writers.get(name)
    if (same === undefined) writers.set(name, [a])
    else same.push(a)
    const list = byKey.get(key)
    if (list === undefined) byKey.set(key, [a])
    else list.push(a)
  })
  return accesses.map(({ key, reads, differs, operation }, reader) => {
    if (reads === undefined && differs === undefined) return undefined
    const candidates =
      reads === undefined
        ? [...(byKey.get(key) ?? [])].filter(a => accesses[a]!.writes !== differs)
        : [...(writers.get(`${key}:${reads}`) ?? [])]
    if (reads === undefined ? initial === undefined || differs !== initial : reads === initial)
      candidates.unshift(INITIAL)
    const returned = operations[operation]!.return ?? Number.POSITIVE_INFINITY
    // Most likely: the last one that had been called by then.
    const called = (a: number) => (a === INITIAL ? Number.NEGATIVE_INFINITY : operations[accesses[a]!.operation]!.call)
    return candidates
      .filter(a => a !== reader)
      .sort((a, b) => Number(called(a) > returned) - Number(called(b) > returned) || called(b) - called(a))
  })
}
