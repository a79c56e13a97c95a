/** A stack: `push`, `pop`. */
import { UnsupportedOperationError } from '../errors.ts'
import { ILLEGAL, type Model } from '../types.ts'
import { canonicalText, sameValue } from '../values.ts'
import { show } from './text.ts'

export interface StackInput {
  readonly f: 'push' | 'pop'
  readonly value?: unknown
}

/** `pop` returns the newest element, or null when the stack is empty. */
export function stack(): Model<readonly unknown[], StackInput, unknown> {
  return {
    name: 'stack',
    init: () => [],
    step: (state, { f, value }, output) => {
      if (f === 'push') return [...state, value]
      if (f !== 'pop') throw new UnsupportedOperationError('stack', f, ['push', 'pop'])
      if (state.length === 0) return output === undefined || output === null ? state : ILLEGAL
      return output === undefined || sameValue(state[state.length - 1], output) ? state.slice(0, -1) : ILLEGAL
    },
    pure: ({ f }, output) => f === 'pop' && output === null,
    family: ({ f, value }, output) =>
      f === 'push' ? canonicalText(value) : output === undefined || output === null ? undefined : canonicalText(output),
    describe: ({ f, value }, output) => (f === 'push' ? `push ${show(value)}` : `pop → ${show(output)}`),
    describeState: show,
    explain: state => (state.length === 0 ? 'the stack is empty' : `${show(state[state.length - 1])} is on top`),
  }
}
