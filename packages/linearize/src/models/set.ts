/** A set: `add`, `remove`, `contains`, `read`. */
import { UnsupportedOperationError } from '../errors.ts'
import { ILLEGAL, type Model } from '../types.ts'
import { canonicalText } from '../values.ts'
import { show } from './text.ts'

export interface SetInput {
  readonly f: 'add' | 'remove' | 'contains' | 'read'
  readonly value?: unknown
}

/** Elements by their canonical text. */
type Elements = ReadonlyMap<string, unknown>

/**
 * `add` and `remove` have no output that tells anything; an output of `true` or `false` tells whether the set changed. `contains` returns a boolean,
 * `read` all elements in any order.
 */
export function set(): Model<Elements, SetInput, unknown> {
  const change = (state: Elements, f: string, value: unknown, output: unknown) => {
    const key = canonicalText(value)
    const changes = state.has(key) === (f === 'remove')
    if (typeof output === 'boolean' && output !== changes) return ILLEGAL
    if (!changes) return state
    const next = new Map(state)
    if (f === 'add') next.set(key, value)
    else next.delete(key)
    return next
  }
  return {
    name: 'set',
    init: () => new Map(),
    step: (state, { f, value }, output) => {
      switch (f) {
        case 'add':
        case 'remove':
          return change(state, f, value, output)
        case 'contains':
          return output === undefined || output === state.has(canonicalText(value)) ? state : ILLEGAL
        case 'read':
          return output === undefined || sameElements(state, output) ? state : ILLEGAL
        default:
          throw new UnsupportedOperationError('set', f, ['add', 'remove', 'contains', 'read'])
      }
    },
    hash: state => [...state.keys()].sort().join(),
    equal: (a, b) => a.size === b.size && [...a.keys()].every(key => b.has(key)),
    pure: ({ f }, output) => f === 'read' || f === 'contains' || ((f === 'add' || f === 'remove') && output === false),
    describe: ({ f, value }, output) =>
      f === 'read'
        ? `read → ${show(output)}`
        : `${f} ${show(value)}${typeof output === 'boolean' ? ` → ${output}` : ''}`,
    describeState: state => show(new Set(state.values())),
    explain: (state, { f, value }) =>
      f === 'read'
        ? `the set is ${show(new Set(state.values()))}`
        : `${show(value)} is ${state.has(canonicalText(value)) ? '' : 'not '}in the set`,
  }
}

function sameElements(state: Elements, output: unknown): boolean {
  if (!Array.isArray(output) && !(output instanceof Set)) return false
  const seen = new Set<string>()
  for (const element of output) {
    const key = canonicalText(element)
    if (!state.has(key)) return false
    seen.add(key)
  }
  return seen.size === state.size
}
