/** A priority queue: `enqueue`, `dequeue` of the smallest element. */
import { UnsupportedOperationError } from '../errors.ts'
import { ILLEGAL, type Model } from '../types.ts'
import { canonicalText, sameValue } from '../values.ts'
import { show } from './text.ts'

export interface PriorityQueueInput {
  readonly f: 'enqueue' | 'dequeue'
  /** A number or a string. */
  readonly value?: unknown
}

/** `dequeue` returns the smallest element, or null when there is none. Numbers come before strings. */
export function priorityQueue(): Model<readonly unknown[], PriorityQueueInput, unknown> {
  const knownValue = (value: unknown) => {
    if (typeof value === 'number' || typeof value === 'string') return value
    throw new UnsupportedOperationError('priority-queue', { f: 'enqueue', value }, ['enqueue of a number or a string'])
  }
  const before = (a: unknown, b: unknown) =>
    typeof a === typeof b ? (a as number) <= (b as number) : typeof a === 'number'
  return {
    name: 'priority-queue',
    init: () => [],
    step: (state, { f, value }, output) => {
      if (f === 'enqueue') {
        const element = knownValue(value)
        const at = state.findIndex(other => !before(other, element))
        return at < 0 ? [...state, element] : [...state.slice(0, at), element, ...state.slice(at)]
      }
      if (f !== 'dequeue') throw new UnsupportedOperationError('priority-queue', f, ['enqueue', 'dequeue'])
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
    explain: state => (state.length === 0 ? 'the queue is empty' : `${show(state[0])} is the smallest`),
  }
}
