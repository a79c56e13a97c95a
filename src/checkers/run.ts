/** What every run is judged by, whatever its workload: it showed something, its faults did something, and its nodes kept the protocol. */

import type { Operation } from '../history/operation.ts'
import { attempts, isMeant } from '../history/pairing.ts'
import type { FaultReport } from '../nemesis/nemesis.ts'
import { formatProblem, type Problem } from '../nodes/problem.ts'
import { count } from './story.ts'
import type { Verdict } from './verdict.ts'

/** False when a node crashed by itself or broke the protocol. Anomalies: one for each node and kind of problem, typed as the problem is. */
export function protocolKept(problems: readonly Problem[], counts: Readonly<Record<string, number>>): Verdict {
  const seen = new Set<string>()
  const anomalies = problems.flatMap(problem => {
    const key = `${problem.node} ${problem.kind}`
    if (seen.has(key)) return []
    seen.add(key)
    return [{ type: problem.kind, message: formatProblem(problem, counts[key]), operations: [] }]
  })
  return { valid: anomalies.length === 0, anomalies, figures: { counts } }
}

/** Unknown when faults were asked for and none of them hit anything. */
export function faultsHit(faults: readonly FaultReport[], mustHit: boolean): Verdict {
  const figures = { faults }
  if (faults.length === 0 || !mustHit || faults.some(({ hits }) => hits > 0))
    return { valid: true, anomalies: [], figures }
  const told = faults
    .map(({ fault, started, hitWord }) => `${fault} (started ${count(started, 'time')}, 0 ${hitWord})`)
    .join(', ')
  const reason =
    `the faults hit nothing, so surviving them shows nothing: ${told}. ` +
    (faults.every(({ started }) => started === 0)
      ? 'Give a shorter nemesisInterval or a longer timeLimit.'
      : 'Give more time, load or faults; or, if the nodes rightly exchange no messages, faultsMustHit: false.')
  return { valid: 'unknown', reason, anomalies: [], figures }
}

/** Errors by which a system answers properly that a request does not apply to its state. */
const ANSWERS = new Set([20, 21, 22, 30])

/**
 * Unknown when some function was tried and never worked, so that nothing is known of it. An error that answers (a key that is missing, a
 * precondition that fails, a conflict) counts as having worked.
 */
export function everythingWorked(operations: readonly Operation[]): Verdict {
  const byF = new Map<string, { tried: number; worked: number; last: string }>()
  for (const { invocation, completion } of attempts(operations.filter(isMeant))) {
    const entry = byF.get(invocation.f) ?? { tried: 0, worked: 0, last: 'no completion' }
    byF.set(invocation.f, entry)
    entry.tried++
    if (completion?.type === 'ok' || ANSWERS.has(completion?.error?.code ?? -1)) entry.worked++
    else if (completion?.error !== undefined)
      entry.last = `${completion.error.name}${completion.error.text ? `: ${completion.error.text}` : ''}`
  }
  const never = [...byF].filter(([, { tried, worked }]) => tried > 0 && worked === 0)
  if (never.length === 0) return { valid: true, anomalies: [], figures: {} }
  const told = never
    .map(([f, { tried, last }]) => `${f} (tried ${count(tried, 'time')}; the last time: ${last})`)
    .join(', ')
  return { valid: 'unknown', reason: `never succeeded: ${told}`, anomalies: [], figures: {} }
}
