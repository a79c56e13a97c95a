/** How an element that was lost travelled: which node had it when and from whom, and which messages with it did not arrive. */

import type { Envelope } from '../../network/message.ts'
import { FATES, type RunData } from '../run-data.ts'

export interface Stop {
  readonly node: string
  /** When the first message with the element reached it; undefined: none did. */
  readonly time?: number
  /** Who sent that one. */
  readonly from?: string
  /** When the node first went down after it had it, and whether it was killed or crashed by itself. */
  readonly down?: { readonly time: number; readonly why: string }
  /** Messages with the element that were meant for this node and were lost before it had it. */
  readonly lost: readonly { readonly from: string; readonly time: number; readonly why: string }[]
}

export interface Journey {
  /** As JSON. */
  readonly element: string
  readonly stops: readonly Stop[]
  /** Positions of the messages that carried it between the first client, the nodes and the services. */
  readonly messages: readonly number[]
}

/** Journeys that are followed; further lost elements went the same way. */
const FOLLOWED = 5

/** By the position of the anomaly. `texts` are the messages as they were sent. */
export function journeysOf(run: RunData, texts: readonly string[]): Map<number, Journey> {
  const followed = run.anomalies
    .map(({ type, operations }, anomaly) => ({ type, anomaly, first: run.operations[operations[0] ?? -1] }))
    .filter(({ type, first }) => type === 'lost-element' && first !== undefined && /^(broadcast|add)$/.test(first.f))
    .slice(0, FOLLOWED)
  return new Map(
    followed.flatMap(({ anomaly, first }) => {
      const journey = follow(run, texts, first!.asked)
      return journey.messages.length === 0 ? [] : [[anomaly, journey] as const]
    }),
  )
}

function follow(run: RunData, texts: readonly string[], element: string): Journey {
  const { messages, endpoints } = run
  const stops = endpoints.map(({ id }) => ({ node: id, lost: [] as Stop['lost'][number][], time: -1, from: '' }))
  const carried: number[] = []
  for (let i = 0; i < messages.count; i++) {
    const to = messages.dest[i]!
    // Replies to clients show what a node had; they bring it nowhere.
    if (endpoints[to]!.kind === 'client' || !texts[i]!.includes(element) || !carries(texts[i]!, element)) continue
    const stop = stops[to]!
    const from = endpoints[messages.src[i]!]!.id
    carried.push(i)
    if (messages.fate[i] !== 0) {
      if (stop.time < 0 || messages.sent[i]! < stop.time)
        stop.lost.push({ from, time: messages.sent[i]!, why: FATES[messages.fate[i]!]! })
    } else if (stop.time < 0 || messages.received[i]! < stop.time) {
      stop.time = messages.received[i]!
      stop.from = from
    }
  }
  const shown = stops
    .filter((stop, i) => endpoints[i]!.kind === 'node' || stop.time >= 0)
    .map(
      ({ node, time, from, lost }): Stop =>
        time < 0 ? { node, lost } : { node, time, from, lost, ...downAfter(run, node, time) },
    )
  // In the order of arrival; who never got it comes last.
  const order = ({ time }: Stop) => time ?? Number.POSITIVE_INFINITY
  return { element, stops: shown.sort((a, b) => order(a) - order(b)), messages: carried }
}

function downAfter({ downtimes }: RunData, node: string, time: number): Pick<Stop, 'down'> {
  const first = downtimes.find(down => down.node === node && down.why !== 'paused' && down.from >= time)
  return first === undefined ? {} : { down: { time: first.from, why: first.why } }
}

/** Whether a value of the body is the element; the numbers of messages are none. */
function carries(text: string, element: string): boolean {
  let body: unknown
  try {
    body = (JSON.parse(text) as Envelope).body
  } catch {
    return false
  }
  return holds(body, element)
}

const NO_DATA = new Set(['type', 'msg_id', 'in_reply_to'])

function holds(value: unknown, element: string): boolean {
  if (typeof value === 'object' && value !== null) {
    if (JSON.stringify(value) === element) return true
    if (Array.isArray(value)) return value.some(part => holds(part, element))
    // Sets are often sent as objects whose names are the elements.
    return Object.entries(value).some(
      ([name, part]) =>
        !NO_DATA.has(name) && (name === element || JSON.stringify(name) === element || holds(part, element)),
    )
  }
  return JSON.stringify(value) === element
}
