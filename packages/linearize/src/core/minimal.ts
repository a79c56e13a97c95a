/**
 * Minimal cores: few operations that are not linearizable by themselves, found by delta debugging (Zeller & Hildebrandt 2002) among the sets that are
 * sound; see sound.ts.
 */
import { type AnyModel, machineFor } from '../engines/machine.ts'
import { ALL_REDUCTIONS } from '../engines/options.ts'
import { Attempt } from '../engines/portfolio.ts'
import { timelineOf } from '../engines/timeline.ts'
import type { Columns } from '../history/columns.ts'
import { type Excerpt, type SoundRule, soundRule } from './sound.ts'

/** Configurations that judging one set may cost, and all of them together. What costs more counts as linearizable. */
const BUDGET = 50_000
const TOTAL = 300_000

export interface Core {
  /** Positions in the history, in order of the calls. */
  readonly operations: readonly number[]
  /** Whether it is known that no operation can be left out: the rest would be linearizable, or would lack what a kept operation may have read from. */
  readonly minimal: boolean
}

/**
 * `indices` are the positions in the history of a part that is not linearizable, in order of their calls; `failing` is the position in `indices` of the operation
 * at whose return nothing survives.
 */
export function minimalCore(model: AnyModel, columns: Columns, indices: readonly number[], failing: number): Core {
  // What is called after the return that nothing survives has no part in it. With doom the engines know before.
  const end = model.doomed === undefined ? columns.returns[indices[failing]!]! : Number.POSITIVE_INFINITY
  const part = indices.filter(index => columns.calls[index]! <= end)
  const search = new CoreSearch(model, excerptOf(columns, part, end))
  const kept = search.shrink(search.start(failing))
  return {
    operations: kept.map(local => part[local]!),
    minimal: !search.gaveUp && !kept.some(local => search.rule.guessed(local)),
  }
}

/** The history up to a moment: what returned later need not have happened. */
export function excerptOf(
  { operations, calls, returns, register }: Columns,
  part: readonly number[],
  end: number,
): Excerpt {
  const ints = (column: Int32Array) => Int32Array.from(part, index => column[index]!)
  return {
    operations: part.map(index => operations[index]!),
    calls: Float64Array.from(part, index => calls[index]!),
    returns: Float64Array.from(part, index => (returns[index]! > end ? Number.POSITIVE_INFINITY : returns[index]!)),
    register: register && {
      kind: Uint8Array.from(part, index => register.kind[index]!),
      from: ints(register.from),
      to: ints(register.to),
      values: register.values,
    },
  }
}

class CoreSearch {
  readonly rule: SoundRule
  /** Whether something that counts as linearizable was not decided. */
  gaveUp = false
  private readonly model: AnyModel
  private readonly excerpt: Excerpt
  private spent = 0

  constructor(model: AnyModel, excerpt: Excerpt) {
    this.model = model
    this.excerpt = excerpt
    this.rule = soundRule(model, excerpt)
  }

  /** The failing operation and ever more of those called just before its return, until they are not linearizable. */
  start(failing: number): number[] {
    const all = this.excerpt.operations.map((_, local) => local)
    const recent = all.filter(local => local !== failing).reverse()
    for (let size = 0; size < recent.length; size = Math.max(2, size * 2)) {
      const some = this.rule.closed([failing, ...recent.slice(0, size)])
      if (this.fails(some)) return some
    }
    return all
  }

  /** Takes out what can be taken out: halves first, then ever smaller pieces, and in the end one by one until none can go. */
  shrink(from: number[]): number[] {
    let kept = from
    for (let size = kept.length >> 1; size >= 1; ) {
      let shrunk = false
      this.gaveUp = false
      for (let at = 0; at < kept.length; ) {
        const without = this.without(kept, at, size)
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
  private without(kept: readonly number[], at: number, size: number): number[] | undefined {
    const left = this.rule.closed(kept.toSpliced(at, size))
    return left.length < kept.length ? left : undefined
  }

  private fails(local: readonly number[]): boolean {
    const { model, excerpt } = this
    const machine = machineFor(model, excerpt, local, { hints: true, verify: false })
    const timeline = timelineOf(excerpt, local, machine)
    const attempt = new Attempt(timeline, ALL_REDUCTIONS, { witness: false, explain: false, memoryLimit: 2 ** 30 })
    for (let budget = BUDGET / 64; attempt.progress === 'more' && budget <= this.budget; budget *= 8) {
      const round = attempt.round(budget)
      while (round.next().done !== true);
    }
    this.spent += attempt.configurations
    if (attempt.progress === 'more' || attempt.progress === 'memory') this.gaveUp = true
    return attempt.progress === 'no'
  }

  private get budget(): number {
    return this.spent > TOTAL ? BUDGET / 64 : BUDGET
  }
}
