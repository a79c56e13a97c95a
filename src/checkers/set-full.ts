/**
 * The set-full checker: what became of every element that was added, told from all reads and not only the last. Judges broadcast
 * and g-set. The definitions are those of Jepsen's `set-full`:
 *
 * - *known* from the completion of its add or of the first read that holds it, whichever comes first;
 * - *stable* when the last read that holds it was invoked after the last one that lacks it;
 * - *lost* when a read that was invoked after it was known lacks it, and no read invoked later holds it;
 * - *never read* otherwise.
 *
 * set-full-reads.ts finds these out; this file judges and counts; set-full-story.ts explains.
 */

import type { Operation } from '../history/operation.ts'
import { compareJson, figureKey } from '../json.ts'
import { quantiles } from './quantiles.ts'
import { type ElementFate, readFates } from './set-full-reads.ts'
import { duplicateAnomalies, lostAnomalies, staleAnomalies, unexpectedAnomalies } from './set-full-story.ts'
import type { Validity, Verdict } from './verdict.ts'

export interface SetFullOptions {
  /** The `f` of the operations that add their value. Default `add`. */
  readonly add?: string
  /** The `f` of the operations whose value is the list of all elements. Default `read`. */
  readonly read?: string
  /** Whether an element must be in every read invoked after it was known: stale elements then are wrong. Default false. */
  readonly linearizable?: boolean
  /**
   * What it means that a single read holds an element more than once: `invalid`, or a `remark`: an anomaly that is told but leaves
   * the verdict as it is. Default `invalid`: what holds an element twice is no set. (Jepsen's own check for it never fires.)
   */
  readonly duplicates?: 'invalid' | 'remark'
}

/** How many stale elements `worst-stale` tells of, as in Jepsen. */
const WORST_STALE = 8

/**
 * Judges adds and reads. Valid is false when an element is lost, when one is stale and `linearizable` was asked for, or when a read
 * holds one twice and duplicates are `invalid`; unknown when no element is stable; true otherwise. Elements may be any JSON value.
 *
 * Figures: `attempt-count`; the elements that are `lost`, `never-read`, `stale` (stable, but with a stable latency of at least a
 * millisecond), sorted, each with its `-count`, and `stable-count`; `duplicated`: the greatest number of times that one read holds
 * the element, by element; `unexpected`: elements that reads hold and nobody added; `stable-latencies` and
 * `lost-latencies`: quantiles in whole ms from known to just after the last read that lacks, or holds, the element, absent when
 * there is none; `worst-stale`: the eight elements that took longest, with the indices of the operations by which they were known
 * and last absent.
 *
 * Anomalies: `lost-element`, `stale-element`, `duplicate-element`, `unexpected-element`, at most three of each; the last says how many
 * more there are. An unexpected element is a remark always: in Jepsen it does not count.
 *
 * @throws {MalformedOperationError} when an ok read is no list.
 * @throws {IllFormedHistoryError} when a process has two operations open.
 */
export function checkSetFull(operations: Iterable<Operation>, options: SetFullOptions = {}): Verdict {
  const { add = 'add', read = 'read', linearizable = false, duplicates = 'invalid' } = options
  const { elements, reads, unexpected } = readFates(operations, add, read)
  const outcome = (wanted: ElementFate['outcome']) => elements.filter(fate => fate.outcome === wanted)
  const lost = outcome('lost')
  const stable = outcome('stable')
  const neverRead = outcome('never-read')
  const stale = stable.filter(fate => fate.stableLatency! > 0)
  const worstStale = stale.toSorted((a, b) => b.stableLatency! - a.stableLatency!)
  const duplicated = elements.filter(fate => fate.duplicated > 1)
  const repeated = [...duplicated, ...unexpected.filter(stranger => stranger.duplicated > 1)]

  const wrong =
    lost.length > 0 || (linearizable && stale.length > 0) || (duplicates === 'invalid' && repeated.length > 0)
  const valid: Validity = wrong ? false : stable.length === 0 ? 'unknown' : true
  const stableLatencies = quantiles(stable.map(fate => fate.stableLatency!))
  const lostLatencies = quantiles(lost.map(fate => fate.lostLatency!))

  return {
    valid,
    ...(valid === 'unknown' && { reason: whyUnknown(elements.length, reads.length, add, read) }),
    anomalies: [
      ...lostAnomalies(lost, reads, unexpected),
      ...(linearizable ? staleAnomalies(worstStale, reads) : []),
      ...duplicateAnomalies(repeated),
      // Last, for it decides nothing.
      ...unexpectedAnomalies(unexpected),
    ],
    figures: {
      'attempt-count': elements.length,
      'stable-count': stable.length,
      'lost-count': lost.length,
      lost: sorted(lost),
      'never-read-count': neverRead.length,
      'never-read': sorted(neverRead),
      'stale-count': stale.length,
      stale: sorted(stale),
      'worst-stale': worstStale.slice(0, WORST_STALE).map(summary),
      'duplicated-count': repeated.length,
      duplicated: Object.fromEntries(repeated.map(fate => [figureKey(fate.element), fate.duplicated])),
      'unexpected-count': unexpected.length,
      unexpected: sorted(unexpected),
      ...(stableLatencies && { 'stable-latencies': stableLatencies }),
      ...(lostLatencies && { 'lost-latencies': lostLatencies }),
    },
  }
}

/** Judges a broadcast: `checkSetFull` of what was broadcast. A node that delivers a message twice is told of it, and passes. */
export function checkBroadcast(operations: Iterable<Operation>): Verdict {
  return checkSetFull(operations, { add: 'broadcast', duplicates: 'remark' })
}

/** Judges a grow-only set: `checkSetFull` as it stands, so that a read which holds an element twice is wrong. */
export function checkGSet(operations: Iterable<Operation>): Verdict {
  return checkSetFull(operations)
}

function sorted(fates: readonly { readonly element: unknown }[]): unknown[] {
  return fates.map(fate => fate.element).sort(compareJson)
}

function summary(fate: ElementFate) {
  return {
    element: fate.element,
    outcome: fate.outcome,
    'stable-latency': fate.stableLatency ?? null,
    'lost-latency': fate.lostLatency ?? null,
    known: fate.known?.index ?? null,
    'last-absent': fate.lastAbsent?.invocation.index ?? null,
  }
}

function whyUnknown(elements: number, reads: number, add: string, read: string): string {
  if (elements === 0) return `nothing was added: the history has no \`${add}\``
  if (reads === 0) return `no \`${read}\` succeeded, so nobody knows what became of the ${elements} elements added`
  return `none of the ${elements} elements added was in any of the last reads, nor was any known before them`
}
