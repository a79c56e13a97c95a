/**
 * Random transactions over a pool of keys, as in Elle: short lists of reads and writes, of which each write has a value of its own. After some
 * writes a key gives way to a fresh one, so that histories stay cheap to check however long a run is.
 */

import type { Random } from '../random.ts'
import { type Distribution, indices, zipf } from './distributions.ts'

/** One step of a transaction: `value` is 1, 2, 3, … for the writes of a key. */
export type MicroOperation =
  | { readonly kind: 'read'; readonly key: number }
  | { readonly kind: 'write'; readonly key: number; readonly value: number }

export interface TransactionOptions {
  readonly random: Random
  /** How keys are picked among those in use. Default: exponential, so that some are hot and some are cold. */
  readonly keyDistribution?: Distribution | undefined
  /** Of the exponential distribution: how many times as often each key comes as its predecessor. Default: 2. */
  readonly keyDistributionBase?: number | undefined
  /** Keys in use at a time. Default: 10, and 3 where all are picked alike. */
  readonly keyCount?: number | undefined
  /** Default: 1. */
  readonly minTxnLength?: number | undefined
  /** Default: 4. */
  readonly maxTxnLength?: number | undefined
  /** A key is retired after at most so many writes, most keys much sooner. Default: 256. */
  readonly maxWritesPerKey?: number | undefined
}

interface Slot {
  key: number
  written: number
  limit: number
}

/** Makes one transaction after the other, for ever. */
export function transactions(options: TransactionOptions): () => readonly MicroOperation[] {
  const { random, keyDistribution = 'exponential', minTxnLength = 1, maxTxnLength = 4 } = options
  const keyCount = options.keyCount ?? (keyDistribution === 'uniform' ? 3 : 10)
  const nextIndex = indices(keyDistribution, keyCount, random, options.keyDistributionBase)
  const writes = zipf(options.maxWritesPerKey ?? 256, random)
  let nextKey = 0
  const freshSlot = (): Slot => ({ key: nextKey++, written: 0, limit: 1 + writes() })
  const pool = Array.from({ length: keyCount }, freshSlot)

  const write = (index: number): MicroOperation => {
    if (pool[index]!.written >= pool[index]!.limit) pool[index] = freshSlot()
    const slot = pool[index]!
    slot.written++
    return { kind: 'write', key: slot.key, value: slot.written }
  }
  return () => {
    const shortest = Math.min(minTxnLength, maxTxnLength)
    const length = shortest + random.int(maxTxnLength - shortest + 1)
    return Array.from({ length }, (): MicroOperation => {
      const index = nextIndex()
      return random.chance(0.5) ? { kind: 'read', key: pool[index]!.key } : write(index)
    })
  }
}
