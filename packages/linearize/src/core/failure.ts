/** How far every attempt got: the longest legal prefixes of a history that is not linearizable, and why none of them goes on. */
import type { JustInTime } from '../engines/just-in-time.ts'
import type { AnyModel, Operations } from '../engines/machine.ts'
import { replay } from '../engines/replay.ts'
import { type Failure, ILLEGAL, type LegalPrefix, type PendingOperation } from '../types.ts'
import { canonicalText } from '../values.ts'

/** Prefixes that are told in full. */
const MOST = 32

/** `search` has found that nothing survives a return. `indices` are the positions in `operations` of the search's operations. */
export function failureOf(
  model: AnyModel,
  operations: Operations,
  indices: readonly number[],
  search: JustInTime,
): Failure {
  const { window, failedAt } = search
  const { events, idle } = window.timeline
  const operation = events[failedAt]! >> 1
  const { stride, path } = window.layout
  const { data, length } = search.rows()
  const paths: number[] = []
  for (let row = 0; row < length; row++) {
    if (data[row * stride] !== -1) paths.push(data[row * stride + path]!)
  }
  const called = calledBefore(events, failedAt).concat(idle.filter(i => i.position <= failedAt).map(i => i.operation))
  const orders = paths.slice(0, MOST * 4).map(leaf => replay(window, leaf, failedAt))
  const distinct = new Map(orders.map(order => [order.toSorted((a, b) => a - b).join(), order]))
  const longest = [...distinct.values()].sort((a, b) => b.length - a.length)
  const told = longest.slice(0, MOST)
  return {
    operation: indices[operation]!,
    prefixes: told.map(order => prefixOf(model, operations, indices, order, called)),
    omitted: longest.length - told.length + Math.max(0, paths.length - MOST * 4),
    ...(search.partial ? { partial: true } : {}),
  }
}

function calledBefore(events: Int32Array, end: number): number[] {
  const called: number[] = []
  for (let position = 0; position < end; position++)
    if ((events[position]! & 1) === 0) called.push(events[position]! >> 1)
  return called
}

function prefixOf(
  model: AnyModel,
  operations: Operations,
  indices: readonly number[],
  order: readonly number[],
  called: readonly number[],
): LegalPrefix {
  let state = model.init()
  const states = order.map(local => {
    const { input, output } = operations[indices[local]!]!
    state = model.step(state, input, output)
    return state
  })
  const done = new Set(order)
  return {
    order: order.map(local => indices[local]!),
    states,
    state,
    pending: called
      .filter(local => !done.has(local))
      .map(local => pendingOf(model, operations, indices[local]!, state)),
  }
}

function pendingOf(model: AnyModel, operations: Operations, operation: number, state: unknown): PendingOperation {
  const { input, output } = operations[operation]!
  const next = model.step(state, input, output)
  const name = model.describe?.(input, output) ?? `${canonicalText(input)} → ${canonicalText(output)}`
  const show = (s: unknown) => model.describeState?.(s) ?? canonicalText(s)
  if (next === ILLEGAL) {
    const reason = model.explain?.(state, input, output) ?? `the state is ${show(state)}`
    return { operation, legal: false, why: `${name} is impossible: ${reason}` }
  }
  return { operation, legal: true, next, why: `${name} is possible and leads to ${show(next)}, but no further` }
}
