/**
 * Sets of configurations in flat typed arrays. A configuration is a row of 32-bit words:
 *
 *     state | done (one bit a slot) | optional (one bit a slot) | crashed operations used (one byte a class) | path
 *
 * The path says how the configuration was reached (see paths.ts); it does not take part in equality.
 */

export interface RowLayout {
  /** Words of a mask. */
  readonly words: number
  /** Where the optional mask begins; the done mask begins at 1. */
  readonly optional: number
  /** Where the counts begin. */
  readonly counts: number
  /** Words of counts. */
  readonly countWords: number
  /** Where the path is. */
  readonly path: number
  /** Words of a row. */
  readonly stride: number
}

export function layoutOf(width: number, crashedClasses: number): RowLayout {
  const words = (width + 31) >>> 5
  const countWords = (crashedClasses + 3) >>> 2
  const counts = 1 + 2 * words
  const path = counts + countWords
  return { words, optional: 1 + words, counts, countWords, path, stride: path + 1 }
}

const DEAD = -1

/** A set of rows in which, if `dominance` is on, no row dominates another. Rows keep their position; a dropped row has a state of -1. */
export class RowSet {
  readonly layout: RowLayout
  /** The rows, one behind the other. Replaced when the set grows. */
  data: Int32Array
  /** Rows ever added, dropped ones included. */
  length = 0
  /** Rows that are not dropped. */
  alive = 0
  private readonly dominance: boolean
  /** Slots of overwriting operations: only these are ever optional, so rows that differ elsewhere never dominate each other. */
  private readonly overwriting: Int32Array
  private heads: Int32Array
  private next: Int32Array
  private readonly hashes: { of: Int32Array }
  private buckets = 0

  constructor(layout: RowLayout, overwriting: Int32Array, dominance: boolean) {
    this.layout = layout
    this.overwriting = overwriting
    this.dominance = dominance
    this.data = new Int32Array(16 * layout.stride)
    this.heads = new Int32Array(32).fill(-1)
    this.next = new Int32Array(16)
    this.hashes = { of: new Int32Array(16) }
  }

  get bytes(): number {
    return this.data.byteLength + this.heads.byteLength + this.next.byteLength * 2
  }

  clear(): void {
    if (this.length > 0 || this.buckets > 0) this.heads.fill(-1)
    if (this.heads.length > 4096 && this.length * 16 < this.heads.length) this.heads = new Int32Array(64).fill(-1)
    this.length = 0
    this.alive = 0
    this.buckets = 0
  }

  /** Adds a copy of the row at `offset` of `source`, without looking for equal ones. */
  append(source: Int32Array, offset: number): void {
    this.reserve()
    const { stride } = this.layout
    const to = this.length * stride
    for (let i = 0; i < stride; i++) this.data[to + i] = source[offset + i]!
    this.length++
    this.alive++
  }

  /** Closes the gaps that dropped rows left. Afterwards rows can only be read: nothing can be looked up. */
  compact(): void {
    const { stride } = this.layout
    let to = 0
    for (let row = 0; row < this.length; row++) {
      if (this.data[row * stride] === DEAD) continue
      if (to !== row) this.data.copyWithin(to * stride, row * stride, (row + 1) * stride)
      to++
    }
    this.length = to
    this.alive = to
  }

  /** Adds a copy of the row at `offset` of `source`, unless an equal or dominating one is there. Returns whether it did. */
  add(source: Int32Array, offset: number): boolean {
    const hash = this.hash(source, offset)
    let slot = hash & (this.heads.length - 1)
    // Find the bucket: rows of the same state and the same done operations, overwriting ones apart.
    for (; ; slot = (slot + 1) & (this.heads.length - 1)) {
      const head = this.heads[slot]!
      if (head < 0) break
      if (this.hashes.of[head] === hash && this.sameBucket(head, source, offset)) break
    }
    let before = -1
    for (let row = this.heads[slot]!; row >= 0; ) {
      const following = this.next[row]!
      if (this.data[row * this.layout.stride] === DEAD) {
        row = following
        continue
      }
      const order = this.compare(row, source, offset)
      if (order >= 1) return false
      if (order === -1 && before >= 0) {
        // The new row dominates an old one. The first of a chain stays linked, because it names the bucket.
        this.data[row * this.layout.stride] = DEAD
        this.alive--
        this.next[before] = following
      } else if (order === -1) {
        this.dropHead(slot, row, source, offset)
        return true
      } else {
        before = row
      }
      row = following
    }
    this.append(source, offset)
    const row = this.length - 1
    this.hashes.of[row] = hash
    const head = this.heads[slot]!
    if (head < 0) {
      this.next[row] = -1
      this.heads[slot] = row
      if (++this.buckets * 2 > this.heads.length) this.rehash()
    } else {
      // Behind the head, so that the head need not change.
      this.next[row] = this.next[head]!
      this.next[head] = row
    }
    return true
  }

  /** The new row replaces the head of a chain, and whatever else in it that it dominates. */
  private dropHead(slot: number, head: number, source: Int32Array, offset: number): void {
    const { stride } = this.layout
    const hash = this.hashes.of[head]!
    let rest = this.next[head]!
    this.data[head * stride] = DEAD
    this.alive--
    this.append(source, offset)
    const row = this.length - 1
    this.hashes.of[row] = hash
    let last = row
    for (; rest >= 0; rest = this.next[rest]!) {
      if (this.data[rest * stride] === DEAD) continue
      if (this.compare(rest, source, offset) === -1) {
        this.data[rest * stride] = DEAD
        this.alive--
        continue
      }
      this.next[last] = rest
      last = rest
    }
    this.next[last] = -1
    this.heads[slot] = row
  }

  /** 1: the row there equals or dominates the new one. -1: the new one dominates it. 0: neither. */
  private compare(row: number, source: Int32Array, offset: number): number {
    const { words, optional, counts, countWords, stride } = this.layout
    const { data } = this
    const at = row * stride
    let there = true
    let here = this.dominance
    for (let w = 0; w < words; w++) {
      const doneA = data[at + 1 + w]!
      const doneB = source[offset + 1 + w]!
      const optionalA = data[at + optional + w]!
      const optionalB = source[offset + optional + w]!
      if (doneA === doneB && optionalA === optionalB) continue
      if (!this.dominance) return 0
      const differ = doneA ^ doneB
      if ((optionalB & ~optionalA) !== 0 || (differ & ~optionalA) !== 0) there = false
      if ((optionalA & ~optionalB) !== 0 || (differ & ~optionalB) !== 0) here = false
      if (!there && !here) return 0
    }
    for (let w = 0; w < countWords; w++) {
      const a = data[at + counts + w]!
      const b = source[offset + counts + w]!
      if (a === b) continue
      if (!this.dominance) return 0
      for (let shift = 0; shift < 32; shift += 8) {
        const countA = (a >>> shift) & 255
        const countB = (b >>> shift) & 255
        if (countA > countB) there = false
        else if (countA < countB) here = false
      }
      if (!there && !here) return 0
    }
    return there ? 1 : here ? -1 : 0
  }

  private sameBucket(row: number, source: Int32Array, offset: number): boolean {
    const { words, stride } = this.layout
    const at = row * stride
    const state = this.data[at]!
    // A dropped row has lost its state, and never is the head of a chain.
    if (state !== source[offset]) return false
    for (let w = 0; w < words; w++) {
      if (((this.data[at + 1 + w]! ^ source[offset + 1 + w]!) & ~this.overwriting[w]!) !== 0) return false
    }
    return true
  }

  private hash(source: Int32Array, offset: number): number {
    let h = Math.imul(source[offset]! + 1, 0x9e3779b1)
    for (let w = 0; w < this.layout.words; w++) {
      h = Math.imul(h ^ (source[offset + 1 + w]! & ~this.overwriting[w]!), 0x85ebca6b)
      h ^= h >>> 13
    }
    h = Math.imul(h, 0xc2b2ae35)
    return h ^ (h >>> 16)
  }

  private reserve(): void {
    if (this.length < this.next.length) return
    const capacity = this.next.length * 2
    this.data = grown(this.data, capacity * this.layout.stride)
    this.next = grown(this.next, capacity)
    this.hashes.of = grown(this.hashes.of, capacity)
  }

  private rehash(): void {
    const old = this.heads
    this.heads = new Int32Array(old.length * 2).fill(-1)
    const mask = this.heads.length - 1
    for (const head of old) {
      if (head < 0) continue
      let slot = this.hashes.of[head]! & mask
      while (this.heads[slot]! >= 0) slot = (slot + 1) & mask
      this.heads[slot] = head
    }
  }
}

function grown(old: Int32Array, length: number): Int32Array {
  const array = new Int32Array(length)
  array.set(old)
  return array
}
