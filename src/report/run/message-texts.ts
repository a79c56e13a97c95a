/** Bodies of messages, fetched from messages.jsonl when they are wanted. */

import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { RunMessages } from './messages.ts'

const WINDOW = 1 << 18

/** Quickest when asked in the order of the journal, which is about that of sending. Close it. */
export class MessageTexts {
  readonly #file: number
  readonly #messages: RunMessages
  #window = Buffer.alloc(0)
  #from = 0

  /** Throws what `openSync` throws when the journal is not there. */
  constructor(folder: string, messages: RunMessages) {
    this.#file = openSync(join(folder, 'messages.jsonl'), 'r')
    this.#messages = messages
  }

  /** Message `i` as its sender wrote it, one line of JSON: `{"src":"n1","dest":"n2","body":{…}}`. */
  text(i: number): string {
    const record = this.record(i)
    return record.slice(record.indexOf('"message":') + '"message":'.length, -1)
  }

  /** The whole record of message `i`. */
  record(i: number): string {
    const offset = this.#messages.offset[i]!
    const length = this.#messages.length[i]!
    if (offset < this.#from || offset + length > this.#from + this.#window.length) this.#read(offset, length)
    return this.#window.toString('utf8', offset - this.#from, offset - this.#from + length)
  }

  close(): void {
    closeSync(this.#file)
  }

  #read(offset: number, length: number): void {
    const window = Buffer.allocUnsafe(Math.max(WINDOW, length))
    const size = readSync(this.#file, window, 0, window.length, offset)
    this.#window = window.subarray(0, size)
    this.#from = offset
  }
}
