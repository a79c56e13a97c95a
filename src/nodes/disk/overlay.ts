/** Folders of the real disk that programs may read, as they were when first looked at; writes never reach them. */

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface RealEntry {
  readonly name: string
  readonly kind: 'file' | 'directory'
}

/** One reading of the real disk, shared by all nodes of a run, so that all see the same. */
export class Overlay {
  readonly roots: readonly string[]
  readonly #lists = new Map<string, readonly RealEntry[]>()
  readonly #files = new Map<string, Uint8Array>()

  /** `roots`: absolute paths. */
  constructor(roots: readonly string[]) {
    this.roots = roots
  }

  list(folder: string): readonly RealEntry[] {
    let list = this.#lists.get(folder)
    if (list === undefined) {
      list = read(folder)
      this.#lists.set(folder, list)
    }
    return list
  }

  bytes(file: string): Uint8Array {
    let bytes = this.#files.get(file)
    if (bytes === undefined) {
      bytes = new Uint8Array(readFileSync(file))
      this.#files.set(file, bytes)
    }
    return bytes
  }
}

/** Sorted, because the order of a folder is up to the file system. Sockets, devices and broken links are left out. */
function read(folder: string): RealEntry[] {
  const entries: RealEntry[] = []
  for (const name of readdirSync(folder).sort()) {
    const stat = statSync(join(folder, name), { throwIfNoEntry: false })
    if (stat?.isFile()) entries.push({ name, kind: 'file' })
    else if (stat?.isDirectory()) entries.push({ name, kind: 'directory' })
  }
  return entries
}
