/** Small pieces of the sentences in which checkers explain themselves. */

import type { Operation, Process } from '../history/operation.ts'
import { canonicalText } from '../json.ts'
import { type Nanos, SECOND } from '../time/clock.ts'

/** `12.010 s`. A negative time means that the history has none: an empty text. */
export function atTime(time: Nanos): string {
  return time < 0 ? '' : `${(time / SECOND).toFixed(3)} s`
}

/** `c3` for a client's process; other processes (`nemesis`) have names of their own. */
export function processName(process: Process): string {
  return typeof process === 'number' ? `c${process}` : process
}

/** The value as JSON, cut to `limit` characters, the last of which is then `…`. */
export function excerpt(value: unknown, limit = 60): string {
  const text = canonicalText(value)
  return text.length <= limit ? text : `${text.slice(0, Math.max(0, limit - 1))}…`
}

/** `1 read`, `3 reads`, `1 reply`, `2 replies`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}

/** `1, 2, 3 and 14 more`. */
export function some(items: readonly unknown[], limit = 5): string {
  const shown = items.slice(0, limit).map(item => (typeof item === 'string' ? item : excerpt(item, 30)))
  const rest = items.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}

/** `c1's final read at n1 (12.010 s)`: who did what, where, and when it was asked for. */
export function deed(op: Operation): string {
  const where = op.node === undefined ? '' : ` at ${op.node}`
  const when = op.time < 0 ? '' : ` (${atTime(op.time)})`
  return `${processName(op.process)}'s ${op.final ? 'final ' : ''}${op.f}${where}${when}`
}

/** ` to c3 by n2 at 1.204 s`, as much of it as the operation knows; follows a word such as `acknowledged`. */
export function toWhom(completion: Operation): string {
  const by = completion.node === undefined ? '' : ` by ${completion.node}`
  const at = completion.time < 0 ? '' : ` at ${atTime(completion.time)}`
  return ` to ${processName(completion.process)}${by}${at}`
}

/** The operations of some evidence, each once, in order of the history. */
export function inOrder(operations: readonly (Operation | undefined)[]): Operation[] {
  const present = operations.filter(op => op !== undefined)
  return [...new Set(present)].sort((a, b) => a.index - b.index)
}
