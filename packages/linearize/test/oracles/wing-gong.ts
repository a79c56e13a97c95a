/**
 * Wing and Gong's search (1993) with Lowe's memory of (done operations, state), the done operations as one full bitset. No reduction, no partition, nothing in
 * common with src/engines. Plain, and right.
 */
import { ILLEGAL, type Model, type Operation } from '../../src/types.ts'
import { canonicalText } from '../../src/values.ts'

/** `undefined` after `limit` configurations. */
export function wingGong<S, I, O>(
  model: Model<S, I, O>,
  history: readonly Operation<I, O>[],
  limit = Number.POSITIVE_INFINITY,
): boolean | undefined {
  const operations = history.toSorted((a, b) => a.call - b.call)
  const returnOf = (i: number) => operations[i]!.return ?? Number.POSITIVE_INFINITY
  const mustHappen = operations.reduce(
    (bits, _, i) => (returnOf(i) < Number.POSITIVE_INFINITY ? bits | (1n << BigInt(i)) : bits),
    0n,
  )
  const seen = new Set<string>()
  const stack: { done: bigint; state: S }[] = [{ done: 0n, state: model.init() }]
  for (let count = 0; stack.length > 0; count++) {
    if (count >= limit) return undefined
    const { done, state } = stack.pop()!
    if ((done & mustHappen) === mustHappen) return true
    let earliestReturn = Number.POSITIVE_INFINITY
    for (let i = 0; i < operations.length; i++) {
      if ((done & (1n << BigInt(i))) === 0n) earliestReturn = Math.min(earliestReturn, returnOf(i))
    }
    for (let i = 0; i < operations.length && operations[i]!.call <= earliestReturn; i++) {
      const bit = 1n << BigInt(i)
      if ((done & bit) !== 0n) continue
      const next = model.step(state, operations[i]!.input, operations[i]!.output)
      if (next === ILLEGAL) continue
      const key = `${done | bit} ${canonicalText(next)}`
      if (seen.has(key)) continue
      seen.add(key)
      stack.push({ done: done | bit, state: next })
    }
  }
  return false
}
