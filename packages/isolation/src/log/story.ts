// The log around a place, and who read it in which order, as aligned lines of plain text.

import { INFO, OK, type Operation, show } from '../history.ts'
import { type LogOrder, NONE } from './order.ts'
import type { LogHistory } from './read.ts'

const SHOWN_READERS = 3
const SHOWN_MESSAGES = 6
const SHOWN_PLACES = 9
const SHOWN_CONFLICTS = 6

/** Pads the columns of a table; rows may differ in length. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length)
    })
  }
  return rows.map(row =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  )
}

/** `c3` for process 3. */
export function clientOf({ process }: Operation): string {
  return typeof process === 'number' ? `c${process}` : process
}

/** ` at 1.204 s`, or where in the history, if it has no times. */
export function atTime({ time, index }: Operation): string {
  if (time !== undefined && time >= 0) return ` at ${(time / 1e9).toFixed(3)} s`
  return index === undefined ? '' : ` (index ${index})`
}

/** What is told of a log, from the same arrays that the findings come from. */
export class LogStory {
  readonly history: LogHistory
  readonly order: LogOrder
  /** Whether there are several nodes that clients talked to. */
  #nodes: boolean | undefined
  #readers: { readonly from: Int32Array; readonly operation: Int32Array } | undefined

  constructor(history: LogHistory, order: LogOrder) {
    this.history = history
    this.order = order
  }

  operation(t: number): Operation {
    return this.history.transactions.operations[t]!
  }

  key(message: number): string {
    return this.history.keys[this.history.keyOf[message]!]!
  }

  value(message: number): unknown {
    return this.history.payloads[message]
  }

  /** `17`, cut to what fits a table. */
  shown(message: number): string {
    const text = show(this.value(message))
    return text.length > 24 ? `${text.slice(0, 23)}…` : text
  }

  /** The operations that polled a message, of whatever outcome, in order. */
  readers(message: number): Int32Array {
    this.#readers ??= this.#index()
    return this.#readers.operation.subarray(this.#readers.from[message]!, this.#readers.from[message + 1]!)
  }

  /** The operations that sent the messages and, if asked for, the first that polled them; in order of the history. */
  involved(messages: readonly number[], readers: number): Operation[] {
    const operations = messages.flatMap(m => [this.history.writer[m]!, ...this.readers(m).subarray(0, readers)])
    return [...new Set(operations.filter(t => t !== NONE))].sort((a, b) => a - b).map(t => this.operation(t))
  }

  /** The dense index of a place within its key. */
  indexOf(message: number, place: number): number {
    return place - this.order.start[this.history.keyOf[message]!]!
  }

  /** `c3`, or `c3 (n1)` where clients talked to different nodes. */
  who(t: number): string {
    this.#nodes ??= this.#differentNodes()
    const { node } = this.operation(t) as { readonly node?: unknown }
    return `${clientOf(this.operation(t))}${this.#nodes && typeof node === 'string' ? ` (${node})` : ''}`
  }

  /** `c3 (n1), ok at 0.110 s`. */
  sentBy(message: number): string {
    const writer = this.history.writer[message]!
    if (writer === NONE) return 'nobody'
    const operation = this.operation(writer)
    const type = this.history.transactions.type[writer]
    const fate = type === OK ? 'ok' : type === INFO ? 'info' : 'fail'
    return `${this.who(writer)}, ${fate}${atTime(operation)}`
  }

  polledBy(message: number): string {
    const readers = this.readers(message)
    if (readers.length === 0) return 'nobody'
    const { type } = this.history.transactions
    // What a failed poll returned was handed to nobody.
    const fate = (t: number) => (type[t] === OK ? '' : type[t] === INFO ? ' (info)' : ' (fail)')
    const told = [...readers.subarray(0, SHOWN_READERS)].map(
      t => `${this.who(t)}${atTime(this.operation(t))}${fate(t)}`,
    )
    const more = readers.length - told.length
    return told.join(', ') + (more > 0 ? ` and ${more} more` : '')
  }

  /** The log of the key that the places belong to: one line for each message, with the neighbours on either side. */
  log(key: number, around: readonly number[], marks: ReadonlyMap<number, string>): string[] {
    const { start, offset, message, conflicts } = this.order
    const shown = new Set<number>()
    for (const place of around) {
      for (let p = Math.max(start[key]!, place - 1); p <= Math.min(start[key + 1]! - 1, place + 1); p++) shown.add(p)
    }
    const places = [...shown].sort((a, b) => a - b)
    // From both ends where there are too many: what went wrong usually lies between the first and the last of them.
    const left = places.length <= SHOWN_PLACES ? places : [...places.slice(0, 5), ...places.slice(-4)]
    const rows = [[`key ${this.history.keys[key]}`, 'message', 'sent by', 'polled by']]
    let before = NONE
    for (const place of left) {
      if (before !== NONE && place > before + 1) rows.push(['…'])
      before = place
      const all = [...(conflicts.get(place) ?? [message[place]!])]
      // Of many at one offset: what was there first, and what is marked.
      const marked = all.filter(m => marks.has(m))
      const told = all.length <= SHOWN_CONFLICTS ? all : [...new Set([all[0]!, ...marked, ...all])]
      for (const m of told.slice(0, SHOWN_CONFLICTS)) {
        rows.push([`offset ${offset[place]}`, this.shown(m), this.sentBy(m), this.polledBy(m), marks.get(m) ?? ''])
      }
      if (all.length > SHOWN_CONFLICTS) rows.push(['', `… and ${all.length - SHOWN_CONFLICTS} more`])
    }
    return aligned(rows)
  }

  /** What an operation polled of a key, as `10: 15, 11: 16` (offset: message), near the given message. */
  reading(t: number, near: number): string {
    const { polls, keyOf } = this.history
    const key = keyOf[near]!
    const own: string[] = []
    let at = -1
    for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) {
      const m = polls.message[r]!
      if (keyOf[m] !== key) continue
      if (m === near && at < 0) at = own.length
      own.push(`${polls.offset[r]}: ${this.shown(m)}`)
    }
    const from = Math.max(0, Math.min(Math.max(at, 0) - SHOWN_MESSAGES / 2, own.length - SHOWN_MESSAGES))
    const shown = own.slice(from, from + SHOWN_MESSAGES).join(', ')
    return `${from > 0 ? '… ' : ''}${shown}${from + SHOWN_MESSAGES < own.length ? ', …' : ''}`
  }

  /** One line for each operation: who did what when, and what it polled or sent near a message. */
  sessions(
    rows: readonly { readonly t: number; readonly near: number; readonly sent?: boolean; readonly mark?: string }[],
  ): string[] {
    return aligned(
      rows.map(({ t, near, sent, mark }) => {
        const operation = this.operation(t)
        const what = sent === true ? this.#sending(t, near) : this.reading(t, near)
        return [`${this.who(t)} ${sent === true ? 'sent' : 'polled'}`, atTime(operation).trim(), what, mark ?? '']
      }),
    )
  }

  #sending(t: number, near: number): string {
    const { sends, keyOf } = this.history
    const own: string[] = []
    for (let s = sends.from[t]!; s < sends.from[t + 1]!; s++) {
      const m = sends.message[s]!
      if (keyOf[m] !== keyOf[near]) continue
      const place = this.order.place[m]!
      const offset = Number.isNaN(sends.offset[s]!)
        ? place === NONE
          ? '?'
          : this.order.offset[place]
        : sends.offset[s]
      own.push(`${offset}: ${this.shown(m)}`)
    }
    return own.slice(0, SHOWN_MESSAGES).join(', ') + (own.length > SHOWN_MESSAGES ? ', …' : '')
  }

  #differentNodes(): boolean {
    const nodes = this.history.transactions.operations as readonly { readonly node?: unknown }[]
    const first = nodes.find(({ node }) => node !== undefined)?.node
    return nodes.some(({ node }) => node !== undefined && node !== first)
  }

  #index(): { from: Int32Array; operation: Int32Array } {
    const { polls, messageCount, transactions } = this.history
    const from = new Int32Array(messageCount + 1)
    for (const m of polls.message) from[m + 1]!++
    for (let m = 0; m < messageCount; m++) from[m + 1]! += from[m]!
    const next = from.slice(0, messageCount)
    const operation = new Int32Array(polls.message.length)
    for (let t = 0; t < transactions.count; t++) {
      for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) operation[next[polls.message[r]!]!++] = t
    }
    return { from, operation }
  }
}
