/**
 * Convergence: once the faults are undone and the system had time to settle, every final read must show the same. set-full alone lets it pass
 * by chance when one node lacks an element for ever, because it looks at the last read only.
 */

import type { Operation, Pair } from '../history/operation.ts'
import { isClient, pairs } from '../history/pairing.ts'
import { jsonKey } from '../json.ts'
import { count, deed, excerpt, inOrder, some } from './story.ts'
import type { Anomaly, Verdict } from './verdict.ts'

/**
 * False when two final reads differ, lists being compared as sets; unknown when there are fewer than one for each node that was asked. Figures:
 * `final-reads`. Anomalies: `divergence`, with the two reads and the add of the first element that only one of them shows; at most one for each read that differs from the fullest.
 */
export function checkConvergence(history: readonly Operation[]): Verdict {
  const everything = pairs(history.filter(isClient))
  const all = everything.filter(({ invocation }) => invocation.final === true)
  const reads = all.filter(({ completion }) => completion?.type === 'ok')
  const figures = { 'final-reads': reads.length }
  if (reads.length === 0)
    return {
      valid: 'unknown',
      reason: 'no final read succeeded, so nobody knows what the nodes hold in the end',
      anomalies: [],
      figures,
    }
  const contents = reads.map(({ invocation, completion }) => ({
    invocation,
    completion: completion!,
    keys: keysOf(completion!.value),
  }))
  const fullest = contents.reduce((a, b) => (b.keys.size > a.keys.size ? b : a))
  const anomalies: Anomaly[] = []
  for (const { invocation, completion, keys } of contents) {
    const lacking = [...fullest.keys].filter(([key]) => !keys.has(key)).map(([, value]) => value)
    const extra = [...keys].filter(([key]) => !fullest.keys.has(key)).map(([, value]) => value)
    if (lacking.length === 0 && extra.length === 0) continue
    const isList = Array.isArray(completion.value)
    const [element] = isList ? [...lacking, ...extra] : []
    const added = element === undefined ? undefined : addOf(element, everything)
    const [without, having] = lacking.length > 0 ? [completion, fullest.completion] : [fullest.completion, completion]
    const name = excerpt(element, 20)
    anomalies.push({
      type: 'divergence',
      message: sentence(completion, fullest.completion, lacking, extra),
      operations: inOrder([
        added?.invocation,
        added?.completion,
        fullest.invocation,
        fullest.completion,
        invocation,
        completion,
      ]),
      ...(element === undefined
        ? {}
        : { notes: { [without.index]: `✗ ${name} is missing`, [having.index]: `has ${name}` } }),
    })
  }
  const missing = all.length - reads.length
  if (anomalies.length > 0) return { valid: false, anomalies, figures }
  if (missing > 0) {
    return {
      valid: 'unknown',
      reason: `${count(missing, 'final read')} of ${all.length} did not succeed, so some node may hold something else`,
      anomalies,
      figures,
    }
  }
  return { valid: true, anomalies, figures }
}

/** The operation that put the element there, of which its journey can be told. */
function addOf(element: unknown, all: readonly Pair[]): Pair | undefined {
  const key = jsonKey(element)
  return all.find(({ invocation: { f, value } }) => (f === 'add' || f === 'broadcast') && jsonKey(value) === key)
}

function keysOf(value: unknown): Map<unknown, unknown> {
  return new Map((Array.isArray(value) ? value : [value]).map(element => [jsonKey(element), element]))
}

function sentence(read: Operation, fullest: Operation, lacking: readonly unknown[], extra: readonly unknown[]): string {
  if (!Array.isArray(read.value))
    return `${deed(read)} shows ${excerpt(read.value)}, but ${deed(fullest)} shows ${excerpt(fullest.value)}.`
  const lacks =
    lacking.length === 0
      ? ''
      : ` lacks ${count(lacking.length, 'element')} (${some(lacking)}) that ${deed(fullest)} shows`
  const has =
    extra.length === 0
      ? ''
      : `${lacks === '' ? '' : ', and'} shows ${count(extra.length, 'element')} (${some(extra)}) that it lacks`
  return `${deed(read)}${lacks}${has}.`
}
