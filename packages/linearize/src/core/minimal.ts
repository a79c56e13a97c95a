/**
 * Minimal cores: a small set of operations that is not linearizable by itself, found by delta debugging (Zeller & Hildebrandt 2002).
 *
 * Not every set may be judged: without the write of 4 a read of 4 is a contradiction of our own making. A set is sound if every legal order of the
 * whole history is a legal order of the set when the other operations are taken out. So a pure operation may always go; the write of a
 * value only if no operation stays that needs that value and could have got it from there; a family (see `Model.family`) only as a whole; and anything
 * else never.
 */
import { type AnyModel, type Machine, machineFor, RegisterMachine } from '../engines/machine.ts'
import { ALL_REDUCTIONS } from '../engines/options.ts'
import { Attempt } from '../engines/portfolio.ts'
import { timelineOf } from '../engines/timeline.ts'
import { type Columns, DIFFERS } from '../history/columns.ts'
import { canonicalText } from '../values.ts'

/** Configurations that judging one set may cost; what costs more counts as linearizable. */
const BUDGET = 200_000

/**
 * `indices` are the positions in the history of a part that is not linearizable; `failing` is the position in `indices` of the operation at whose return
 * nothing survives. The answer is sound, not linearizable, and every operation that could be taken out of it would make it linearizable or unsound.
 */
export function minimalCore(model: AnyModel, columns: Columns, indices: readonly number[], failing: number): number[] {
  const core = new Core(model, columns, indices)
  return core.shrink(core.start(failing)).map(local => indices[local]!)
}

type Close = (kept: Uint8Array) => void

class Core {
  private readonly model: AnyModel
  private readonly columns: Columns
  private readonly indices: readonly number[]
  /** Adds what has to stay for the sake of what stays. */
  private readonly close: Close

  constructor(model: AnyModel, columns: Columns, indices: readonly number[]) {
    this.model = model
    this.columns = columns
    this.indices = indices
    const machine = machineFor(model, columns, indices, { hints: true, verify: false })
    this.close = machine instanceof RegisterMachine ? this.closeRegister(machine) : this.closeFamilies(machine)
  }

  /** Operations around the failing one, ever more of them until they are not linearizable. */
  start(failing: number): number[] {
    const returnOf = (local: number) => this.columns.returns[this.indices[local]!]!
    const end = returnOf(failing)
    const callOf = (local: number) => this.columns.calls[this.indices[local]!]!
    const recent: number[] = []
    for (let local = this.indices.length - 1; local >= 0; local--) {
      if (callOf(local) <= end && local !== failing) recent.push(local)
    }
    for (let size = 4; size < recent.length; size *= 2) {
      const some = this.closed([failing, ...recent.slice(0, size)])
      if (this.fails(some)) return some
    }
    const all = this.closed([failing, ...recent])
    return this.fails(all) ? all : this.indices.map((_, local) => local)
  }

  /** Takes out what can be taken out: halves first, then ever smaller pieces, and in the end one by one until none can go. */
  shrink(from: number[]): number[] {
    let kept = from
    for (let size = kept.length >> 1; size >= 1; ) {
      let shrunk = false
      for (let at = 0; at < kept.length; ) {
        const without = this.without(kept, kept.slice(at, at + size))
        if (without !== undefined && this.fails(without)) {
          kept = without
          shrunk = true
        } else at += size
      }
      if (size === 1 && !shrunk) break
      if (size > 1) size >>= 1
    }
    return kept
  }

  /** What is left without some operations, all that may go; `undefined` if every one of them has to stay. */
  private without(kept: readonly number[], some: readonly number[]): number[] | undefined {
    const go = new Set(some)
    const left = this.closed(kept.filter(local => !go.has(local)))
    return left.length < kept.length ? left : undefined
  }

  private closed(some: readonly number[]): number[] {
    const kept = new Uint8Array(this.indices.length)
    for (const local of some) kept[local] = 1
    this.close(kept)
    const left: number[] = []
    for (let local = 0; local < kept.length; local++) if (kept[local] === 1) left.push(local)
    return left
  }

  private fails(some: readonly number[]): boolean {
    const indices = some.map(local => this.indices[local]!)
    const machine = machineFor(this.model, this.columns, indices, { hints: true, verify: false })
    const timeline = timelineOf(this.columns, indices, machine)
    const attempt = new Attempt(timeline, ALL_REDUCTIONS, { witness: false, explain: false, memoryLimit: 2 ** 30 })
    for (let budget = BUDGET / 64; budget <= BUDGET && attempt.progress === 'more'; budget *= 8) {
      const round = attempt.round(budget)
      while (round.next().done !== true);
    }
    return attempt.progress === 'no'
  }

  /** The write of a value stays while an operation stays that needs the value, and returns after the write is called. */
  private closeRegister({ kind, from, to, pure }: RegisterMachine): Close {
    const { columns, indices } = this
    const producers = new Map<number, number[]>()
    indices.forEach((_, local) => {
      if (pure[local] === 1) return
      const known = producers.get(to[local]!)
      if (known === undefined) producers.set(to[local]!, [local])
      else known.push(local)
    })
    const everything = indices.map((_, local) => local).filter(local => pure[local] === 0)
    return kept => {
      const todo: number[] = []
      kept.forEach((is, local) => {
        if (is === 1) todo.push(local)
      })
      for (let local = todo.pop(); local !== undefined; local = todo.pop()) {
        // A compare-and-set that failed needs any value but one.
        const sources = kind[local] === DIFFERS ? everything : (producers.get(from[local]!) ?? [])
        if (from[local]! < 0) continue
        const until = columns.returns[indices[local]!]!
        for (const source of sources) {
          if (kept[source] === 1 || columns.calls[indices[source]!]! > until) continue
          kept[source] = 1
          todo.push(source)
        }
      }
    }
  }

  /** Families stay as a whole; what is neither pure nor of a family stays. */
  private closeFamilies(machine: Machine): Close {
    const { model, columns, indices } = this
    const { operations, returns } = columns
    const family = indices.map((index, local) => {
      const { input, output } = operations[index]!
      if (machine.pure[local] === 1) return null
      const key = model.family?.(input, output)
      return key === undefined ? undefined : canonicalText(key)
    })
    // One that returned, and is of no family, may have taken part in any.
    const whole = family.some((key, local) => key === undefined && returns[indices[local]!]! < Number.POSITIVE_INFINITY)
    return kept => {
      const staying = new Set(family.filter((key, local) => typeof key === 'string' && kept[local] === 1))
      family.forEach((key, local) => {
        if (key === undefined || (key !== null && (whole || staying.has(key)))) kept[local] = 1
      })
    }
  }
}
