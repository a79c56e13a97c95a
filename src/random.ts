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

/** FNV-1a over UTF-16 code units with a final avalanche (murmur3's finaliser). */
function hash(text: string, basis: number): number {
  let h = basis | 0
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) | 0
}

/**
 * Makes the stream of a seed. The generator is sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, passes BigCrush, a few
 * integer operations a draw.
 */
export function random(seed: number | string): Random {
  return stream(`seed:${seed}`)
}

function stream(name: string): Random {
  let a = hash(name, 0x811c9dc5)
  let b = hash(name, 0x1b873593)
  let c = hash(name, 0x2545f491)
  let counter = 1
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  for (let i = 0; i < 12; i++) next()
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
    fork: child => stream(`${name}/${child}`),
  }
}
