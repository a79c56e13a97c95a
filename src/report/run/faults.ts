/** When faults were on and when nodes did not run, from what the nemesis (or a test that steers by hand) recorded. */

import { formatJson } from '../../network/message.ts'
import type { Problem } from '../../nodes/problem.ts'
import type { Nanos } from '../../time/clock.ts'
import type { RunEndpoint } from './endpoints.ts'
import type { RunMessages } from './messages.ts'
import type { NemesisEvent } from './operations.ts'

/** A fault from its start to its end. */
export interface FaultWindow {
  /** `partition`, `kill`, … */
  readonly fault: string
  /** What it did, in few words: `n1 │ n2 n3`, `n4`, `by about 100 ms`; empty when that is not known. */
  readonly detail: string
  readonly from: Nanos
  /** The end of the run when nothing ended it before. */
  readonly to: Nanos
  /** The nodes that it names; empty when it acts on all, or between nodes. */
  readonly nodes: readonly string[]
}

/** A stretch of time in which a node did not run. */
export interface Downtime {
  readonly node: string
  /** `killed` by a fault or by the test; `crashed`: ended by itself; `paused`. */
  readonly why: 'killed' | 'crashed' | 'paused'
  readonly from: Nanos
  readonly to: Nanos
}

/** Operations of a test that steers by hand, as those of the nemesis. */
const BY_HAND: Readonly<Record<string, { readonly fault: string; readonly starts: boolean }>> = {
  kill: { fault: 'kill', starts: true },
  start: { fault: 'kill', starts: false },
  pause: { fault: 'pause', starts: true },
  resume: { fault: 'pause', starts: false },
}

const STOPS_NODES: Readonly<Record<string, Downtime['why']>> = {
  kill: 'killed',
  'power-loss': 'killed',
  pause: 'paused',
}

interface Open {
  readonly fault: string
  readonly from: Nanos
  to: Nanos | undefined
  /** Whether what it does is known: the nemesis says so in the second of two entries. */
  told: boolean
  /** Whether the second of the two entries about its end was seen. */
  ended: boolean
  value: unknown
  /** Steered by hand: one window for each node. */
  readonly byHand: boolean
}

function open(events: readonly NemesisEvent[]): Open[] {
  const all: Open[] = []
  const first = (test: (window: Open) => boolean) => all.find(test)
  for (const { f, time, value } of events) {
    const hand = BY_HAND[f]
    if (hand !== undefined) {
      const same = (window: Open) =>
        window.byHand && window.fault === hand.fault && formatJson(window.value) === formatJson(value)
      const current = all.findLast(same)
      // Both entries of a pair say the same; the second of them finds its window as it should be.
      if (hand.starts) {
        if (current === undefined || current.ended)
          all.push({ fault: hand.fault, from: time, to: undefined, told: true, ended: false, value, byHand: true })
      } else if (current !== undefined && !current.ended) {
        current.to = time
        current.ended = true
      }
      continue
    }
    const [, what, fault] = /^(start|stop)-(.+)$/.exec(f) ?? []
    if (fault === undefined) continue
    if (what === 'start') {
      const waiting = value === null ? undefined : first(window => window.fault === fault && !window.told)
      if (waiting !== undefined) {
        waiting.told = true
        waiting.value = value
        continue
      }
      // By hand a partition takes the place of the one before.
      const byHand = Array.isArray(value)
      const before = byHand ? all.findLast(window => window.byHand && window.fault === fault) : undefined
      if (before !== undefined) before.to ??= time
      all.push({ fault, from: time, to: undefined, told: value !== null, ended: false, value, byHand })
    } else {
      const window =
        value === null
          ? first(window => window.fault === fault && window.to === undefined)
          : first(window => window.fault === fault && !window.ended)
      if (window === undefined) continue
      window.to = time
      window.ended = window.byHand || value !== null
    }
  }
  return all
}

/** Every fault with its start and end, in order of starts. `end` is the end of the run. */
export function faultWindows(events: readonly NemesisEvent[], end: Nanos): FaultWindow[] {
  return open(events).map(({ fault, from, to, value }) => ({
    fault,
    detail: detailOf(value),
    from,
    to: to ?? end,
    nodes: nodesOf(value),
  }))
}

function nodesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter(id => typeof id === 'string')
  // Faults of clocks say what they did to each node.
  if (typeof value === 'object' && value !== null && !('partition' in value)) return Object.keys(value)
  return []
}

/** What a fault did, in few words, from what the nemesis recorded of it. */
export function detailOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value))
    return value.every(group => Array.isArray(group))
      ? value.map(group => group.join(' ')).join(' │ ')
      : value.map(String).join(' ')
  if (typeof value === 'object') {
    if ('partition' in value) return String(value.partition)
    return Object.entries(value)
      .map(([node, what]) => `${node} ${typeof what === 'string' ? what : formatJson(what)}`)
      .join(', ')
  }
  return formatJson(value)
}

/**
 * When nodes did not run, in order of time. A killed node is back when the `init` of its next start reaches it, where that message is among those held;
 * otherwise when its restart began. Crashes come from the problems of the run, of which at most ten are kept for each node.
 */
export function downtimes(
  events: readonly NemesisEvent[],
  problems: readonly Problem[],
  messages: RunMessages,
  endpoints: readonly RunEndpoint[],
  end: Nanos,
): Downtime[] {
  const inits = arrivalsOfInit(messages, endpoints)
  // Entries about starts, with the nodes that were started and the time at which that began.
  const restarts = new Map<string, Nanos[]>()
  const begun = new Map<string, Nanos>()
  for (const { f, time, value } of events) {
    if (f !== 'start' && f !== 'stop-kill' && f !== 'stop-power-loss') continue
    if (value === null || (f === 'start' && !begun.has(formatJson(value)))) {
      begun.set(value === null ? f : formatJson(value), time)
      continue
    }
    const key = f === 'start' ? formatJson(value) : f
    for (const node of nodesOf(value)) restarts.set(node, [...(restarts.get(node) ?? []), begun.get(key) ?? time])
    begun.delete(key)
  }
  const backAt = (node: string, from: Nanos): Nanos => {
    const start = (restarts.get(node) ?? []).find(time => time >= from)
    if (start === undefined) return end
    return (inits.get(node) ?? []).find(time => time >= start) ?? start
  }
  const found: Downtime[] = []
  for (const { fault, value, from, to } of open(events)) {
    const why = STOPS_NODES[fault]
    if (why === undefined) continue
    for (const node of nodesOf(value))
      found.push({ node, why, from, to: why === 'paused' ? (to ?? end) : backAt(node, from) })
  }
  for (const { node, kind, time } of problems)
    if (kind === 'crash') found.push({ node, why: 'crashed', from: time, to: backAt(node, time) })
  return found.sort((a, b) => a.from - b.from)
}

function arrivalsOfInit(messages: RunMessages, endpoints: readonly RunEndpoint[]): Map<string, Nanos[]> {
  const found = new Map<string, Nanos[]>()
  const init = messages.types.indexOf('init')
  if (init === -1) return found
  for (let i = 0; i < messages.count; i++) {
    if (messages.type[i] !== init || messages.fate[i] !== 0) continue
    const { id } = endpoints[messages.dest[i]!]!
    found.set(id, [...(found.get(id) ?? []), messages.received[i]!])
  }
  return found
}
