/** A counter: `add`, `increment`, `decrement`, `read`. */
import { UnsupportedOperationError } from '../errors.ts'
import { ILLEGAL, type Model } from '../types.ts'
import { show } from './text.ts'

export interface CounterInput {
  readonly f: 'add' | 'increment' | 'decrement' | 'read' | 'add-and-get'
  /** Of an `add` or `add-and-get`: how much. */
  readonly value?: unknown
}

/** Starts at `initial` (0). `read` returns the sum so far, `add-and-get` the sum after its own addition. */
export function counter(options: { initial?: number } = {}): Model<number, CounterInput, unknown> {
  const { initial = 0 } = options
  return {
    name: 'counter',
    init: () => initial,
    step: (state, { f, value }, output) => {
      switch (f) {
        case 'add':
          return state + Number(value)
        case 'increment':
          return state + 1
        case 'decrement':
          return state - 1
        case 'add-and-get':
          return output === undefined || output === state + Number(value) ? state + Number(value) : ILLEGAL
        case 'read':
          return output === undefined || output === state ? state : ILLEGAL
        default:
          throw new UnsupportedOperationError('counter', f, ['add', 'increment', 'decrement', 'add-and-get', 'read'])
      }
    },
    pure: ({ f }) => f === 'read',
    describe: ({ f, value }, output) =>
      f === 'read'
        ? `read → ${show(output)}`
        : f === 'add'
          ? `add ${show(value)}`
          : f === 'add-and-get'
            ? `add-and-get ${show(value)} → ${show(output)}`
            : f,
    describeState: show,
    explain: state => `the counter is at ${state}`,
  }
}
