/** What every answer has to keep, whatever the history: witnesses are replayed, prefixes too, and cores are judged again by an oracle. */
import { expect } from 'vitest'
import { ILLEGAL, type LinearizabilityResult, type Model, type Operation } from '../src/types.ts'
import { canonicalText, sameValue } from '../src/values.ts'
import { wingGong } from './oracles/wing-gong.ts'

const returnOf = (operation: Operation) => operation.return ?? Number.POSITIVE_INFINITY

/** The states after each operation of an order. Fails if one is illegal, comes twice, or comes before one that had returned before its call. */
export function replayed(model: Model, operations: readonly Operation[], order: readonly number[]): unknown[] {
  expect(new Set(order).size).toBe(order.length)
  let state = model.init()
  let latestCall = Number.NEGATIVE_INFINITY
  return order.map(index => {
    const operation = operations[index]!
    if (returnOf(operation) < latestCall)
      expect.fail(`operation ${index} returned before one that comes before it was called`)
    latestCall = Math.max(latestCall, operation.call)
    state = model.step(state, operation.input, operation.output)
    if (state === ILLEGAL) expect.fail(`operation ${index} is illegal`)
    return state
  })
}

/** Checks all that a result asserts, except whether the verdict is right. */
export function expectLegal(model: Model, result: LinearizabilityResult): void {
  const { operations } = result
  for (const part of result.partitions) {
    if (part.witness !== undefined) {
      replayed(model, operations, part.witness)
      const there = new Set(part.witness)
      for (const index of part.operations) {
        if (returnOf(operations[index]!) < Number.POSITIVE_INFINITY && !there.has(index))
          expect.fail(`operation ${index} is missing`)
      }
    }
    if (part.failure !== undefined) expectFailure(model, operations, part.operations, part.failure)
    if (part.core !== undefined) expectCore(model, operations, part.operations, part.core)
  }
}

type Failure = NonNullable<LinearizabilityResult['partitions'][number]['failure']>

function expectFailure(
  model: Model,
  operations: readonly Operation[],
  part: readonly number[],
  failure: Failure,
): void {
  const end = returnOf(operations[failure.operation]!)
  for (const { order, states, state, pending } of failure.prefixes) {
    const expected = replayed(model, operations, order)
    expect(states.map(canonicalText)).toEqual(expected.map(canonicalText))
    expect(sameValue(state, expected.at(-1) ?? model.init())).toBe(true)
    expect(order).not.toContain(failure.operation)
    const done = new Set(order)
    // A prefix is as long as it can be: whatever returned before the failure is in it.
    for (const index of part) {
      if (returnOf(operations[index]!) < end && !done.has(index))
        expect.fail(`operation ${index} is missing in a prefix`)
    }
    expect(pending.map(({ operation }) => operation)).toContain(failure.operation)
    for (const { operation, legal } of pending) {
      const { input, output } = operations[operation]!
      expect(model.step(state, input, output) !== ILLEGAL).toBe(legal)
    }
  }
}

function expectCore(
  model: Model,
  operations: readonly Operation[],
  part: readonly number[],
  core: readonly number[],
): void {
  const inPart = new Set(part)
  expect(core.every(index => inPart.has(index))).toBe(true)
  const judge = (indices: readonly number[]) =>
    wingGong(
      model,
      indices.map(index => operations[index]!),
      20_000,
    )
  expect(judge(core)).not.toBe(true)
  for (const index of core) {
    const { input, output } = operations[index]!
    const left = core.filter(other => other !== index)
    // Pure operations can always be taken out; the rest only in the company that minimal.ts describes.
    if (model.pure?.(input, output) === true) expect(judge(left), `without ${index}`).not.toBe(false)
  }
}
