/**
 * Cuts the bytes of a pipe into lines, and says which of them are damaged. A chunk is decoded in one piece: decoding line by line
 * costs several times as much. Only whole lines are decoded, so a character that spans two chunks is never torn.
 */
import { isUtf8 } from 'node:buffer'
import type { LineFlaw } from './host.ts'

/** Longest line that is read, in bytes: 64 MiB. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024

/** How much of a line that is too long is passed on, in bytes: enough to recognize it by. */
export const KEPT_OF_TOO_LONG = 64 * 1024

const LF = 0x0a
const CR = 0x0d
const EMPTY = Buffer.alloc(0)

export type OnLine = (line: string, flaw?: LineFlaw) => void

/**
 * Push the chunks in order, then `end()`. Lines end with LF or CRLF and are passed on without it, empty ones included.
 *
 * - A line that is not UTF-8 is passed on with replacement characters, flagged `invalid-utf8`; its neighbours are unharmed.
 * - A line above `maxBytes` is passed on as soon as that is known, cut to its first 64 KiB (or to `maxBytes`, if less) and flagged
 *   `too-long`; the rest of it is skipped, not stored.
 * - What follows the last newline is passed on by `end()`, flagged `unterminated`.
 *
 * A line may be a slice of its chunk's string (at most 64 KiB), which lives as long as the line does.
 */
export class LineSplitter {
  readonly #onLine: OnLine
  readonly #maxBytes: number
  /** The beginning of a line whose end has not come yet: the first `#held` bytes. Grows by doubling, so a drip costs no more than a flood. */
  #partial: Buffer = EMPTY
  #held = 0
  /** Inside a line that was too long: skip to its newline. */
  #skipping = false

  constructor(onLine: OnLine, maxBytes: number = MAX_LINE_BYTES) {
    this.#onLine = onLine
    this.#maxBytes = maxBytes
  }

  /** The beginning of a line whose end has not come yet, as far as a reader needs it. */
  get unfinished(): string {
    return decode(this.#partial.subarray(0, Math.min(this.#held, KEPT_OF_TOO_LONG)))
  }

  push(chunk: Buffer): void {
    let start = 0
    if (this.#skipping || this.#held > 0) {
      const newline = chunk.indexOf(LF)
      if (newline < 0) {
        this.#hold(chunk)
        return
      }
      start = newline + 1
      if (this.#skipping) {
        this.#skipping = false
      } else {
        this.#hold(chunk.subarray(0, newline))
        this.#finishHeld()
      }
    }
    const end = chunk.lastIndexOf(LF) + 1
    if (end > start) this.#wholeLines(chunk.subarray(start, end))
    if (end < chunk.length) this.#hold(chunk.subarray(end))
  }

  /** The pipe has been closed: passes on what came after the last newline. */
  end(): void {
    if (this.#held > 0) {
      const bytes = this.#takeHeld()
      this.#onLine(decode(bytes), isUtf8(bytes) ? 'unterminated' : 'invalid-utf8')
    }
    this.#skipping = false
  }

  /** `bytes` ends with a newline and begins with the first byte of a line. */
  #wholeLines(bytes: Buffer): void {
    if (bytes.length > this.#maxBytes || !isUtf8(bytes)) {
      this.#oneByOne(bytes)
      return
    }
    const text = bytes.toString('utf8')
    let from = 0
    for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      const last = to > from && text.charCodeAt(to - 1) === CR ? to - 1 : to
      this.#onLine(text.slice(from, last))
      from = to + 1
    }
  }

  /** The slow way, for a chunk in which something is wrong: finds out which line it is. */
  #oneByOne(bytes: Buffer): void {
    let from = 0
    for (let to = bytes.indexOf(LF); to >= 0; to = bytes.indexOf(LF, from)) {
      this.#passOn(bytes.subarray(from, to))
      from = to + 1
    }
  }

  #passOn(line: Buffer): void {
    if (line.length > this.#maxBytes) this.#tooLong(line)
    else if (isUtf8(line)) this.#onLine(decode(line))
    else this.#onLine(decode(line), 'invalid-utf8')
  }

  #tooLong(line: Buffer): void {
    let end = Math.min(line.length, KEPT_OF_TOO_LONG, this.#maxBytes)
    // Do not cut inside a character: step back over its continuation bytes (10xxxxxx), three at the most.
    for (let steps = 0; steps < 3 && end > 0 && ((line[end] ?? 0) & 0xc0) === 0x80; steps++) end--
    this.#onLine(line.toString('utf8', 0, end), 'too-long')
  }

  /** Keeps the beginning of a line, unless it has become too long to be kept. */
  #hold(bytes: Buffer): void {
    if (this.#skipping || bytes.length === 0) return
    const length = this.#held + bytes.length
    if (length > this.#partial.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(Math.max(4096, 2 * length), 2 * this.#maxBytes + bytes.length))
      this.#partial.copy(larger, 0, 0, this.#held)
      this.#partial = larger
    }
    bytes.copy(this.#partial, this.#held)
    this.#held = length
    if (length > this.#maxBytes) {
      const line = this.#takeHeld()
      this.#skipping = true
      this.#tooLong(line)
    }
  }

  #finishHeld(): void {
    if (this.#skipping) this.#skipping = false
    else this.#passOn(this.#takeHeld())
  }

  #takeHeld(): Buffer {
    const bytes = this.#partial.subarray(0, this.#held)
    this.#held = 0
    // The bytes stay readable until the next push; a large buffer is not kept for lines that are usually short.
    if (this.#partial.length > 1024 * 1024) this.#partial = EMPTY
    return bytes
  }
}

function decode(line: Buffer): string {
  const end = line.length > 0 && line[line.length - 1] === CR ? line.length - 1 : line.length
  return line.toString('utf8', 0, end)
}
