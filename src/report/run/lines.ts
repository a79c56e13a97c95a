/** A file read line by line, never more than a chunk of it in memory. */

import { closeSync, existsSync, openSync, readSync } from 'node:fs'

const CHUNK = 1 << 18
const NEWLINE = 10

/**
 * Calls `each` with every line as bytes, `buffer[start, end)`, and with the offset of its first byte in the file. The buffer is reused: what is kept must
 * be copied. A last line without a newline, which a run that was killed may leave, is not one. A file that is not there has no lines.
 */
export function eachLine(
  path: string,
  each: (buffer: Buffer, start: number, end: number, offset: number) => void,
): void {
  if (!existsSync(path)) return
  const file = openSync(path, 'r')
  try {
    let buffer: Buffer = Buffer.allocUnsafe(CHUNK)
    let filled = 0
    let base = 0
    for (;;) {
      const size = readSync(file, buffer, filled, buffer.length - filled, null)
      if (size === 0) return
      filled += size
      let start = 0
      for (let end = buffer.indexOf(NEWLINE, start); end !== -1 && end < filled; end = buffer.indexOf(NEWLINE, start)) {
        each(buffer, start, end, base + start)
        start = end + 1
      }
      buffer.copyWithin(0, start, filled)
      filled -= start
      base += start
      // A line longer than the buffer: messages may have 64 MiB.
      if (filled === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2)
    }
  } finally {
    closeSync(file)
  }
}
