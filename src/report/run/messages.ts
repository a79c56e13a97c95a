/**
 * The messages of a run in columns, read from messages.jsonl: a million of them as objects would take a gigabyte. Of a journal that has more than are
 * asked for, whole stretches of time are held, so that what is shown is complete where it is shown.
 */

import type { LossReason } from '../../network/journal.ts'
import { type Envelope, formatJson, parseJson } from '../../network/message.ts'
import type { Nanos } from '../../time/clock.ts'
import type { Endpoints } from './endpoints.ts'
import { eachLine } from './lines.ts'
import { short } from './short.ts'
import { type Stretch, sentOf } from './stretches.ts'

/** What becomes of a message; `RunMessages.fate` holds positions here. */
export const FATES = [
  'received',
  'partition',
  'loss',
  'node-down',
  'node-stuck',
  'unknown-destination',
  'in-flight',
] as const satisfies readonly ('received' | LossReason)[]
export type Fate = (typeof FATES)[number]

/** Message `i` is at position `i` of every column. In the order of sending. */
export interface RunMessages {
  /** How many are held. */
  readonly count: number
  /** How many the journal has. */
  readonly total: number
  /** The network's number. */
  readonly id: Float64Array
  readonly sent: Float64Array
  /** NaN of those that did not arrive. */
  readonly received: Float64Array
  /** Positions in `FATES`. */
  readonly fate: Uint8Array
  /** Positions in `RunData.endpoints`. */
  readonly src: Uint32Array
  readonly dest: Uint32Array
  /** Positions in `types`. */
  readonly type: Uint32Array
  readonly types: readonly string[]
  /** The network's number of the message that this is a copy of; NaN of originals. */
  readonly copyOf: Float64Array
  /** `msg_id` and `in_reply_to` of the body; NaN of bodies without, rounded beyond 2^53. */
  readonly msgId: Float64Array
  readonly inReplyTo: Float64Array
  /** The rest of the body as JSON of at most 80 characters: `{"key":3,"value":4}`; empty when nothing is left. */
  readonly brief: readonly string[]
  /** Where the record stands in messages.jsonl, and how long its line is, in bytes. */
  readonly offset: Float64Array
  readonly length: Uint32Array
}

const BRIEF = 80
/** Types are names; one of a megabyte is none, and must not be in every picture. */
const NAME = 100
interface Gap {
  messages: number
  readonly from: Nanos
  to: Nanos
}

export interface ReadMessages {
  readonly messages: RunMessages
  readonly omitted: readonly { readonly messages: number; readonly from: Nanos; readonly to: Nanos }[]
  /** When the last of the held messages was sent or received. */
  readonly last: Nanos
}

/** Reads the messages of the stretches, never more than `limit`. */
export function readMessages(
  path: string,
  stretches: readonly Stretch[],
  limit: number,
  end: Nanos,
  endpoints: Endpoints,
): ReadMessages {
  const columns = new Columns(endpoints)
  // Gap i lies before stretch i; the last one behind all stretches.
  const gaps: Gap[] = Array.from({ length: stretches.length + 1 }, (_, i) => ({
    messages: 0,
    from: i === 0 ? 0 : stretches[i - 1]!.to,
    to: i < stretches.length ? stretches[i]!.from : end,
  }))
  const beyond: Gap[] = []
  let total = 0
  eachLine(path, (buffer, start, stop, offset) => {
    total++
    const sent = sentOf(buffer, start)
    const after = stretches.findIndex(({ to }) => sent < to)
    const stretch = stretches[after]
    if (stretch === undefined || sent < stretch.from) gaps[after === -1 ? stretches.length : after]!.messages++
    else if (columns.count < limit) columns.add(buffer, start, stop, offset, sent)
    else {
      // More in one bucket than may be held at all.
      beyond[0] ??= { messages: 0, from: sent, to: sent }
      beyond[0].messages++
      beyond[0].to = Math.max(beyond[0].to, sent)
    }
  })
  const { messages, last } = columns.sorted(total)
  const omitted = [...gaps, ...beyond].filter(gap => gap.messages > 0).sort((a, b) => a.from - b.from)
  return { messages, omitted, last }
}

/** Columns that grow. */
class Columns {
  readonly #endpoints: Endpoints
  readonly #types = new Map<string, number>()
  readonly #brief: string[] = []
  #room = 1024
  #id = new Float64Array(this.#room)
  #sent = new Float64Array(this.#room)
  #received = new Float64Array(this.#room)
  #fate = new Uint8Array(this.#room)
  #src = new Uint32Array(this.#room)
  #dest = new Uint32Array(this.#room)
  #type = new Uint32Array(this.#room)
  #copyOf = new Float64Array(this.#room)
  #msgId = new Float64Array(this.#room)
  #inReplyTo = new Float64Array(this.#room)
  #offset = new Float64Array(this.#room)
  #length = new Uint32Array(this.#room)
  count = 0

  constructor(endpoints: Endpoints) {
    this.#endpoints = endpoints
  }

  add(buffer: Buffer, start: number, end: number, offset: number, sent: Nanos): void {
    if (this.count === this.#room) this.#grow()
    const i = this.count++
    const record = parseJson(buffer.toString('utf8', start, end)) as {
      readonly id: number
      readonly received?: number
      readonly lost?: LossReason
      readonly copyOf?: number
      readonly message: Envelope
    }
    const { src, dest, body } = record.message
    const { type, msg_id, in_reply_to, ...fields } = body
    this.#id[i] = record.id
    this.#sent[i] = sent
    this.#received[i] = record.received ?? Number.NaN
    this.#fate[i] = record.lost === undefined ? 0 : Math.max(1, FATES.indexOf(record.lost))
    this.#src[i] = this.#endpoints.number(src)
    this.#dest[i] = this.#endpoints.number(dest)
    this.#type[i] = this.#typeNumber(type)
    this.#copyOf[i] = record.copyOf ?? Number.NaN
    this.#msgId[i] = Number(msg_id ?? Number.NaN)
    this.#inReplyTo[i] = Number(in_reply_to ?? Number.NaN)
    this.#offset[i] = offset
    this.#length[i] = end - start
    this.#brief.push(briefOf(fields))
  }

  /** In the order of sending. */
  sorted(total: number): { readonly messages: RunMessages; readonly last: Nanos } {
    const { count } = this
    const sent = this.#sent
    const id = this.#id
    const order = Uint32Array.from({ length: count }, (_, i) => i).sort(
      (a, b) => sent[a]! - sent[b]! || id[a]! - id[b]!,
    )
    const moved = this.#endpoints.sort()
    const pick = <T extends Float64Array | Uint8Array | Uint32Array>(column: T, into: T): T => {
      for (let i = 0; i < count; i++) into[i] = column[order[i]!]!
      return into
    }
    const ends = (column: Uint32Array) => pick(column, new Uint32Array(count)).map(number => moved[number]!)
    const received = pick(this.#received, new Float64Array(count))
    let last = 0
    for (let i = 0; i < count; i++) {
      if (sent[order[i]!]! > last) last = sent[order[i]!]!
      if (received[i]! > last) last = received[i]!
    }
    return {
      last,
      messages: {
        count,
        total,
        id: pick(id, new Float64Array(count)),
        sent: pick(sent, new Float64Array(count)),
        received,
        fate: pick(this.#fate, new Uint8Array(count)),
        src: ends(this.#src),
        dest: ends(this.#dest),
        type: pick(this.#type, new Uint32Array(count)),
        types: [...this.#types.keys()],
        copyOf: pick(this.#copyOf, new Float64Array(count)),
        msgId: pick(this.#msgId, new Float64Array(count)),
        inReplyTo: pick(this.#inReplyTo, new Float64Array(count)),
        brief: Array.from(order, i => this.#brief[i]!),
        offset: pick(this.#offset, new Float64Array(count)),
        length: pick(this.#length, new Uint32Array(count)),
      },
    }
  }

  #typeNumber(type: string): number {
    const name = short(type, NAME)
    let number = this.#types.get(name)
    if (number === undefined) {
      number = this.#types.size
      this.#types.set(name, number)
    }
    return number
  }

  #grow(): void {
    this.#room *= 2
    const wider = <T extends Float64Array | Uint8Array | Uint32Array>(column: T, into: T): T => {
      into.set(column)
      return into
    }
    this.#id = wider(this.#id, new Float64Array(this.#room))
    this.#sent = wider(this.#sent, new Float64Array(this.#room))
    this.#received = wider(this.#received, new Float64Array(this.#room))
    this.#fate = wider(this.#fate, new Uint8Array(this.#room))
    this.#src = wider(this.#src, new Uint32Array(this.#room))
    this.#dest = wider(this.#dest, new Uint32Array(this.#room))
    this.#type = wider(this.#type, new Uint32Array(this.#room))
    this.#copyOf = wider(this.#copyOf, new Float64Array(this.#room))
    this.#msgId = wider(this.#msgId, new Float64Array(this.#room))
    this.#inReplyTo = wider(this.#inReplyTo, new Float64Array(this.#room))
    this.#offset = wider(this.#offset, new Float64Array(this.#room))
    this.#length = wider(this.#length, new Uint32Array(this.#room))
  }
}

function briefOf(fields: Readonly<Record<string, unknown>>): string {
  const text = formatJson(fields)
  return text === '{}' ? '' : short(text, BRIEF)
}
