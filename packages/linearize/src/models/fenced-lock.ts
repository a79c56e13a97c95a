/** A lock with fencing tokens: `acquire` returns a token greater than all before, `release` gives it back. */
import { UnsupportedOperationError } from '../errors.ts'
import { ILLEGAL, type Model } from '../types.ts'
import { show } from './text.ts'

export interface FencedLockInput {
  readonly f: 'acquire' | 'release'
  /** Of a `release`: the token, if the client gives it. */
  readonly value?: unknown
}

export interface FencedLockState {
  /** The token of the holder, `unknown` if nobody saw it, null when the lock is free. */
  readonly holder: number | 'unknown' | null
  /** The greatest token known to have been given out. */
  readonly last: number
}

/** Tokens are numbers, as Kleppmann's fencing tokens; the first is greater than 0 unless `initial` says otherwise. */
export function fencedLock(options: { initial?: number } = {}): Model<FencedLockState, FencedLockInput, unknown> {
  const { initial = 0 } = options
  return {
    name: 'fenced-lock',
    init: () => ({ holder: null, last: initial }),
    step: ({ holder, last }, { f, value }, output) => {
      if (f === 'acquire') {
        if (holder !== null) return ILLEGAL
        if (typeof output !== 'number') return { holder: 'unknown', last }
        return output > last ? { holder: output, last: output } : ILLEGAL
      }
      if (f !== 'release') throw new UnsupportedOperationError('fenced-lock', f, ['acquire', 'release'])
      if (holder === null) return ILLEGAL
      if (typeof value !== 'number') return { holder: null, last }
      // The holder's token was never seen by anybody, so this release tells it, unless it is one from before.
      if (holder === 'unknown') return value > last ? { holder: null, last: value } : ILLEGAL
      return holder === value ? { holder: null, last } : ILLEGAL
    },
    hash: ({ holder, last }) => `${holder} ${last}`,
    describe: ({ f, value }, output) =>
      f === 'acquire' ? `acquire → ${show(output)}` : value == null ? 'release' : `release ${show(value)}`,
    describeState: ({ holder, last }) => (holder === null ? `free, last token ${last}` : `held with token ${holder}`),
    explain: ({ holder, last }, { f }) =>
      holder !== null
        ? `the lock is held with token ${holder}`
        : f === 'acquire'
          ? `token ${last} was given out before`
          : 'the lock is free',
  }
}
