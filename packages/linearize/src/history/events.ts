/** Jepsen events into operations: every `invoke` is paired with the completion of its process. */
import { InvalidEventError, InvalidTimeError, OpenOperationError } from '../errors.ts'
import type { Event, Model, Operation, Process } from '../types.ts'

type FromEvents<I, O> = NonNullable<Model<unknown, I, O>['fromEvents']>

/**
 * Pairs the events of client processes (those of the nemesis, whose process is null or `nemesis`, are passed over). Events may come in any
 * order if all have an `index`, or all have a `time`; otherwise their order in the array counts. Throws a `HistoryError`.
 */
export function operationsFromEvents<I, O>(events: readonly Event[], model: Model<unknown, I, O>): Operation<I, O>[] {
  const fromEvents = model.fromEvents ?? (defaultFromEvents as FromEvents<I, O>)
  const order = inOrder(events)
  const operations: (Operation<I, O> | undefined)[] = []
  const open = new Map<Process, { slot: number; position: number; at: number }>()
  const crashed = new Map<Process, number>()
  const close = (slot: number, call: number, returned: number, invocation: Event, completion: Event | undefined) => {
    const converted = fromEvents(invocation, completion)
    if (converted === undefined) return
    const done = completion?.type === 'ok' || completion?.type === 'fail'
    operations[slot] = {
      process: invocation.process as Process,
      input: converted.input,
      ...(converted.output === undefined ? {} : { output: converted.output }),
      call,
      return: done ? returned : Number.POSITIVE_INFINITY,
      events: completion === undefined ? { invocation } : { invocation, completion },
    }
  }
  for (let position = 0; position < order.length; position++) {
    const at = order[position]!
    const event = events[at]!
    const { process, type } = event
    if (process === null || process === 'nemesis') continue
    if (typeof process !== 'number' && typeof process !== 'string') {
      throw new InvalidEventError(`Event ${at} has no process: ${JSON.stringify(event)}.`, at)
    }
    const pending = open.get(process)
    if (type === 'invoke') {
      if (pending !== undefined) throw new OpenOperationError(process, at, pending.at, false)
      const before = crashed.get(process)
      if (before !== undefined) throw new OpenOperationError(process, at, before, true)
      open.set(process, { slot: operations.push(undefined) - 1, position, at })
    } else if (type === 'ok' || type === 'fail' || type === 'info') {
      if (pending === undefined) {
        if (type === 'info') continue
        throw new InvalidEventError(`Event ${at} is an ${type} of process ${process}, which has nothing open.`, at)
      }
      open.delete(process)
      if (type === 'info') crashed.set(process, pending.at)
      close(pending.slot, pending.position, position, events[pending.at]!, event)
    } else {
      throw new InvalidEventError(
        `Event ${at} has type ${JSON.stringify(type) ?? String(type)}; it must be invoke, ok, fail or info.`,
        at,
      )
    }
  }
  for (const { slot, position, at } of open.values()) close(slot, position, 0, events[at]!, undefined)
  return operations.filter(operation => operation !== undefined)
}

function defaultFromEvents(invocation: Event, completion: Event | undefined) {
  if (completion?.type === 'fail') return undefined
  const input = { f: invocation.f, value: invocation.value }
  return completion?.type === 'ok' ? { input, output: okValue(invocation, completion) } : { input }
}

/** What an `ok` tells. One that repeats nothing of its invocation, as some tools write them, means the invocation's value. */
export function okValue(invocation: Event, completion: Event): unknown {
  return completion.value === undefined ? invocation.value : completion.value
}

/** Positions of the events, in the order in which they happened. */
function inOrder(events: readonly Event[]): number[] {
  const order = Array.from(events, (_, i) => i)
  const by = (['index', 'time'] as const).find(field => events.every(event => event[field] !== undefined))
  if (by === undefined) return order
  events.forEach((event, i) => {
    if (typeof event[by] !== 'number' || Number.isNaN(event[by])) throw new InvalidTimeError(i, by, event[by])
  })
  return order.sort((a, b) => events[a]![by]! - events[b]![by]! || a - b)
}
