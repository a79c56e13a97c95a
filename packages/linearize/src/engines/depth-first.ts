/**
 * Depth-first search: takes the first way that works at every return, and comes back when it leads nowhere. The fastest engine on histories that leave
 * little choice, and no good at proving that there is no way. Like the just-in-time search it decides at returns only, so that the
 * configurations that it knows to be dead are small, and are kept in full: there are no collisions to fear.
 */
import type { Progress } from './just-in-time.ts'
import type { EngineOptions } from './options.ts'
import { RowSet } from './rows.ts'
import type { Timeline } from './timeline.ts'
import { Window } from './window.ts'

/** What waits on the stack: a return at which the direct way was taken, one that has none, or a configuration right after a return. */
const DIRECT = 0
const INDIRECT = 1
const AFTER = 2

/** Configurations before one return that are looked at; a history that needs more is for the just-in-time search. */
const ENOUGH = 200

export class DepthFirst {
  readonly window: Window
  configurations = 0
  /** With `no`: position in the events of the return that nothing survives. */
  failedAt = -1
  /** Whether something was left out, so that running out of ways proves nothing. */
  private incomplete = false
  private readonly timeline: Timeline
  private readonly optional: boolean
  private readonly memoryLimit: number
  private readonly row: Int32Array
  private position = 0
  private deepest = 0
  private stack = new Int32Array(1024)
  private height = 0
  private readonly dead: DeadRows
  private readonly next: RowSet
  private readonly before: RowSet

  constructor(timeline: Timeline, options: EngineOptions, keepPaths: boolean, memoryLimit: number) {
    this.timeline = timeline
    this.optional = options.optional
    this.memoryLimit = memoryLimit
    this.window = new Window(timeline, options, keepPaths)
    this.row = this.window.initialRow()
    this.dead = new DeadRows(this.window.layout.stride)
    this.next = new RowSet(this.window.layout, this.window.overwriting, options.dominance)
    this.before = new RowSet(this.window.layout, this.window.overwriting, options.dominance)
  }

  get bytes(): number {
    return this.stack.byteLength + this.dead.bytes + this.next.bytes + this.before.bytes + this.window.bytes
  }

  /** The path of the configuration at the end; only after `yes`. */
  get path(): number {
    return this.row[this.window.layout.path]!
  }

  /** Goes on for about `budget` decisions. `more` also when it knows that it cannot decide. */
  run(budget: number): Progress {
    const stopAt = this.configurations + budget
    const { window, row, timeline } = this
    const { events, slot: slots } = timeline
    const { eager } = window
    const { optional } = window.layout
    const { machine } = window
    while (this.position < events.length) {
      const event = events[this.position]!
      const operation = event >> 1
      const slot = slots[operation]!
      if ((event & 1) === 0) {
        window.call(operation)
        this.position++
        if (slot < 0) continue
        const word = slot >>> 5
        const bit = 1 << slot
        if ((eager[word]! & bit) !== 0) {
          if (machine.step(row[0]!, operation) >= 0) row[1 + word]! |= bit
        } else if (this.optional && machine.target[operation] === row[0]) row[optional + word]! |= bit
        continue
      }
      const word = slot >>> 5
      const bit = 1 << slot
      if ((row[1 + word]! & bit) !== 0) {
        row[1 + word]! &= ~bit
        window.finish(operation)
        this.position++
        continue
      }
      if (++this.configurations >= stopAt) return this.bytes > this.memoryLimit ? 'memory' : 'more'
      if (this.dead.size === 0 || !this.dead.has(row, 2 * this.position)) {
        if (this.goStraight(operation, true)) {
          window.finish(operation)
          this.position++
          continue
        }
        if (this.position > this.deepest) this.deepest = this.position
        this.push(INDIRECT, row, 0)
      }
      if (!this.comeBack()) {
        if (this.incomplete) return 'more'
        this.failedAt = this.deepest
        return 'no'
      }
    }
    return 'yes'
  }

  /** Whether it has run out of ways without being sure. */
  get gaveUp(): boolean {
    return this.incomplete && this.height === 0
  }

  /** The direct way through a return: it counts as done, or is done now, before anything else. Changes the row. */
  private goStraight(operation: number, remember: boolean): boolean {
    const { row, window } = this
    const { machine, eager, overwriting, pending } = window
    const { words, optional, path } = window.layout
    const slot = this.timeline.slot[operation]!
    const word = slot >>> 5
    const bit = 1 << slot
    if ((row[optional + word]! & bit) !== 0) {
      if (remember) this.push(DIRECT, row, 0)
      row[optional + word]! &= ~bit
      return true
    }
    if ((eager[word]! & bit) !== 0) return false
    const target = machine.target[operation]!
    const from = row[0]!
    const to = target >= 0 ? target : machine.step(from, operation)
    if (to < 0) return false
    window.at(this.position)
    if (window.isDoomed(to, row, 0, operation)) return false
    if (remember) this.push(DIRECT, row, 0)
    row[0] = to
    row[path] = window.paths.add(row[path]!, operation, this.position)
    if (to === from && target < 0) return true
    for (let w = 0; w < words; w++) {
      const others = w === word ? ~bit : -1
      if (target >= 0) row[optional + w]! |= overwriting[w]! & pending[w]! & ~row[1 + w]! & others
      else if (this.optional) this.markSame(w, to)
      for (let open = eager[w]! & ~row[1 + w]! & others; open !== 0; open &= open - 1) {
        const low = open & -open
        if (machine.step(to, window.occupant[w * 32 + 31 - Math.clz32(low)]!) >= 0) row[1 + w]! |= low
      }
    }
    return true
  }

  /** Writes of the value that is there now are optional. */
  private markSame(w: number, state: number): void {
    const { row, window } = this
    const { optional } = window.layout
    for (let open = window.overwriting[w]! & ~row[1 + w]!; open !== 0; open &= open - 1) {
      const low = open & -open
      if (window.machine.target[window.occupant[w * 32 + 31 - Math.clz32(low)]!] === state) row[optional + w]! |= low
    }
  }

  /** Goes back to the last place where there is another way, and takes it. False if there is none. */
  private comeBack(): boolean {
    const { window, row, timeline } = this
    const { stride } = window.layout
    while (this.height > 0) {
      this.height -= stride + 1
      const head = this.stack[this.height]!
      const position = head >> 2
      const kind = head & 3
      this.rewind(position)
      const operation = timeline.events[position]! >> 1
      for (let i = 0; i < stride; i++) row[i] = this.stack[this.height + 1 + i]!
      if (kind === AFTER) {
        if (!this.dead.add(row, 2 * position + 1)) continue
        window.finish(operation)
        this.position = position + 1
        return true
      }
      if (!this.dead.add(row, 2 * position)) continue
      this.branch(operation, position, kind)
    }
    return false
  }

  /** Puts all ways through a return on the stack, the most promising on top. */
  private branch(operation: number, position: number, kind: number): void {
    const { window, before, next, row } = this
    const { stride } = window.layout
    next.clear()
    before.clear()
    before.add(row, 0)
    window.prepare(operation, position)
    for (let at = 0; at < before.length; at++) {
      if (before.data[at * stride] === -1) continue
      if (at >= ENOUGH) {
        this.incomplete = true
        break
      }
      this.configurations++
      window.expand(before.data, at * stride, next, before)
    }
    if (kind === DIRECT) {
      // It has been tried already.
      this.position = position
      this.goStraight(operation, false)
      window.forget(row, 0)
      this.dead.add(row, 2 * position + 1)
    }
    const ranked = window.ranked(next)
    for (let i = ranked.length - 1; i >= 0; i--) this.push(AFTER, next.data, ranked[i]! * stride, position)
  }

  private push(kind: number, data: Int32Array, offset: number, position = this.position): void {
    const { stride } = this.window.layout
    if (this.height + stride + 1 > this.stack.length) {
      const stack = new Int32Array(this.stack.length * 2 + stride)
      stack.set(this.stack)
      this.stack = stack
    }
    this.stack[this.height] = position * 4 + kind
    for (let i = 0; i < stride; i++) this.stack[this.height + 1 + i] = data[offset + i]!
    this.height += stride + 1
  }

  private rewind(position: number): void {
    const { window, timeline } = this
    if (this.position < position) throw new Error('The depth-first search cannot rewind forwards.')
    while (this.position > position) {
      const event = timeline.events[--this.position]!
      if ((event & 1) === 0) window.uncall(event >> 1)
      else window.unfinish(event >> 1)
    }
  }
}

/** An exact set of (row, place): configurations from which everything has been tried. Before event p the place is 2p, behind it 2p + 1. */
class DeadRows {
  size = 0
  private readonly stride: number
  private data: Int32Array
  private index = new Int32Array(64).fill(-1)

  constructor(stride: number) {
    this.stride = stride
    this.data = new Int32Array(32 * stride)
  }

  get bytes(): number {
    return this.data.byteLength + this.index.byteLength
  }

  has(row: Int32Array, place: number): boolean {
    return this.index[this.find(row, place)]! >= 0
  }

  /** Returns whether it is new. */
  add(row: Int32Array, place: number): boolean {
    const slot = this.find(row, place)
    if (this.index[slot]! >= 0) return false
    const { stride } = this
    if ((this.size + 1) * stride > this.data.length) {
      const data = new Int32Array(this.data.length * 2)
      data.set(this.data)
      this.data = data
    }
    const at = this.size * stride
    for (let i = 0; i < stride - 1; i++) this.data[at + i] = row[i]!
    this.data[at + stride - 1] = place
    this.index[slot] = this.size++
    if (this.size * 2 > this.index.length) this.rehash()
    return true
  }

  /** The path, which comes last in a row, gives way to the place. */
  private find(row: Int32Array, place: number): number {
    const { stride, data, index } = this
    const mask = index.length - 1
    let slot = this.hash(row, 0, place) & mask
    for (; ; slot = (slot + 1) & mask) {
      const entry = index[slot]!
      if (entry < 0) return slot
      const at = entry * stride
      if (data[at + stride - 1] !== place) continue
      let i = 0
      while (i < stride - 1 && data[at + i] === row[i]) i++
      if (i === stride - 1) return slot
    }
  }

  private hash(data: Int32Array, offset: number, place: number): number {
    let h = Math.imul(place + 1, 0x9e3779b1)
    for (let i = 0; i < this.stride - 1; i++) {
      h = Math.imul(h ^ data[offset + i]!, 0x85ebca6b)
      h ^= h >>> 13
    }
    h = Math.imul(h, 0xc2b2ae35)
    return h ^ (h >>> 16)
  }

  private rehash(): void {
    const { stride } = this
    this.index = new Int32Array(this.index.length * 2).fill(-1)
    const mask = this.index.length - 1
    for (let entry = 0; entry < this.size; entry++) {
      let slot = this.hash(this.data, entry * stride, this.data[entry * stride + stride - 1]!) & mask
      while (this.index[slot]! >= 0) slot = (slot + 1) & mask
      this.index[slot] = entry
    }
  }
}
