/**
 * Writes lines to a pipe: those that are delivered in one turn of the event loop go out as one write, since a system call costs
 * about as much as the whole rest of a small message. Counts what the reader has not taken yet.
 */
// By name, because Jest's browser-like environments remove the global.

import type { Writable } from 'node:stream'
import { setImmediate } from 'node:timers'

/** How many characters go out in one write at most; so a long backlog shrinks in small steps, and no string gets too long for V8. */
const BATCH = 256 * 1024

/**
 * A program that does not read must not make us crash (that it exited is learned from its exit, not from EPIPE), and must not go
 * unnoticed: `backlog` says how much it leaves lying.
 */
export class LineWriter {
  readonly #pipe: Writable
  /** Waiting for its turn, oldest first; the last batch still grows. */
  #batches: string[] = []
  #current = ''
  #waitingBytes = 0
  /** Bytes of the write that is under way, 0 if none is. */
  #writing = 0
  #scheduled = false
  #ending = false
  #closed = false

  constructor(pipe: Writable) {
    this.#pipe = pipe
    pipe.on('error', () => this.#close())
    pipe.on('close', () => this.#close())
  }

  /**
   * Bytes that were written here and that the operating system has not taken yet, because the pipe's own buffer (about 200 KB on
   * Linux, which nobody outside can look into) is full. A write that has been taken in part counts as a whole: 256 Ki characters
   * at most, or one line if that is longer.
   */
  get backlog(): number {
    return this.#waitingBytes + this.#writing
  }

  /** Adds one line, given without its newline. Dropped after `end()`, or when nobody reads any more. */
  write(line: string): void {
    if (this.#closed || this.#ending) return
    this.#current += line
    this.#current += '\n'
    this.#waitingBytes += Buffer.byteLength(line) + 1
    if (this.#current.length >= BATCH) {
      this.#batches.push(this.#current)
      this.#current = ''
    }
    this.#schedule()
  }

  /** Closes the pipe once everything before has been taken. */
  end(): void {
    if (this.#closed || this.#ending) return
    this.#ending = true
    this.#flush()
  }

  #schedule(): void {
    if (this.#scheduled || this.#writing > 0) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#flush()
    })
  }

  /** One write at a time: what comes meanwhile joins the next one. */
  #flush = (): void => {
    if (this.#closed || this.#writing > 0) return
    const batch = this.#next()
    if (batch === '') {
      if (this.#ending) this.#pipe.end()
      return
    }
    this.#writing = Buffer.byteLength(batch)
    this.#waitingBytes -= this.#writing
    this.#pipe.write(batch, 'utf8', () => {
      this.#writing = 0
      if (this.#waitingBytes > 0 || this.#ending) this.#flush()
    })
  }

  #next(): string {
    const first = this.#batches.shift()
    if (first !== undefined) return first
    const rest = this.#current
    this.#current = ''
    return rest
  }

  #close(): void {
    this.#closed = true
    this.#batches = []
    this.#current = ''
    this.#waitingBytes = 0
    this.#writing = 0
  }
}
