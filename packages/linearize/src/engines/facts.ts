/** What is legal in a state between two returns, computed once for each state that is met there. */
import type { CrashedClasses } from './crashed.ts'
import type { Machine } from './machine.ts'
import type { RowLayout } from './rows.ts'

/** What there is to look at: the open operations, and the crashed ones. */
interface Open {
  readonly machine: Machine
  readonly layout: RowLayout
  readonly crashed: CrashedClasses
  /** Slots that are occupied, and those of them that overwrite. */
  readonly pending: Int32Array
  readonly overwriting: Int32Array
  /** The operation in each slot. */
  readonly occupant: Int32Array
  /** Crashed operations called so far, by class. */
  readonly available: Int32Array
}

export class Facts {
  /** Replaced when it grows. */
  pool: Int32Array
  private readonly open: Open
  private length = 0
  private moment = 0
  /** For each state where its facts are, and since when. */
  private at = new Int32Array(64)
  private since = new Int32Array(64)

  constructor(open: Open) {
    this.open = open
    this.pool = new Int32Array(16 * (2 * open.layout.words + 1))
  }

  get bytes(): number {
    return this.pool.byteLength + this.at.byteLength * 2
  }

  /** Forgets all: other operations are open now. */
  clear(): void {
    this.moment++
    this.length = 0
  }

  /**
   * Where in `pool` the facts about a state are: a mask of the pending operations that depend on the state and are legal in it; a mask of those
   * that overwrite it by itself; 1 if some crashed operation that depends on the state is legal.
   */
  of(state: number): number {
    if (state >= this.at.length) this.grow(state)
    if (this.since[state] === this.moment) return this.at[state]!
    const { layout, machine, occupant, pending, overwriting } = this.open
    const { words } = layout
    const at = this.length
    this.length += 2 * words + 1
    if (this.length > this.pool.length) {
      const pool = new Int32Array(this.pool.length * 2)
      pool.set(this.pool)
      this.pool = pool
    }
    const { pool } = this
    for (let w = 0; w < words; w++) {
      let legal = 0
      let same = 0
      for (let open = pending[w]!; open !== 0; open &= open - 1) {
        const bit = open & -open
        const operation = occupant[w * 32 + 31 - Math.clz32(bit)]!
        if ((overwriting[w]! & bit) !== 0) {
          if (machine.target[operation] === state) same |= bit
        } else if (machine.step(state, operation) >= 0) legal |= bit
      }
      pool[at + w] = legal
      pool[at + words + w] = same
    }
    pool[at + 2 * words] = this.crashedCanFollow(state) ? 1 : 0
    this.at[state] = at
    this.since[state] = this.moment
    return at
  }

  private crashedCanFollow(state: number): boolean {
    const { crashed, available, machine } = this.open
    for (let id = 0; id < available.length; id++) {
      if (available[id] === 0) continue
      const operation = crashed.sample[id]!
      if (machine.target[operation]! < 0 && machine.step(state, operation) >= 0) return true
    }
    return false
  }

  private grow(state: number): void {
    const length = Math.max(state + 1, this.at.length * 2)
    for (const name of ['at', 'since'] as const) {
      const array = new Int32Array(length)
      array.set(this[name])
      this[name] = array
    }
  }
}
