// Why one transaction came before another in real time, or in its session.

import type { Fact } from './cycle-anomaly.ts'
import type { EdgeKind } from './graph/index.ts'
import type { Operation, Transactions } from './history.ts'

/** The fact behind a process or realtime step. */
export function orderFact(
  transactions: Pick<Transactions, 'process' | 'operations'>,
  from: number,
  kind: EdgeKind,
  a: string,
  b: string,
): Fact {
  const first = transactions.operations[from]!
  if (kind === 'process') {
    return { because: `Process ${first.process} executed ${a} before ${b}.` }
  }
  return { because: `${a} had completed${at(first)} before ${b} began, so ${a} came before ${b}.` }
}

function at({ index, time }: Operation): string {
  const place = index === undefined ? '' : ` (index ${index}`
  if (time === undefined || time < 0) return place === '' ? '' : `${place})`
  return `${place === '' ? ' (' : `${place}, `}at ${(time / 1e9).toFixed(3)} s)`
}
