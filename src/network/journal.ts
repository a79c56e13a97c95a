/**
 * The messages, as the network saw them: one record each, written when its fate is known, so that a run of millions of messages needs
 * no more memory than a short one. A record is one line of JSON:
 *
 *     {"id":7,"sent":1200000,"received":1300000,"message":{"src":"n1","dest":"n2","body":{…}}}
 *     {"id":8,"sent":1200000,"lost":"partition","message":{…}}
 *
 * `sent` and `received` are nanoseconds since the run began; `message` is what its sender wrote, to the letter; `copyOf` names the
 * message that a duplicate is a copy of. Records stand in the order of their outcome, ids in the order of sending.
 */

import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import type { Nanos } from '../time/clock.ts'
import { type Envelope, parseJson } from './message.ts'

/** Why a message did not arrive. `in-flight`: the run ended first. */
export type LossReason = 'partition' | 'loss' | 'node-down' | 'node-stuck' | 'unknown-destination' | 'in-flight'

export interface JournalRecord {
  readonly id: number
  readonly sent: Nanos
  readonly received?: Nanos
  readonly lost?: LossReason
  readonly copyOf?: number
  readonly message: Envelope
}

/** Where records go. */
export interface Journal {
  received(id: number, sent: Nanos, received: Nanos, text: string, copyOf: number | undefined): void
  lost(id: number, sent: Nanos, reason: LossReason, text: string, copyOf: number | undefined): void
  close(): void
}

const copy = (copyOf: number | undefined) => (copyOf === undefined ? '' : `,"copyOf":${copyOf}`)

/** A line of a record, without its newline. */
export function formatRecord(id: number, sent: Nanos, fate: string, text: string, copyOf: number | undefined): string {
  return `{"id":${id},"sent":${sent},${fate}${copy(copyOf)},"message":${text}}`
}

/** Writes to a file, in chunks of about 128 KiB. */
export class FileJournal implements Journal {
  #file: number | undefined
  #parts = ''

  constructor(path: string) {
    this.#file = openSync(path, 'w')
  }

  received(id: number, sent: Nanos, received: Nanos, text: string, copyOf: number | undefined): void {
    this.#append(formatRecord(id, sent, `"received":${received}`, text, copyOf))
  }

  lost(id: number, sent: Nanos, reason: LossReason, text: string, copyOf: number | undefined): void {
    this.#append(formatRecord(id, sent, `"lost":"${reason}"`, text, copyOf))
  }

  close(): void {
    if (this.#file === undefined) return
    this.#flush()
    closeSync(this.#file)
    this.#file = undefined
  }

  #append(line: string): void {
    this.#parts += line
    this.#parts += '\n'
    if (this.#parts.length > 131_072) this.#flush()
  }

  #flush(): void {
    // Synchronous on purpose: a flood of messages must wait for the disk instead of piling up in memory.
    if (this.#file !== undefined && this.#parts !== '') {
      const bytes = Buffer.from(this.#parts)
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(this.#file, bytes, offset)
    }
    this.#parts = ''
  }
}

/** Keeps the lines; for short runs and tests. */
export class MemoryJournal implements Journal {
  readonly lines: string[] = []

  received(id: number, sent: Nanos, received: Nanos, text: string, copyOf: number | undefined): void {
    this.lines.push(formatRecord(id, sent, `"received":${received}`, text, copyOf))
  }

  lost(id: number, sent: Nanos, reason: LossReason, text: string, copyOf: number | undefined): void {
    this.lines.push(formatRecord(id, sent, `"lost":"${reason}"`, text, copyOf))
  }

  close(): void {}
}

/** Writes nothing: for runs of which only the history counts. */
export const NO_JOURNAL: Journal = { received() {}, lost() {}, close() {} }

/** Reads a journal file record by record, never more than a chunk of it in memory. */
export function* readJournal(path: string): Generator<JournalRecord> {
  const file = openSync(path, 'r')
  try {
    const chunk = Buffer.allocUnsafe(1 << 18)
    const decoder = new StringDecoder('utf8')
    let rest = ''
    for (;;) {
      const size = readSync(file, chunk, 0, chunk.length, null)
      rest += size === 0 ? decoder.end() : decoder.write(chunk.subarray(0, size))
      let start = 0
      for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', start)) {
        yield parseJson(rest.slice(start, end)) as JournalRecord
        start = end + 1
      }
      rest = rest.slice(start)
      if (size === 0) return
    }
  } finally {
    closeSync(file)
  }
}
