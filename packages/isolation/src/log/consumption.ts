// How often each process polled what it polled: exactly once is the ideal, more than once costs time.

import { OK, type Operation } from '../history.ts'
import { Integers } from './growing.ts'
import { type LogHistory, POLLS, SUBSCRIBES } from './read.ts'

/** What one process got from its polls. */
export interface Consumption {
  readonly process: number
  /** Whether it ever subscribed, in which case somebody else decided which keys it got. */
  readonly subscribed: boolean
  /** Messages that it was handed, repetitions included. */
  readonly polled: number
  /** Different ones among them. */
  readonly messages: number
  /** How many messages it was handed how often: `{ 1: 410, 2: 3 }`. */
  readonly times: Readonly<Record<number, number>>
  /** Those that it was handed most often, at most 8, and only if that was more than once. */
  readonly most: readonly { readonly key: string; readonly value: unknown; readonly count: number }[]
}

const SHOWN = 8

/** One entry for each process that polled something, in order of appearance. */
export function consumption(history: LogHistory): Consumption[] {
  const { transactions, kind, polls, keys, keyOf, payloads, messageCount } = history
  const { count, type, process } = transactions
  const subscribed = new Set<number>()
  const readers = new Map<number, number>()
  const numberOf = new Int32Array(count).fill(-1)
  for (let t = 0; t < count; t++) {
    if (type[t] !== OK) continue
    if ((kind[t]! & SUBSCRIBES) !== 0) subscribed.add(process[t]!)
    if ((kind[t]! & POLLS) === 0 || polls.from[t] === polls.from[t + 1]) continue
    const number = readers.get(process[t]!) ?? readers.size
    readers.set(process[t]!, number)
    numberOf[t] = number
  }
  const { from, members } = grouped(numberOf, readers.size)
  const times = new Int32Array(messageCount)
  const different = new Integers()
  return [...readers.keys()].map((who, number) => {
    different.length = 0
    let polled = 0
    for (const t of members.subarray(from[number], from[number + 1])) {
      for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) {
        const m = polls.message[r]!
        if (times[m]!++ === 0) different.push(m)
        polled++
      }
    }
    const howOften: Record<number, number> = {}
    const repeated: { message: number; count: number }[] = []
    for (const message of different.values) {
      const n = times[message]!
      howOften[n] = (howOften[n] ?? 0) + 1
      if (n > 1) repeated.push({ message, count: n })
      times[message] = 0
    }
    repeated.sort((a, b) => b.count - a.count)
    const most = repeated
      .slice(0, SHOWN)
      .map(({ message, count }) => ({ key: keys[keyOf[message]!]!, value: payloads[message], count }))
    return { process: who, subscribed: subscribed.has(who), polled, messages: different.length, times: howOften, most }
  })
}

/** The operations of each group, one group after the other: those of group g are members[from[g]] … members[from[g + 1] - 1]. */
function grouped(groupOf: Int32Array, groups: number): { from: Int32Array; members: Int32Array } {
  const from = new Int32Array(groups + 1)
  for (const group of groupOf) if (group >= 0) from[group + 1]!++
  for (let group = 0; group < groups; group++) from[group + 1]! += from[group]!
  const next = from.slice(0, groups)
  const members = new Int32Array(from[groups]!)
  groupOf.forEach((group, t) => {
    if (group >= 0) members[next[group]!++] = t
  })
  return { from, members }
}

/** The different errors of operations whose outcome is unknown, with their number, most frequent first. */
export function infoCauses(operations: readonly Operation[]): { readonly error: unknown; readonly count: number }[] {
  const causes = new Map<string, { error: unknown; count: number }>()
  for (const operation of operations) {
    const { error } = operation as { readonly error?: unknown }
    if (operation.type !== 'info' || error === undefined) continue
    const text = JSON.stringify(error)
    const cause = causes.get(text)
    if (cause === undefined) causes.set(text, { error, count: 1 })
    else cause.count++
  }
  return [...causes.values()].sort((a, b) => b.count - a.count)
}
