/** What the nodes wrote to stderr, or the end of it. */

import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { byNumber } from './endpoints.ts'

export interface NodeLogText {
  /** The node's id, as far as its file name has it. */
  readonly node: string
  /** Relative to the run's folder. */
  readonly path: string
  /** Of the file. */
  readonly bytes: number
  /** Bytes at its beginning that `text` leaves out. */
  readonly omittedBytes: number
  readonly text: string
}

/** At most `limit` bytes of all nodes together, an equal share for each: the end of a log is what tells. */
export function readLogs(folder: string, limit: number): NodeLogText[] {
  const logs = join(folder, 'node-logs')
  if (!existsSync(logs)) return []
  const names = readdirSync(logs)
    .filter(name => name.endsWith('.log'))
    .sort(byNumber)
  const share = Math.floor(limit / Math.max(1, names.length))
  return names.map(name => {
    const { size } = statSync(join(logs, name))
    const { text, omitted } = endOf(join(logs, name), size, share)
    return {
      node: name.slice(0, -'.log'.length),
      path: `node-logs/${name}`,
      bytes: size,
      omittedBytes: omitted,
      text,
    }
  })
}

function endOf(path: string, size: number, limit: number): { text: string; omitted: number } {
  const from = Math.max(0, size - limit)
  const buffer = Buffer.alloc(size - from)
  const file = openSync(path, 'r')
  try {
    readSync(file, buffer, 0, buffer.length, from)
  } finally {
    closeSync(file)
  }
  // Not in the middle of a line, and so not in the middle of a character either.
  const start = from === 0 ? 0 : buffer.indexOf(10) + 1
  return { text: buffer.toString('utf8', start), omitted: from + start }
}
