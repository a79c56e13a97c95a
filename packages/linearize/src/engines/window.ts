/**
 * The operations that are open at one moment, and how a configuration goes on from there: what the depth-first and the just-in-time search share.
 *
 * A search needs to decide something only when an operation returns: by then it must have been linearized, behind whichever open operations
 * have to come first (just-in-time linearization; Lowe 2017). The reductions, each of which can be switched off:
 *
 * - eager: an operation that never changes the state, and is legal now, is taken at once. Whatever order takes it later may as well take it now.
 * - optional: a blind write that is open when another one happens could have happened just before, unseen. It is marked optional: it may count
 *   as done, or still happen. So is a write of the value that is already there.
 * - wanted: apart from the returning operation itself, a write is tried only if an open operation can follow on what it leaves. Otherwise
 *   another write comes next, and it is as good as optional; if it crashed, it need not happen at all.
 * - symmetry: of identical open operations the one that returns first goes first.
 * - crashed operations are counted by class.
 * - doom: a configuration in which an open operation can never become legal, because nothing that could help is called before it returns, is dropped.
 * - ahead: so is one in which the next operation to be called that tells something never can.
 */
import { type CrashedClasses, crashedClasses } from './crashed.ts'
import { Doom } from './doom.ts'
import { Facts } from './facts.ts'
import type { Machine } from './machine.ts'
import type { EngineOptions } from './options.ts'
import { Paths, ROOT } from './paths.ts'
import { layoutOf, type RowLayout, type RowSet } from './rows.ts'
import type { Timeline } from './timeline.ts'

/** What a state of a model, its number and its key are taken to need. */
const STATE_BYTES = 256

export class Window {
  readonly timeline: Timeline
  readonly machine: Machine
  readonly layout: RowLayout
  readonly crashed: CrashedClasses
  readonly paths: Paths
  /** Slots that are occupied; those of them that are taken eagerly; those that may become optional. */
  readonly pending: Int32Array
  readonly eager: Int32Array
  readonly overwriting: Int32Array
  /** The operation in each slot. */
  readonly occupant: Int32Array
  /** Crashed operations called so far, by class. */
  readonly available: Int32Array
  private readonly options: EngineOptions

  /** Position of the return that is being decided, its operation's slot, and where its bit is. */
  private position = 0
  private returning = -1
  private word = 0
  private bit = 0
  /** Slots that a search may branch on. */
  private readonly candidates: Int32Array
  private candidateCount = 0
  /** For each candidate: identical slots that return earlier. */
  private readonly twins: Int32Array

  private readonly facts: Facts
  private readonly scratch: Int32Array
  /** Of `urgency`, by slot; and slots in order of their returns. */
  private readonly weight: Float64Array
  private readonly soonest: Int32Array
  private readonly doom: Doom | undefined

  constructor(timeline: Timeline, options: EngineOptions, keepPaths: boolean) {
    this.timeline = timeline
    this.machine = timeline.machine
    this.options = options
    this.crashed = crashedClasses(timeline, options.prune)
    this.layout = layoutOf(timeline.width, this.crashed.sample.length)
    this.paths = new Paths(keepPaths)
    const { words, stride } = this.layout
    this.pending = new Int32Array(words)
    this.eager = new Int32Array(words)
    this.overwriting = new Int32Array(words)
    this.occupant = new Int32Array(timeline.width)
    this.available = new Int32Array(this.crashed.sample.length)
    this.candidates = new Int32Array(timeline.width)
    this.twins = new Int32Array(timeline.width * words)
    this.facts = new Facts(this)
    this.scratch = new Int32Array(stride)
    this.weight = new Float64Array(timeline.width)
    this.soonest = new Int32Array(timeline.width)
    this.doom = options.doom ? Doom.of(this, options.ahead) : undefined
  }

  /** Bytes that grow with the search: paths, and the states that were met (a guess: the model's states are of any size). */
  get bytes(): number {
    return this.paths.bytes + this.facts.bytes + this.machine.states() * STATE_BYTES
  }

  /** The configuration before the first event. */
  initialRow(): Int32Array {
    const row = new Int32Array(this.layout.stride)
    row[0] = this.machine.initial
    row[this.layout.path] = ROOT
    return row
  }

  /** An operation is called. */
  call(operation: number): void {
    const slot = this.timeline.slot[operation]!
    if (slot < 0) {
      const id = this.crashed.classOf[operation]!
      if (id >= 0) this.available[id]!++
    } else this.occupy(slot, operation)
  }

  /** Takes back `call`. */
  uncall(operation: number): void {
    const slot = this.timeline.slot[operation]!
    if (slot < 0) {
      const id = this.crashed.classOf[operation]!
      if (id >= 0) this.available[id]!--
    } else this.leave(slot)
  }

  /** An operation has returned. */
  finish(operation: number): void {
    this.leave(this.timeline.slot[operation]!)
  }

  /** Takes back `finish`. */
  unfinish(operation: number): void {
    this.occupy(this.timeline.slot[operation]!, operation)
  }

  private occupy(slot: number, operation: number): void {
    const word = slot >>> 5
    const bit = 1 << slot
    this.occupant[slot] = operation
    this.pending[word]! |= bit
    if (this.options.eager && this.machine.pure[operation] === 1) this.eager[word]! |= bit
    if (this.options.optional && this.machine.target[operation]! >= 0) this.overwriting[word]! |= bit
  }

  private leave(slot: number): void {
    const word = slot >>> 5
    const keep = ~(1 << slot)
    this.pending[word]! &= keep
    this.eager[word]! &= keep
    this.overwriting[word]! &= keep
  }

  /** Gets ready to decide the return of `operation`, which is still pending. */
  prepare(operation: number, position: number): void {
    const slot = this.timeline.slot[operation]!
    this.position = position
    this.returning = slot
    this.word = slot >>> 5
    this.bit = 1 << slot
    this.facts.clear()
    this.candidateCount = -1
  }

  /** Says which return is being decided, when there is nothing to prepare. */
  at(position: number): void {
    this.position = position
  }

  /** Whether a row counts the returning operation as done for good. */
  isDone(data: Int32Array, offset: number): boolean {
    return (data[offset + 1 + this.word]! & this.bit) !== 0
  }

  /** Takes what is to be taken at once in the row's state. */
  close(data: Int32Array, offset: number): void {
    const { words, optional } = this.layout
    const facts = this.facts.of(data[offset]!)
    const { pool } = this.facts
    const { eager } = this
    for (let w = 0; w < words; w++) {
      const done = data[offset + 1 + w]! | (pool[facts + w]! & eager[w]!)
      data[offset + 1 + w] = done
      data[offset + optional + w]! |= pool[facts + words + w]! & ~done
    }
  }

  /** Forgets the returning operation in a row that has it done or optional. */
  forget(data: Int32Array, offset: number): void {
    data[offset + 1 + this.word]! &= ~this.bit
    data[offset + this.layout.optional + this.word]! &= ~this.bit
  }

  /** Adds a row that has the returning operation done or optional to `next`, without it. */
  settle(data: Int32Array, offset: number, next: RowSet): void {
    this.copy(data, offset)
    this.forget(this.scratch, 0)
    next.add(this.scratch, 0)
  }

  /**
   * Goes on from a closed row in which the returning operation is not done: rows in which it is done (or counts as done) go to `next`, without it; those
   * in which another operation has happened first go to `before`.
   */
  expand(data: Int32Array, offset: number, next: RowSet, before: RowSet): void {
    if (this.candidateCount < 0) this.chooseCandidates()
    const { machine, options, scratch, candidates, occupant } = this
    const { words, optional } = this.layout
    const state = data[offset]!
    const base = offset + 1
    const baseOptional = offset + optional
    if ((data[baseOptional + this.word]! & this.bit) !== 0) this.settle(data, offset, next)
    for (let c = 0; c < this.candidateCount; c++) {
      const slot = candidates[c]!
      const word = slot >>> 5
      const bit = 1 << slot
      if ((data[base + word]! & bit) !== 0) continue
      const isOptional = (data[baseOptional + word]! & bit) !== 0
      if (options.symmetry && this.hasEarlierTwin(data, offset, c * words, isOptional)) continue
      const operation = occupant[slot]!
      const target = machine.target[operation]!
      const to = target >= 0 ? target : machine.step(state, operation)
      if (to < 0) continue
      const last = slot === this.returning
      if (target >= 0 && options.optional && !last) {
        if (to === state && !this.couldHide(data, offset)) continue
        if (options.wanted && !this.isWanted(to, data, offset)) continue
      }
      this.copy(data, offset)
      scratch[1 + word]! |= bit
      scratch[optional + word]! &= ~bit
      this.arrive(to, target >= 0, operation, next, before)
    }
    this.expandCrashed(data, offset, next, before)
  }

  private expandCrashed(data: Int32Array, offset: number, next: RowSet, before: RowSet): void {
    const { crashed, machine, options, available, scratch } = this
    const { counts } = this.layout
    const state = data[offset]!
    for (let id = 0; id < available.length; id++) {
      if (available[id] === 0 || crashed.until[id]! < this.position) continue
      const at = counts + (id >>> 2)
      const shift = (id & 3) << 3
      if (((data[offset + at]! >>> shift) & 255) >= available[id]!) continue
      const operation = crashed.sample[id]!
      const target = machine.target[operation]!
      const to = target >= 0 ? target : machine.step(state, operation)
      if (to < 0) continue
      if (to === state && !(target >= 0 && options.optional && this.couldHide(data, offset))) continue
      if (options.wanted && options.optional && !this.isWanted(to, data, offset)) continue
      this.copy(data, offset)
      scratch[at]! += 1 << shift
      this.arrive(to, target >= 0, -1 - id, next, before)
    }
  }

  /** The row in `scratch`, in which `step` has just been done, gets its new state and goes where it belongs. */
  private arrive(to: number, overwrites: boolean, step: number, next: RowSet, before: RowSet): void {
    const { scratch, layout, pending, overwriting } = this
    const { words, optional } = layout
    scratch[0] = to
    scratch[layout.path] = this.paths.add(scratch[layout.path]!, step, this.position)
    if (overwrites) {
      for (let w = 0; w < words; w++) scratch[optional + w]! |= overwriting[w]! & pending[w]! & ~scratch[1 + w]!
    }
    if (this.isDoomed(to, scratch, 0)) return
    this.close(scratch, 0)
    if (this.isDone(scratch, 0)) {
      this.forget(scratch, 0)
      next.add(scratch, 0)
    } else {
      before.add(scratch, 0)
    }
  }

  /** For each open slot how soon it returns: 1 for the next one, 1/2 for the one after it, … The returning one, which is settled, is 0. */
  private urgency(): Float64Array {
    const { timeline, occupant, weight, soonest } = this
    const { returnAt } = timeline
    let count = 0
    for (let w = 0; w < this.layout.words; w++) {
      for (let open = this.pending[w]!; open !== 0; open &= open - 1) {
        const slot = w * 32 + 31 - Math.clz32(open & -open)
        if (slot === this.returning) continue
        const at = returnAt[occupant[slot]!]!
        let k = count++
        for (; k > 0 && returnAt[occupant[soonest[k - 1]!]!]! > at; k--) soonest[k] = soonest[k - 1]!
        soonest[k] = slot
      }
    }
    for (let rank = 0; rank < count; rank++) weight[soonest[rank]!] = 1 / (1 + rank)
    weight[this.returning] = 0
    return weight
  }

  /**
   * The rows of a set, most promising first: those in which the operations that return soonest are done, and few crashed ones were used.
   */
  ranked(rows: RowSet): number[] {
    const { stride, words, optional, counts, countWords } = this.layout
    const { data } = rows
    if (rows.length === 1) return data[0] === -1 ? [] : [0]
    const weight = this.urgency()
    const scores = new Float64Array(rows.length)
    const ranked: number[] = []
    for (let row = 0; row < rows.length; row++) {
      const at = row * stride
      if (data[at] === -1) continue
      let score = 0
      for (let w = 0; w < words; w++) {
        let open = this.pending[w]! & ~data[at + 1 + w]! & ~data[at + optional + w]!
        for (; open !== 0; open &= open - 1) score += weight[w * 32 + 31 - Math.clz32(open & -open)]!
      }
      for (let w = 0; w < countWords; w++) {
        const count = data[at + counts + w]!
        if (count !== 0)
          score += 0.2 * ((count & 255) + ((count >>> 8) & 255) + ((count >>> 16) & 255) + (count >>> 24))
      }
      scores[row] = score
      ranked.push(row)
    }
    return ranked.sort((a, b) => scores[a]! - scores[b]! || a - b)
  }

  /** Whether `state` leads nowhere, whatever comes next; see doom.ts. */
  isDoomed(state: number, data: Int32Array, offset: number, except = -1): boolean {
    return this.doom?.isDoomed(state, data, offset, this.position, except) === true
  }

  private copy(data: Int32Array, offset: number): void {
    const { scratch } = this
    for (let i = 0; i < scratch.length; i++) scratch[i] = data[offset + i]!
  }

  /**
   * An identical operation that returns earlier goes first, unless it is optional and this one is not: then it may be better to keep this one for
   * later, or to keep that one for now.
   */
  private hasEarlierTwin(data: Int32Array, offset: number, twins: number, isOptional: boolean): boolean {
    const { words, optional } = this.layout
    for (let w = 0; w < words; w++) {
      let open = this.twins[twins + w]! & ~data[offset + 1 + w]!
      if (!isOptional) open &= ~data[offset + optional + w]!
      if (open !== 0) return true
    }
    return false
  }

  /** Whether some open write is not optional yet: a write of the value that is already there would hide it. */
  private couldHide(data: Int32Array, offset: number): boolean {
    const { words, optional } = this.layout
    for (let w = 0; w < words; w++) {
      if ((this.overwriting[w]! & ~data[offset + 1 + w]! & ~data[offset + optional + w]!) !== 0) return true
    }
    return false
  }

  /** Whether an open operation that depends on the state can follow on `state`. */
  private isWanted(state: number, data: Int32Array, offset: number): boolean {
    const { words } = this.layout
    const facts = this.facts.of(state)
    const { pool } = this.facts
    for (let w = 0; w < words; w++) if ((pool[facts + w]! & ~data[offset + 1 + w]!) !== 0) return true
    return pool[facts + 2 * words] === 1
  }

  private chooseCandidates(): void {
    const { words } = this.layout
    const { candidates, occupant, machine, twins } = this
    const { returnAt } = this.timeline
    let count = 0
    for (let w = 0; w < words; w++) {
      let open = this.pending[w]! & ~this.eager[w]!
      while (open !== 0) {
        candidates[count++] = w * 32 + 31 - Math.clz32(open & -open)
        open &= open - 1
      }
    }
    this.candidateCount = count
    twins.fill(0, 0, count * words)
    if (!this.options.symmetry) return
    for (let a = 0; a < count; a++) {
      const p = occupant[candidates[a]!]!
      for (let b = 0; b < a; b++) {
        const q = occupant[candidates[b]!]!
        if (!machine.same(p, q)) continue
        const later = returnAt[p]! > returnAt[q]! ? a : b
        const earlier = candidates[later === a ? b : a]!
        twins[later * words + (earlier >>> 5)]! |= 1 << earlier
      }
    }
  }
}
