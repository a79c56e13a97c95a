// How often each process polled what it polled: exactly once is the ideal, more than once costs time.

import { OK, type Operation } from '../history.ts'
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
  const operationsOf = new Map<number, number[]>()
  const subscribed = new Set<number>()
  for (let t = 0; t < count; t++) {
    if (type[t] !== OK) continue
    if ((kind[t]! & SUBSCRIBES) !== 0) subscribed.add(process[t]!)
    if ((kind[t]! & POLLS) === 0 || polls.from[t] === polls.from[t + 1]) continue
    const own = operationsOf.get(process[t]!)
    if (own === undefined) operationsOf.set(process[t]!, [t])
    else own.push(t)
  }
  const times = new Int32Array(messageCount)
  return [...operationsOf].map(([who, operations]) => {
    const different: number[] = []
    let polled = 0
    for (const t of operations) {
      for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) {
        const m = polls.message[r]!
        if (times[m]!++ === 0) different.push(m)
        polled++
      }
    }
    const howOften: Record<number, number> = {}
    const repeated: { message: number; count: number }[] = []
    for (const message of different) {
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
