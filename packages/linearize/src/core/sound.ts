/**
 * Which operations may be taken out of a history that is not linearizable, so that what is left is no contradiction of our own making: without
 * the write of 4 a read of 4 proves nothing.
 *
 * A set of operations is sound if every legal order of the whole history stays legal when the others are taken out of it. For that it is enough that
 * each kept operation finds the same state before it, as far as it cares; that is, that the last operation before it that may have changed the state
 * is kept, whichever that was. It was none that certainly came before a kept change that certainly came before the operation.
 */
import type { AnyModel, Operations } from '../engines/machine.ts'
import { CAS, DIFFERS, NOTHING, OTHER, READ, type RegisterColumns, WRITE } from '../history/columns.ts'
import { canonicalText } from '../values.ts'

/** Operations in order of their calls, numbered 0, 1, … */
export interface Excerpt {
  readonly operations: Operations
  readonly calls: Float64Array
  /** `Infinity` for operations that need not happen. */
  readonly returns: Float64Array
  readonly register: RegisterColumns | undefined
}

export interface SoundRule {
  /** The smallest sound set that it knows with these operations in it, in order. */
  closed(some: readonly number[]): number[]
  /** Whether an operation has to stay only because nothing is known of what it does. */
  guessed(operation: number): boolean
}

export function soundRule(model: AnyModel, excerpt: Excerpt): SoundRule {
  const { register } = excerpt
  if (register === undefined || register.kind.every(kind => kind === OTHER || kind === NOTHING))
    return new FamilyRule(model, excerpt)
  return new RegisterRule(model, excerpt, register)
}

/** A read needs the operation that it reads from: one of those that leave its value, and were not certainly overwritten by what is kept. */
class RegisterRule implements SoundRule {
  private readonly excerpt: Excerpt
  private readonly register: RegisterColumns
  private readonly pure: Uint8Array
  /** Those that leave a certain value, those that may leave any, and all that may change anything. */
  private readonly producers = new Map<number, Producers>()
  private readonly vague: Producers
  private readonly changes: Producers
  /** For each operation how many had returned before its call, and how many before or with its own return. */
  private readonly returnedBefore: Int32Array
  private readonly rank: Int32Array
  private readonly latest: LatestCalls
  private readonly keptAt: Int32Array
  private moment = 0

  constructor(model: AnyModel, excerpt: Excerpt, register: RegisterColumns) {
    this.excerpt = excerpt
    this.register = register
    const { operations, calls, returns } = excerpt
    const n = operations.length
    this.pure = new Uint8Array(n)
    this.keptAt = new Int32Array(n)
    this.vague = new Producers(excerpt)
    this.changes = new Producers(excerpt)
    for (let i = 0; i < n; i++) {
      const kind = register.kind[i]!
      const { input, output } = operations[i]!
      const changes = kind === WRITE || kind === CAS || (kind === OTHER && model.pure?.(input, output) !== true)
      this.pure[i] = changes ? 0 : 1
      if (!changes) continue
      this.changes.add(i)
      if (kind === OTHER) this.vague.add(i)
      else this.producersOf(register.to[i]!).add(i)
    }
    const sorted = returns.toSorted()
    this.returnedBefore = calls.reduce((before, call, i) => {
      before[i] = countBelow(sorted, call)
      return before
    }, new Int32Array(n))
    this.rank = returns.reduce((rank, at, i) => {
      rank[i] = countBelow(sorted, at)
      return rank
    }, new Int32Array(n))
    this.latest = new LatestCalls(n)
  }

  guessed(operation: number): boolean {
    return this.register.kind[operation] === OTHER
  }

  closed(some: readonly number[]): number[] {
    this.moment++
    this.latest.clear()
    const kept: number[] = []
    for (const operation of some) this.keep(operation, kept)
    // Late ones first: what they bring in may have overwritten what earlier ones would need.
    const todo = kept.toSorted((a, b) => a - b)
    for (let operation = todo.pop(); operation !== undefined; operation = todo.pop()) {
      for (const producers of this.sourcesOf(operation)) {
        producers.live(
          this.excerpt.returns[operation]!,
          () => this.overwrittenBefore(operation),
          source => {
            if (source === operation || this.keptAt[source] === this.moment) return
            if (this.register.kind[operation] === DIFFERS && this.register.to[source] === this.register.from[operation])
              return
            this.keep(source, kept)
            todo.push(source)
          },
        )
      }
    }
    return kept.sort((a, b) => a - b)
  }

  private keep(operation: number, kept: number[]): void {
    if (this.keptAt[operation] === this.moment) return
    this.keptAt[operation] = this.moment
    kept.push(operation)
    const { calls, returns } = this.excerpt
    if (this.pure[operation] === 0 && returns[operation]! < Number.POSITIVE_INFINITY)
      this.latest.add(this.rank[operation]!, calls[operation]!)
  }

  /** What returned before this time came before a kept change that came before the operation. */
  private overwrittenBefore(operation: number): number {
    return this.latest.among(this.returnedBefore[operation]!)
  }

  private sourcesOf(operation: number): readonly Producers[] {
    switch (this.register.kind[operation]) {
      case READ:
      case CAS:
        return [this.vague, this.producersOf(this.register.from[operation]!)]
      case WRITE:
      case NOTHING:
        return []
      default:
        return [this.changes]
    }
  }

  private producersOf(value: number): Producers {
    let known = this.producers.get(value)
    if (known === undefined) {
      known = new Producers(this.excerpt)
      this.producers.set(value, known)
    }
    return known
  }
}

/** Operations in order of their calls, to be asked for those that were open at or after some time. */
class Producers {
  private readonly excerpt: Excerpt
  private readonly all: number[] = []
  /** Of each one and all before it the latest return. */
  private readonly until: number[] = []
  /** Those that need not happen and never return. */
  private readonly crashed: number[] = []

  constructor(excerpt: Excerpt) {
    this.excerpt = excerpt
  }

  add(operation: number): void {
    const returned = this.excerpt.returns[operation]!
    if (returned === Number.POSITIVE_INFINITY) {
      this.crashed.push(operation)
      return
    }
    this.until.push(Math.max(this.until.at(-1) ?? Number.NEGATIVE_INFINITY, returned))
    this.all.push(operation)
  }

  /** Those called by `end` that did not return before `start()`, latest first; each visit may move the start. */
  live(end: number, start: () => number, visit: (operation: number) => void): void {
    const { calls, returns } = this.excerpt
    for (let i = this.calledBy(end) - 1; i >= 0; i--) {
      const from = start()
      if (this.until[i]! < from) break
      if (returns[this.all[i]!]! >= from) visit(this.all[i]!)
    }
    for (const operation of this.crashed) if (calls[operation]! <= end) visit(operation)
  }

  private calledBy(end: number): number {
    let low = 0
    let high = this.all.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.excerpt.calls[this.all[middle]!]! <= end) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The latest call among the operations with the earliest returns: a Fenwick tree of maxima that is cleared at no cost. */
class LatestCalls {
  private readonly tree: Float64Array
  private readonly setAt: Int32Array
  private moment = 0

  constructor(size: number) {
    this.tree = new Float64Array(size + 1)
    this.setAt = new Int32Array(size + 1)
  }

  clear(): void {
    this.moment++
  }

  add(rank: number, call: number): void {
    for (let i = rank + 1; i < this.tree.length; i += i & -i) {
      if (this.setAt[i] === this.moment && this.tree[i]! >= call) continue
      this.tree[i] = call
      this.setAt[i] = this.moment
    }
  }

  /** Among those with one of the first `count` ranks. */
  among(count: number): number {
    let latest = Number.NEGATIVE_INFINITY
    for (let i = count; i > 0; i -= i & -i) {
      if (this.setAt[i] === this.moment && this.tree[i]! > latest) latest = this.tree[i]!
    }
    return latest
  }
}

function countBelow(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Families (see `Model.family`) stay as a whole; what is neither pure nor of a family stays. */
class FamilyRule implements SoundRule {
  private readonly family: readonly (string | null | undefined)[]
  private readonly whole: boolean

  constructor(model: AnyModel, { operations, returns }: Excerpt) {
    this.family = operations.map(({ input, output }) => {
      if (model.pure?.(input, output) === true) return null
      const key = model.family?.(input, output)
      return key === undefined ? undefined : canonicalText(key)
    })
    // One that returned, and is of no family, may have taken part in any.
    this.whole = this.family.some((key, i) => key === undefined && returns[i]! < Number.POSITIVE_INFINITY)
  }

  guessed(operation: number): boolean {
    const key = this.family[operation]
    return key === undefined || (key !== null && this.whole)
  }

  closed(some: readonly number[]): number[] {
    const kept = new Set(some)
    const staying = new Set(some.map(i => this.family[i]).filter(key => typeof key === 'string'))
    this.family.forEach((key, i) => {
      if (key === undefined || (key !== null && (this.whole || staying.has(key)))) kept.add(i)
    })
    return [...kept].sort((a, b) => a - b)
  }
}
