/**
 * Transactional causal consistency: whoever sees a transaction sees all of it, and all that it had seen; so do the later transactions of one client. The
 * model is TransVis with sessions of Cerone, Bernardi and Gotsman, A Framework for Transactional Consistency Models with Atomic Visibility (CONCUR
 * 2015), which is `causal-cerone` of the lattice (its `causal` knows no transactions, and nothing rules it out).
 */

import type { CycleAnomaly } from '@jepsen-ts/isolation'
import { prohibitedAnomalies } from '@jepsen-ts/isolation'
import type { Operation } from '../history/operation.ts'
import { checkTransactions } from './transactions.ts'
import type { Verdict } from './verdict.ts'

/**
 * The verdict on a history of transactions; figures as for `checkTransactions`. Never accuses a causally consistent store. Of the read skews that cross a tangle of
 * transactions only the smallest are looked at, so that one may go unnoticed.
 */
export function checkCausal(history: readonly Operation[]): Verdict {
  return checkTransactions(history, {
    consistencyModels: ['causal-cerone'],
    anomalies: ['G1c-process', 'G-single-item-process'],
    counts: (type, evidence) => ALWAYS.has(type) || missesWhatItDependsOn(evidence as CycleAnomaly),
  })
}

const ALWAYS: ReadonlySet<string> = new Set([
  ...prohibitedAnomalies(['causal-cerone']),
  'G0-process',
  'G1c-process',
  'garbage-read',
])

/**
 * Whether a transaction missed a write that it depends on, through what was read and the order of sessions alone. That one write came before another (ww) makes nobody
 * see it.
 */
function missesWhatItDependsOn({ steps }: CycleAnomaly): boolean {
  const others = steps.filter(({ type }) => type !== 'rw')
  return others.length === steps.length - 1 && others.every(({ type }) => type === 'wr' || type === 'process')
}
