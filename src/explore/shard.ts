/**
 * A share of the seeds: several machines of a CI, each told which one it is, try together what one machine would try. MAELSTROM_SHARD tells it, or Vitest's
 * `--shard` by way of the plugin.
 */

import { pointing } from '../explanations/pointer.ts'

/** One of `count` machines; `index` counts from 0. */
export interface Shard {
  readonly index: number
  readonly count: number
}

export class ShardFormatError extends Error {
  override readonly name = 'ShardFormatError'
  constructor(text: string) {
    super(
      pointing(
        'ShardFormatError',
        `MAELSTROM_SHARD is ${JSON.stringify(text)}, and should name one of several machines: 1/3, 2/3 or 3/3 where there are three.`,
      ),
    )
  }
}

/** Reads `1/3`; without a text it is `otherwise`. Throws ShardFormatError. */
export function parseShard(text: string | undefined, otherwise: Shard = { index: 0, count: 1 }): Shard {
  if (text === undefined || text === '') return otherwise
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []
  const shard = { index: Number(index) - 1, count: Number(count) }
  if (!(shard.index >= 0 && shard.index < shard.count)) throw new ShardFormatError(text)
  return shard
}

/** The seeds of a shard: every `count`th, so that all machines get on alike. At least one, since who tries nothing proves nothing. */
export function seedsOf(
  { index, count }: Shard,
  firstSeed: number,
  runs: number,
): { first: number; step: number; runs: number } {
  return { first: firstSeed + index, step: count, runs: Math.max(1, Math.ceil((runs - index) / count)) }
}
