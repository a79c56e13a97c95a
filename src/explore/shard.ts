/**
 * A share of the seeds: several machines of a CI, each told which one it is, try together what one machine would try. Test runners split files, not
 * what happens inside of one, so this is a variable of its own.
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

/** Reads `1/3`; without a text there is one machine. Throws ShardFormatError. */
export function parseShard(text: string | undefined): Shard {
  if (text === undefined || text === '') return { index: 0, count: 1 }
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
