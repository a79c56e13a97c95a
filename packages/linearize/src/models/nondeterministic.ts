/** Models with several possible next states, by the power-set construction: a state is the set of states that are possible. */
import { ILLEGAL, type Illegal, type Model } from '../types.ts'
import { canonicalText } from '../values.ts'

/**
 * A model whose `init` and `steps` return every possibility. `steps` returns none when the operation is illegal. There is no hint `pure`: even a read
 * changes the set of states that are possible.
 */
export interface NondeterministicModel<State, Input, Output>
  extends Omit<Model<State, Input, Output>, 'init' | 'step' | 'register' | 'pure' | 'doomed'> {
  init(): readonly State[]
  steps(state: State, input: Input, output: Output | undefined): readonly State[]
}

/** Makes a deterministic model of a nondeterministic one. */
export function nondeterministic<State, Input, Output>(
  model: NondeterministicModel<State, Input, Output>,
): Model<readonly State[], Input, Output> {
  const key = (state: State) =>
    model.hash !== undefined && model.equal === undefined ? model.hash(state) : canonicalText(state)
  const distinct = (states: readonly State[]): readonly State[] => {
    if (model.equal !== undefined) {
      return states.filter((state, i) => !states.slice(0, i).some(other => model.equal?.(state, other)))
    }
    const byKey = new Map(states.map(state => [String(key(state)), state]))
    return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, state]) => state)
  }
  const { describeState, explain, equal, hash, init, steps, ...rest } = model
  return {
    ...rest,
    init: () => distinct(init.call(model)),
    step: (states, input, output): readonly State[] | Illegal => {
      const next = distinct(states.flatMap(state => steps.call(model, state, input, output)))
      return next.length === 0 ? ILLEGAL : next
    },
    ...(equal === undefined
      ? { hash: (states: readonly State[]) => states.map(key).join('|') }
      : {
          // Without an order of the states their number is all that a hash can be made of.
          hash: (states: readonly State[]) => states.length,
          equal: (a: readonly State[], b: readonly State[]) =>
            a.length === b.length && a.every(state => b.some(other => equal.call(model, state, other))),
        }),
    describeState: states =>
      states.map(state => describeState?.call(model, state) ?? canonicalText(state)).join(' or '),
    ...(explain === undefined
      ? {}
      : {
          explain: (states: readonly State[], input: Input, output: Output | undefined) =>
            [...new Set(states.map(state => explain.call(model, state, input, output)))].join('; '),
        }),
  }
}
