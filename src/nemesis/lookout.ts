/**
 * Waits for a moment that matters: a node sends another a message of some type. What a protocol gets wrong it gets wrong between two messages: a vote and its
 * effect, a write and its acknowledgement. Types are drawn alike, however frequent they are, since the rare ones matter most.
 */

import type { LinkFault } from '../network/network.ts'
import type { Random } from '../random.ts'

interface Waiting {
  readonly type: string
  readonly then: (src: string, dest: string) => void
}

export class Lookout implements LinkFault {
  /** Types that were sent so far, in the order in which each was first seen. */
  readonly #types: string[] = []
  readonly #known = new Set<string>()
  #waiting: Waiting[] = []

  sees(src: string, dest: string, type: string): void {
    if (!this.#known.has(type)) {
      this.#known.add(type)
      this.#types.push(type)
    }
    if (this.#waiting.length === 0) return
    const met = this.#waiting.filter(waiting => waiting.type === type)
    if (met.length === 0) return
    this.#waiting = this.#waiting.filter(waiting => waiting.type !== type)
    for (const { then } of met) then(src, dest)
  }

  /**
   * Calls back once, when the next message of a type is sent: of the types known, the one at this place, from 0 to 1. Returns how to call it off; undefined when
   * nobody has sent anything yet.
   */
  next(place: number, then: (src: string, dest: string) => void): (() => void) | undefined {
    const type = this.#types[Math.floor(place * this.#types.length)]
    if (type === undefined) return undefined
    const waiting: Waiting = { type, then }
    this.#waiting.push(waiting)
    return () => {
      this.#waiting = this.#waiting.filter(each => each !== waiting)
    }
  }
}

/**
 * The same randomness, except that lists are shuffled with `first` in front, so that a fault that draws its targets by shuffling strikes that node; and that of
 * the ways to strike, which are listed from the narrowest on, it is mostly the first.
 */
export function aimedAt(first: string, random: Random): Random {
  return {
    ...random,
    pick: items => (items.length > 0 && random.chance(0.6) ? items[0]! : random.pick(items)),
    shuffle: items => {
      const shuffled = random.shuffle(items)
      const at = shuffled.indexOf(first as never)
      return at < 0 ? shuffled : [shuffled[at]!, ...shuffled.slice(0, at), ...shuffled.slice(at + 1)]
    },
  }
}
