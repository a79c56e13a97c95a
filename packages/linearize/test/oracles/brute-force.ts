/** The definition, word by word: try every order of every choice of crashed operations. For at most about 8 operations. */
import { ILLEGAL, type Model, type Operation } from '../../src/types.ts'

export function bruteForce<S, I, O>(model: Model<S, I, O>, history: readonly Operation<I, O>[]): boolean {
  const returnOf = (operation: Operation) => operation.return ?? Number.POSITIVE_INFINITY
  const extend = (state: S, left: readonly Operation<I, O>[]): boolean => {
    if (left.every(operation => returnOf(operation) === Number.POSITIVE_INFINITY)) return true
    return left.some(first => {
      const rest = left.filter(other => other !== first)
      // Closed intervals: only an operation that returned strictly before this call must come first.
      if (rest.some(other => returnOf(other) < first.call)) return false
      const next = model.step(state, first.input, first.output)
      return next !== ILLEGAL && extend(next, rest)
    })
  }
  return extend(model.init(), history)
}
