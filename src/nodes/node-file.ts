/** A node's own file in a process: what `node.file()` of the SDK leads to on a real disk. */

import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * A file of the node's own, of text, which its crashes do not touch: a node that was killed and started again finds what it had written. A loss of
 * power is worse; it leaves what was synced, and of the rest perhaps the beginning, cut off anywhere.
 */
export interface NodeFile {
  /** All that is in it; an empty text when it does not exist yet. */
  read(): string
  /** Adds text at the end; durable once `sync` has returned. */
  append(text: string): void
  /** Puts text in place of all that is in it, and is durable when it returns. Whatever happens meanwhile, the file holds the old text or the new one. */
  replace(text: string): void
  /** Makes durable what was appended. */
  sync(): void
}

/** Files lie in the folder MAELSTROM_DATA_DIR, which each node has for itself; without it, where the process runs. */
export function processFile(name: string): NodeFile {
  const path = join(process.env.MAELSTROM_DATA_DIR ?? '.', name)
  let opened: number | undefined
  const file = () => (opened ??= openSync(path, 'a'))
  return {
    read: () => (existsSync(path) ? readFileSync(path, 'utf8') : ''),
    append: text => writeWhole(file(), text),
    sync: () => fsyncSync(file()),
    replace(text) {
      const fresh = `${path}.new`
      const descriptor = openSync(fresh, 'w')
      writeWhole(descriptor, text)
      fsyncSync(descriptor)
      closeSync(descriptor)
      if (opened !== undefined) closeSync(opened)
      opened = undefined
      renameSync(fresh, path)
      syncFolder(dirname(path))
    },
  }
}

function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
}

/** A new name is durable once its folder is. Windows has no such call, and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
