/** What every answer has to keep, whatever the history: witnesses are replayed, prefixes too, and cores are judged again by an oracle. */
import { expect } from 'vitest'
import { ILLEGAL, type LinearizabilityResult, type Model, type Operation, type RegisterStep } from '../src/types.ts'
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
    if (part.core !== undefined) expectCore(model, operations, part)
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

/** A core is part of the part, not linearizable by itself, sound, and nothing can be left out of it. */
function expectCore(
  model: Model,
  operations: readonly Operation[],
  { operations: part, core = [], coreIsMinimal, failure }: LinearizabilityResult['partitions'][number],
): void {
  const inPart = new Set(part)
  expect(core.every(index => inPart.has(index))).toBe(true)
  const judge = (indices: readonly number[], judged = operations) =>
    wingGong(
      model,
      indices.map(index => judged[index]!),
      20_000,
    )
  expect(judge(core)).not.toBe(true)
  if (failure === undefined) return
  // What returned after the failure need not have happened; but with doom the failure is known before.
  const end = model.doomed === undefined ? returnOf(operations[failure.operation]!) : Number.POSITIVE_INFINITY
  const upToEnd = operations.map(operation =>
    returnOf(operation) > end ? { ...operation, return: Number.POSITIVE_INFINITY } : operation,
  )
  const there = part.filter(index => operations[index]!.call <= end)
  expect(core.every(index => there.includes(index))).toBe(true)
  expect(judge(core, upToEnd)).not.toBe(true)
  if (model.register !== undefined) expect(isSound(model, upToEnd, there, core), 'the core is sound').toBe(true)
  for (const index of core) {
    const { input, output } = operations[index]!
    const left = core.filter(other => other !== index)
    const mayGo =
      model.pure?.(input, output) === true ||
      (model.register !== undefined && coreIsMinimal === true && isSound(model, upToEnd, there, left))
    if (mayGo) expect(judge(left, upToEnd), `without ${index}`).not.toBe(false)
  }
}

/** Whether each kept operation has with it every operation that it may have read from: the rule of sound.ts, by definition. */
export function isSound(
  model: Model,
  operations: readonly Operation[],
  part: readonly number[],
  kept: readonly number[],
): boolean {
  const at = (i: number) => operations[i]!
  const changes = (i: number) => model.pure?.(at(i).input, at(i).output) !== true && !isSame(stepOf(model, at(i)))
  const before = (a: number, b: number) => returnOf(at(a)) < at(b).call
  const sources = part.filter(i => changes(i) && !kept.includes(i))
  return kept.every(reader =>
    sources
      .filter(source => at(source).call <= returnOf(at(reader)))
      .filter(source => mayReadFrom(stepOf(model, at(reader)), stepOf(model, at(source))))
      .every(source => kept.some(k => changes(k) && before(source, k) && before(k, reader))),
  )
}

type Step = RegisterStep | undefined

const isSame = (step: Step) => step?.kind === 'cas' && sameValue(step.from, step.value)

function stepOf(model: Model, operation: Operation): Step {
  const { input, output } = operation
  const step = model.register?.(input, output)
  if (step !== undefined || output !== undefined || returnOf(operation) < Number.POSITIVE_INFINITY) return step
  const success = model.register?.(input, true)
  const plain = success?.kind === 'cas' && (input as { createIfNotExists?: boolean }).createIfNotExists !== true
  return plain ? success : undefined
}

function mayReadFrom(reader: Step, source: Step): boolean {
  const leaves = source?.kind === 'write' || source?.kind === 'cas' ? source : undefined
  switch (reader?.kind) {
    case 'write':
    case 'nothing':
      return false
    case 'read':
      return leaves === undefined || sameValue(leaves.value, reader.value)
    case 'cas':
      return leaves === undefined || sameValue(leaves.value, reader.from)
    case 'differs':
      return leaves === undefined || !sameValue(leaves.value, reader.value)
    default:
      return true
  }
}
