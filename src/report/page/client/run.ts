/** The run as the page works with it: columns again, with what belongs together linked. */

import type { LaneKind, PageData, Span } from '../page-data.ts'
import type { Traffic } from './causality.ts'

export const OUTCOMES = ['ok', 'fail', 'info', 'open'] as const

export interface Messages {
  readonly count: number
  readonly id: Float64Array
  readonly sent: Float64Array
  /** When it arrived; of a lost one, when one like it would have. */
  readonly end: Float64Array
  readonly src: Uint32Array
  readonly dest: Uint32Array
  readonly type: Uint32Array
  /** Positions in `fates`; 0: arrived. */
  readonly fate: Uint8Array
  /** Positions of the original of a copy, of the request that a reply answers, of the first reply to a request; -1: none. */
  readonly copyOf: Int32Array
  readonly request: Int32Array
  readonly reply: Int32Array
  /** Whether it is a duplicate, also of a message that is not here. */
  readonly duplicate: Uint8Array
  /** The operation that it belongs to, as a request or a reply of a client; -1: none. */
  readonly operation: Int32Array
}

export interface Operation {
  readonly at: number
  readonly index: number
  readonly process: number
  /** The lane of the client; -1: it sent no message that is here. */
  readonly lane: number
  readonly f: string
  readonly node: string
  readonly invoked: number
  /** Infinity: never. */
  readonly completed: number
  readonly outcome: (typeof OUTCOMES)[number]
  readonly asked: string
  readonly got: string
  readonly error: string
  readonly final: boolean
  /** Positions of its first request and of the reply to it; -1: none. */
  request: number
  reply: number
}

export interface Lane {
  readonly id: string
  readonly kind: LaneKind
  /** For clients: the node that they talk to most. */
  readonly home: number
}

export interface Run extends Omit<PageData, 'messages' | 'operations' | 'lanes'> {
  readonly lanes: readonly Lane[]
  readonly messages: Messages
  readonly operations: readonly Operation[]
}

export function unpack(data: PageData): Run {
  const operations = unpackOperations(data)
  const messages = unpackMessages(data, operations)
  return { ...data, lanes: withHomes(data.lanes, messages), messages, operations }
}

function unpackOperations({ operations: packed, lanes, names }: PageData): Operation[] {
  const laneOf = new Map(lanes.map(({ id }, i) => [id, i]))
  const final = new Set(packed.final)
  return packed.index.map((index, at) => ({
    at,
    index,
    process: packed.process[at]!,
    lane: laneOf.get(`c${packed.process[at]}`) ?? -1,
    f: names[packed.f[at]!]!,
    node: names[packed.node[at]!]!,
    invoked: packed.invoked[at]!,
    completed: packed.completed[at]! < 0 ? Number.POSITIVE_INFINITY : packed.completed[at]!,
    outcome: OUTCOMES[packed.outcome[at]!]!,
    asked: packed.asked[at]!,
    got: packed.got[at]!,
    error: packed.error[at] ?? '',
    final: final.has(at),
    request: -1,
    reply: -1,
  }))
}

function sums(steps: readonly number[]): Float64Array {
  const column = new Float64Array(steps.length)
  let sum = 0
  for (let i = 0; i < steps.length; i++) {
    sum += steps[i]!
    column[i] = sum
  }
  return column
}

function unpackMessages({ messages: packed, lanes }: PageData, operations: readonly Operation[]): Messages {
  const count = packed.id.length
  const sent = sums(packed.sent)
  const fate = Uint8Array.from(packed.fate)
  const src = Uint32Array.from(packed.src)
  const dest = Uint32Array.from(packed.dest)
  const end = new Float64Array(count)
  const usual = usualTime(packed.took, fate)
  const request = new Int32Array(count).fill(-1)
  const reply = new Int32Array(count).fill(-1)
  const copyOf = new Int32Array(count).fill(-1)
  const duplicate = new Uint8Array(count)
  const operation = new Int32Array(count).fill(-1)
  const owner = operationFinder(lanes.length, operations)
  for (let i = 0; i < count; i++) {
    end[i] = sent[i]! + (fate[i] === 0 ? packed.took[i]! : usual)
    if (packed.request[i]! > 0) {
      request[i] = i - packed.request[i]!
      if (reply[request[i]!] === -1) reply[request[i]!] = i
      operation[i] = operation[request[i]!]!
      const mine = operations[operation[i]!]
      if (mine !== undefined && mine.request === request[i]) mine.reply = i
    } else if (lanes[src[i]!]!.kind === 'client') {
      operation[i] = owner(src[i]!, sent[i]!)
      const mine = operations[operation[i]!]
      if (mine !== undefined && mine.request === -1) mine.request = i
    }
  }
  for (const [copy, original] of packed.copies) {
    copyOf[copy] = original
    duplicate[copy] = 1
  }
  const type = Uint32Array.from(packed.type)
  return { count, id: sums(packed.id), sent, end, src, dest, type, fate, copyOf, request, reply, duplicate, operation }
}

/** The median time under way of messages that took any; what a lost one is drawn with. */
function usualTime(took: readonly number[], fate: Uint8Array): number {
  const some: number[] = []
  const step = Math.max(1, Math.floor(took.length / 2_000))
  for (let i = 0; i < took.length; i += step) if (fate[i] === 0 && took[i]! > 0) some.push(took[i]!)
  return some.sort((a, b) => a - b)[some.length >> 1] ?? 0
}

/** Which operation a client was busy with: the last one that it had invoked by then, unless that was over. */
function operationFinder(lanes: number, operations: readonly Operation[]): (lane: number, time: number) => number {
  const byLane: Operation[][] = Array.from({ length: lanes }, () => [])
  for (const operation of operations) if (operation.lane >= 0) byLane[operation.lane]!.push(operation)
  return (lane, time) => {
    const own = byLane[lane]!
    let [low, high] = [0, own.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (own[middle]!.invoked <= time) low = middle + 1
      else high = middle
    }
    const operation = own[low - 1]
    return operation === undefined || operation.completed < time ? -1 : operation.at
  }
}

function withHomes(lanes: PageData['lanes'], { count, src, dest }: Messages): Lane[] {
  const asked = lanes.map(() => new Map<number, number>())
  for (let i = 0; i < count; i++) {
    if (lanes[dest[i]!]!.kind !== 'node') continue
    const counts = asked[src[i]!]!
    counts.set(dest[i]!, (counts.get(dest[i]!) ?? 0) + 1)
  }
  return lanes.map(({ id, kind }, i) => ({
    id,
    kind,
    home: kind === 'node' || kind === 'service' ? i : ([...asked[i]!].sort((a, b) => b[1] - a[1])[0]?.[0] ?? -1),
  }))
}

/** Every sending and every arrival has a rank of its own in the order of time; of what happens at one moment, what is sent first comes first. */
export interface Ranks {
  readonly sent: Float64Array
  readonly end: Float64Array
  /** The time of each rank. */
  readonly times: Float64Array
  readonly traffic: Traffic
}

export function rank({ count, sent, end, src, dest, fate }: Messages): Ranks {
  const byArrival = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => end[a]! - end[b]! || a - b)
  const ranks = { sent: new Float64Array(count), end: new Float64Array(count), times: new Float64Array(2 * count) }
  let [s, e] = [0, 0]
  for (let next = 0; next < 2 * count; next++) {
    const arrival = byArrival[e]!
    // Of one moment: message 3 is sent and arrives, then message 4 is sent.
    const sends = s < count && (sent[s]! < end[arrival]! || (sent[s] === end[arrival] && s <= arrival))
    if (sends) {
      ranks.times[next] = sent[s]!
      ranks.sent[s++] = next
    } else {
      ranks.times[next] = end[arrival]!
      ranks.end[arrival] = next
      e++
    }
  }
  const arrived = fate.map(lost => (lost === 0 ? 1 : 0))
  return { ...ranks, traffic: { count, src, dest, sent: ranks.sent, received: ranks.end, arrived, byArrival } }
}

/** The first position in a sorted column whose value is not below `value`. */
export function lowerBound(column: ArrayLike<number>, value: number): number {
  let [low, high] = [0, column.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (column[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

export type { Span }
