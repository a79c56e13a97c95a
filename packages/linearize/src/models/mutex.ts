/** A mutex: `acquire`, `release`. */
import { UnsupportedOperationError } from '../errors.ts'
import { ILLEGAL, type Model } from '../types.ts'

export interface MutexInput {
  readonly f: 'acquire' | 'release'
  readonly value?: unknown
}

/** `acquire` succeeds only when the mutex is free, `release` only when it is held. Starts out free. */
export function mutex(): Model<boolean, MutexInput, unknown> {
  return {
    name: 'mutex',
    init: () => false,
    step: (held, { f }) => {
      if (f !== 'acquire' && f !== 'release') throw new UnsupportedOperationError('mutex', f, ['acquire', 'release'])
      return held === (f === 'release') ? !held : ILLEGAL
    },
    describe: ({ f }) => f,
    describeState: held => (held ? 'held' : 'free'),
    explain: held => `the mutex is ${held ? 'held' : 'free'}`,
  }
}
