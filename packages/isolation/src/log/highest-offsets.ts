// How far an operation got: the highest offset of each key among what it sent and polled.

import type { Accesses, LogHistory } from './read.ts'

/** Reads one operation after the other, without making a map for each. */
export class HighestOffsets {
  readonly #history: LogHistory
  readonly #offset: Float64Array
  /** The call that the offset of a key is from. */
  readonly #from: Int32Array
  #call = 0
  readonly #keys: number[] = []

  constructor(history: LogHistory) {
    this.#history = history
    this.#offset = new Float64Array(history.keys.length)
    this.#from = new Int32Array(history.keys.length)
  }

  /** The keys, by number, of which the operation knows an offset. They hold until the next call. */
  keysOf(t: number): readonly number[] {
    this.#keys.length = 0
    this.#call++
    this.#note(this.#history.sends, t)
    this.#note(this.#history.polls, t)
    return this.#keys
  }

  /** The highest offset of one of these keys. */
  at(key: number): number {
    return this.#offset[key]!
  }

  #note({ from, message, offset }: Accesses, t: number): void {
    for (let i = from[t]!; i < from[t + 1]!; i++) {
      const at = offset[i]!
      if (Number.isNaN(at)) continue
      const key = this.#history.keyOf[message[i]!]!
      if (this.#from[key] !== this.#call) {
        this.#from[key] = this.#call
        this.#offset[key] = at
        this.#keys.push(key)
      } else if (this.#offset[key]! < at) this.#offset[key] = at
    }
  }
}
