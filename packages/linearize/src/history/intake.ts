/** Whatever a caller gives as a history, as operations. */
import type { Event, HistoryInput, Model, Operation } from '../types.ts'
import { operationsFromEvents } from './events.ts'

/** The operations of a history: as given, or made from events. */
export function toOperations<I, O>(
  model: Model<unknown, I, O>,
  history: HistoryInput<I, O>,
): readonly Operation<I, O>[] {
  const first = history[0]
  return first !== undefined && 'type' in first && !('call' in first)
    ? operationsFromEvents(history as readonly Event[], model)
    : (history as readonly Operation<I, O>[])
}

export { callOrder } from './columns.ts'
