/**
 * Counters. `checkCounter` judges the final reads of a g-counter or pn-counter: each must be the sum of all acknowledged adds and of
 * some subset of the indeterminate ones. `checkCounterBounds` judges every read of a linearizable counter by an interval, as Jepsen's
 * `counter` does.
 */

import type { Operation } from '../history/operation.ts'
import { attempts, isClient } from '../history/pairing.ts'
import { counterSign } from './counter-story.ts'
import { contains, nearest, type Range, shiftedUnion } from './ranges.ts'
import { count, deed, excerpt, inOrder, some } from './story.ts'
import { type Anomaly, MalformedOperationError, type Verdict } from './verdict.ts'

export interface CounterOptions {
  /**
   * How many separate ranges of reachable sums to keep at most. Deltas that are all small need a handful; only dozens of
   * indeterminate adds of wildly different sizes need more. Default 100,000 (a few MB).
   */
  readonly maxRanges?: number
}

/** How many wrong reads are explained; the figures hold them all. */
const EXPLAINED = 3

/**
 * Judges the final reads (`final: true`) of a counter that is added to by `add` of an integer. Indeterminate are the adds that ended
 * `info`, and those that the history does not complete. Used for g-counter and pn-counter alike.
 *
 * Valid is false when a final read is no reachable sum; unknown when operations were done but none of the final reads succeeded, or
 * when there are more than `maxRanges` ranges and a read lies between the least and the greatest sum; true otherwise.
 *
 * Figures: `final-reads`: their values; `acceptable`: the reachable sums as closed ranges `[[lo, hi], …]` in order; `errors`:
 * `{opIndex}` of each wrong read. Anomaly: `unreachable-count`.
 *
 * @throws {MalformedOperationError} when the value of an add is no integer.
 */
export function checkCounter(operations: Iterable<Operation>, { maxRanges = 100_000 }: CounterOptions = {}): Verdict {
  const all = attempts([...operations].filter(isClient))
  const adds = all.filter(({ invocation }) => invocation.f === 'add')
  const acknowledged = adds.filter(({ completion }) => completion?.type === 'ok')
  const indeterminate = adds.filter(({ completion }) => completion === undefined || completion.type === 'info')
  const sum = acknowledged.reduce((total, { invocation }) => total + delta(invocation), 0)
  const deltas = indeterminate.map(({ invocation }) => delta(invocation))
  const { ranges, complete } = reachable(sum, deltas, maxRanges)

  const reads = all.filter(
    ({ invocation, completion }) =>
      invocation.f === 'read' && completion?.type === 'ok' && (completion.final ?? invocation.final),
  )
  const wrong = reads.filter(({ completion }) => !contains(ranges, completion!.value))
  const anomalies = wrong.slice(0, EXPLAINED).map(({ invocation, completion }, i): Anomaly => {
    const rest = i === EXPLAINED - 1 ? wrong.length - EXPLAINED : 0
    const sign = i === 0 ? counterSign(all, completion!.value) : undefined
    return {
      type: 'unreachable-count',
      message:
        `${deed({ ...completion!, final: true })} is ${excerpt(completion!.value)}, but ${expected(acknowledged.length, sum, deltas, ranges)}` +
        `${distance(completion!.value, ranges)}.${rest > 0 ? ` ${count(rest, 'more final read')} likewise.` : ''}` +
        (sign === undefined ? '' : ` ${sign.sentence}`),
      operations: inOrder([...(sign?.operations ?? []), invocation, completion]),
      ...(sign === undefined ? {} : { notes: sign.notes }),
    }
  })
  const figures = {
    'final-reads': reads.map(({ completion }) => completion!.value),
    acceptable: ranges,
    errors: wrong.map(({ completion }) => ({ opIndex: completion!.index })),
  }
  if (wrong.length > 0) return { valid: false, anomalies, figures }
  const reason =
    all.length > 0 && reads.length === 0
      ? 'no final read succeeded, so nobody knows what the counter came to'
      : !complete && reads.length > 0
        ? `the ${deltas.length} indeterminate adds reach too many separate sums to keep (more than ${maxRanges} ranges); the final reads lie between the least and the greatest`
        : undefined
  return reason === undefined ? { valid: true, anomalies, figures } : { valid: 'unknown', reason, anomalies, figures }
}

/** All sums of `sum` and a subset of the deltas; when that takes too many ranges, the one from the least to the greatest. */
function reachable(sum: number, deltas: readonly number[], maxRanges: number): { ranges: Range[]; complete: boolean } {
  let ranges: Range[] = [[sum, sum]]
  // Small deltas first: what they reach soon is contiguous, and stays few ranges.
  for (const delta of deltas.toSorted((a, b) => Math.abs(a) - Math.abs(b))) {
    ranges = shiftedUnion(ranges, delta)
    if (ranges.length > maxRanges) {
      const part = (sign: number) => deltas.reduce((total, d) => total + (d * sign > 0 ? d : 0), sum)
      return { ranges: [[part(-1), part(1)]], complete: false }
    }
  }
  return { ranges, complete: true }
}

function delta(op: Operation): number {
  if (!Number.isSafeInteger(op.value)) throw new MalformedOperationError(op, 'an integer')
  return op.value as number
}

function expected(adds: number, sum: number, deltas: readonly number[], ranges: readonly Range[]): string {
  const base = `the ${count(adds, 'acknowledged add')} ${adds === 1 ? 'sums' : 'sum'} to ${sum}`
  if (deltas.length === 0) return base
  const reach = ranges.map(([low, high]) => (low === high ? `${low}` : `${low}…${high}`))
  return `${base} and the ${count(deltas.length, 'indeterminate add')} (${some(deltas)}) may make that ${some(reach)}`
}

function distance(value: unknown, ranges: readonly Range[]): string {
  if (typeof value === 'bigint') return ': it is far off'
  if (typeof value !== 'number') return ': it is no number'
  const near = nearest(ranges, value)
  return `: ${Math.abs(value - near)} too ${value < near ? 'few' : 'many'}${ranges.length > 1 ? ` for ${near}` : ''}`
}

/**
 * Judges every ok read of a linearizable counter that starts at 0: it must lie between the least value that the counter can have had
 * when the read was invoked and the greatest when it was completed. The lower bound rises when an add is acknowledged, the upper
 * one when an add is invoked that does not fail; a negative delta lowers them, the lower bound when invoked, the upper one when acknowledged.
 * Necessary for linearizability, not sufficient.
 *
 * Figures: `reads` and `errors`: `[lower, value, upper]` of all reads and of the wrong ones, in order of completion. Anomaly: `out-of-bounds-read`.
 *
 * @throws {MalformedOperationError} when the value of an add is no integer.
 */
export function checkCounterBounds(operations: Iterable<Operation>): Verdict {
  const clients = [...operations].filter(isClient)
  const byOperation = new Map<Operation, ReturnType<typeof attempts>[number]>()
  for (const pair of attempts(clients)) {
    byOperation.set(pair.invocation, pair)
    if (pair.completion) byOperation.set(pair.completion, pair)
  }
  let lower = 0
  let upper = 0
  const lowerAt = new Map<Operation, number>()
  const reads: [number, unknown, number][] = []
  const errors: [number, unknown, number][] = []
  const anomalies: Anomaly[] = []
  for (const op of clients) {
    const { invocation, completion } = byOperation.get(op)!
    if (op.f === 'add' && completion?.type !== 'fail') {
      const by = delta(invocation)
      if (op === invocation) {
        lower += Math.min(0, by)
        upper += Math.max(0, by)
      }
      if (op === completion && op.type === 'ok') {
        lower += Math.max(0, by)
        upper += Math.min(0, by)
      }
    } else if (op.f === 'read') {
      if (op === invocation) lowerAt.set(op, lower)
      if (op !== completion || op.type !== 'ok') continue
      const low = lowerAt.get(invocation)!
      const read: [number, unknown, number] = [low, op.value, upper]
      reads.push(read)
      if (typeof op.value === 'number' && low <= op.value && op.value <= upper) continue
      errors.push(read)
      if (anomalies.length === EXPLAINED) continue
      anomalies.push({
        type: 'out-of-bounds-read',
        message: `${deed(op)} is ${excerpt(op.value)}, but the counter was at least ${low} when it was invoked and at most ${upper} when it was completed.`,
        operations: inOrder([invocation, op]),
      })
    }
  }
  return { valid: errors.length === 0, anomalies, figures: { reads, errors } }
}
