/** A first-in first-out queue: `enqueue`, `dequeue`. */
import { UnsupportedOperationError } from '../errors.ts'
import { ILLEGAL, type Model } from '../types.ts'
import { canonicalText, sameValue } from '../values.ts'
import { show } from './text.ts'

export interface QueueInput {
  readonly f: 'enqueue' | 'dequeue'
  readonly value?: unknown
}

/** `dequeue` returns the oldest element, or null when the queue is empty. */
export function queue(): Model<readonly unknown[], QueueInput, unknown> {
  return {
    name: 'queue',
    init: () => [],
    step: (state, { f, value }, output) => {
      if (f === 'enqueue') return [...state, value]
      if (f !== 'dequeue') throw new UnsupportedOperationError('queue', f, ['enqueue', 'dequeue'])
      if (state.length === 0) return output === undefined || output === null ? state : ILLEGAL
      return output === undefined || sameValue(state[0], output) ? state.slice(1) : ILLEGAL
    },
    pure: ({ f }, output) => f === 'dequeue' && output === null,
    family: ({ f, value }, output) =>
      f === 'enqueue'
        ? canonicalText(value)
        : output === undefined || output === null
          ? undefined
          : canonicalText(output),
    describe: ({ f, value }, output) => (f === 'enqueue' ? `enqueue ${show(value)}` : `dequeue → ${show(output)}`),
    describeState: show,
    explain: state => (state.length === 0 ? 'the queue is empty' : `${show(state[0])} is at the front`),
  }
}
