/** Which messages a picture of bounded size shows, when there are more than fit. */

import type { RunData } from '../run-data.ts'
import { exactTime } from './scale.ts'

export interface ChosenMessages {
  /** Positions in `RunData.messages`, ascending. */
  readonly messages: readonly number[]
  /** What is shown, for a reader; empty when it is all that the journal has. */
  readonly note: string
}

/** How many operations of an anomaly get a share of the room. */
const SHARES = 6

/**
 * All messages, or, of more than `most`: those around each operation of the first anomaly, and after that those from the beginning on. Stretches are
 * complete: between two messages that are shown without a break, no other was sent.
 */
export function chooseMessages(run: RunData, most: number): ChosenMessages {
  const { messages, operations, anomalies } = run
  const { count, sent, total } = messages
  if (count <= most) {
    const note = count === total ? '' : `${count.toLocaleString('en')} of ${total.toLocaleString('en')} messages`
    return { messages: Array.from({ length: count }, (_, i) => i), note }
  }
  const evidence = anomalies.find(anomaly => anomaly.operations.length > 0)?.operations ?? []
  const chosen = new Uint8Array(count)
  let room = most
  const add = (first: number, last: number) => {
    for (let i = Math.max(0, first); i < Math.min(count, last) && room > 0; i++) {
      if (chosen[i] === 1) continue
      chosen[i] = 1
      room--
    }
  }
  const shares = evidence.length <= SHARES ? evidence : [...evidence.slice(0, SHARES - 1), evidence.at(-1)!]
  const starts = shares.map(position => firstNotBefore(sent, operations[position]!.invoked))
  // Shares that overlap leave room, which goes to what followed each of the operations.
  for (
    let share = Math.ceil(most / Math.max(1, shares.length));
    starts.length > 0 && room > 0 && share < 2 * count;
    share *= 2
  )
    for (const at of starts) add(at - Math.floor(share / 4), at + Math.ceil((share * 3) / 4))
  if (evidence.length === 0) add(0, count)
  const shown: number[] = []
  for (let i = 0; i < count; i++) if (chosen[i] === 1) shown.push(i)
  const what =
    evidence.length === 0
      ? `the first ones, until ${exactTime(sent[shown.at(-1)!]!)}`
      : 'those around the operations of the first anomaly'
  return {
    messages: shown,
    note: `${shown.length.toLocaleString('en')} of ${total.toLocaleString('en')} messages: ${what}`,
  }
}

/** The first position whose value is not less than `value`, in an ascending column. */
export function firstNotBefore(column: Float64Array, value: number): number {
  let low = 0
  let high = column.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (column[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
