// A history from a file of any length: the only thing here that touches the file system.

import { closeSync, openSync, readSync } from 'node:fs'
import type { Operation } from './operation.ts'
import { parseHistory } from './parse.ts'

const PART = 4 * 1024 * 1024

/**
 * Reads a history from a file, or from a file descriptor (0 is the standard input).
 * @throws HistoryParseError naming the first line that cannot be read, and what node:fs throws.
 */
export function readHistory(file: string | number): Operation[] {
  if (typeof file === 'number') return parseHistory(parts(file))
  const descriptor = openSync(file, 'r')
  try {
    return parseHistory(parts(descriptor))
  } finally {
    closeSync(descriptor)
  }
}

function* parts(descriptor: number): Generator<string> {
  const decoder = new TextDecoder()
  const buffer = new Uint8Array(PART)
  for (let length = readSync(descriptor, buffer); length > 0; length = readSync(descriptor, buffer))
    yield decoder.decode(buffer.subarray(0, length), { stream: true })
  yield decoder.decode()
}
