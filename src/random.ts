/**
 * Seeded randomness. Every consumer takes a stream of its own by name (`random.fork('network')`), so adding a consumer changes
 * no other stream, and the order in which consumers draw does not matter.
 */

/** A stream of random numbers that depends on nothing but its seed and its name. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  float(): number
  /** Uniform integer in [0, bound); `bound` must be a positive integer below 2^32. */
  int(bound: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
  /** One element of a non-empty array. */
  pick<T>(items: readonly T[]): T
  /** A new array with the same elements in random order. */
  shuffle<T>(items: readonly T[]): T[]
  /** Exponentially distributed with the given mean. */
  exponential(mean: number): number
  /** An independent stream, the same for the same name whenever it is asked for. */
  fork(name: string): Random
}

/** FNV-1a over UTF-16 code units with a final avalanche. */
function hash(text: string, basis: number): number {
  let h = basis | 0
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return avalanche(h)
}

/**
 * Makes the stream of a seed. The generator is sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, passes BigCrush, a few
 * integer operations a draw.
 */
export function random(seed: number | string): Random {
  return stream(`seed:${seed}`)
}

function stream(name: string): Random {
  const next = sfc32()
  next.seed(hash(name, 0x811c9dc5), hash(name, 0x1b873593), hash(name, 0x2545f491), 1)
  return drawing(next.word, child => stream(`${name}/${child}`))
}

/**
 * A stream that begins anew at each moment: what is drawn at a time depends on that time alone, and not on how much was drawn before. What is left out of a
 * run that is being shrunk then changes nothing for the rest. `now` is the clock, in whole units; draws at the same time follow each other.
 */
export function momentary(base: Random, now: () => number): Random {
  const salt = base.int(0x1_0000_0000)
  const other = base.int(0x1_0000_0000)
  const next = sfc32()
  let moment = Number.NaN
  const word = () => {
    const time = now()
    if (time !== moment) {
      moment = time
      const [low, high] = [time | 0, Math.floor(time / 0x1_0000_0000) | 0]
      const mixed = avalanche(low ^ salt)
      next.seed(mixed, avalanche(Math.imul(high, 0x9e3779b1) ^ other ^ mixed), salt, other)
    }
    return next.word()
  }
  return drawing(word, child => momentary(base.fork(child), now))
}

/** murmur3's finaliser. */
function avalanche(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) | 0
}

/** 32 bits at a time. */
function sfc32(): { seed(a: number, b: number, c: number, counter: number): void; word(): number } {
  let a = 0
  let b = 0
  let c = 0
  let counter = 0
  const word = (): number => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  return {
    seed(first, second, third, fourth) {
      a = first
      b = second
      c = third
      counter = fourth
      for (let i = 0; i < 12; i++) word()
    },
    word,
  }
}

function drawing(next: () => number, fork: (name: string) => Random): Random {
  const float = () => next() / 4294967296
  const int = (bound: number) => Math.floor((next() / 4294967296) * bound)
  return {
    float,
    int,
    chance: probability => float() < probability,
    pick: items => {
      if (items.length === 0) throw new RangeError('random.pick: there is nothing to pick from')
      return items[int(items.length)] as (typeof items)[number]
    },
    shuffle: items => {
      const result = items.slice()
      for (let i = result.length - 1; i > 0; i--) {
        const j = int(i + 1)
        const held = result[i] as (typeof items)[number]
        result[i] = result[j] as (typeof items)[number]
        result[j] = held
      }
      return result
    },
    exponential: mean => -Math.log(1 - float()) * mean,
    fork,
  }
}
