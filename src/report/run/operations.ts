/** The operations of a run, read from history.jsonl line by line: each with its outcome, values as short texts. */

import type { Operation, OperationError } from '../../history/operation.ts'
import { formatJson, parseJson } from '../../network/message.ts'
import type { Nanos } from '../../time/clock.ts'
import { eachLine } from './lines.ts'
import { short } from './short.ts'

/** How an operation ended; `open`: the history ends before. */
export type Outcome = 'ok' | 'fail' | 'info' | 'open'

export interface RunOperation {
  /** Index of the invocation in the history. */
  readonly index: number
  /** Index of the completion. */
  completion?: number
  readonly process: number
  /** The node that the client asked. */
  readonly node?: string
  readonly f: string
  outcome: Outcome
  readonly invoked: Nanos
  completed?: Nanos
  /** What was asked, as JSON of at most 200 characters; empty for nothing. */
  readonly asked: string
  /** What came back, likewise, when the operation ended ok. */
  got: string
  error?: OperationError
  /** Of the final phase, after everything was undone. */
  readonly final?: boolean
}

/** Something that the nemesis did. It says twice what it does; the second time it knows what it has done. */
export interface NemesisEvent {
  readonly index: number
  readonly time: Nanos
  readonly f: string
  readonly value: unknown
}

const TEXT_LIMIT = 200

/** A value as short JSON. */
function brief(value: unknown): string {
  if (value === null || value === undefined) return ''
  return short(formatJson(value), TEXT_LIMIT)
}

export interface ReadOperations {
  readonly operations: RunOperation[]
  readonly events: NemesisEvent[]
  /** From the index of an invocation or a completion in the history to the position in `operations`. */
  readonly byIndex: ReadonlyMap<number, number>
}

/** A completion without an invocation stands for its own; a second invocation of a process leaves its first open. */
export function readOperations(path: string): ReadOperations {
  const operations: RunOperation[] = []
  const events: NemesisEvent[] = []
  const byIndex = new Map<number, number>()
  const open = new Map<number, number>()
  const take = ({ index, time, type, process, f, value, error, node, final }: Operation) => {
    if (typeof process !== 'number') {
      events.push({ index, time, f, value })
      return
    }
    let position = open.get(process)
    if (type === 'invoke' || position === undefined) {
      position = operations.length
      operations.push({
        index,
        process,
        ...(node === undefined ? {} : { node }),
        f,
        outcome: 'open',
        invoked: time,
        asked: type === 'invoke' ? brief(value) : '',
        got: '',
        ...(final === undefined ? {} : { final }),
      })
      if (type === 'invoke') open.set(process, position)
    }
    byIndex.set(index, position)
    if (type === 'invoke') return
    const operation = operations[position]!
    operation.completion = index
    operation.outcome = type
    operation.completed = time
    if (type === 'ok') operation.got = brief(value)
    if (error !== undefined) {
      const { text } = error
      operation.error = text === undefined ? error : { ...error, text: short(text, TEXT_LIMIT) }
    }
    open.delete(process)
  }
  eachLine(path, (buffer, start, end) => take(parseJson(buffer.toString('utf8', start, end)) as Operation))
  return { operations, events, byIndex }
}
