/** An open file of the simulated disk, and what can be known of a file without opening it. */

import type { Disk } from './disk.ts'
import { DiskError } from './disk-error.ts'
import { FileNode, type Inode, LinkNode, type Times } from './inode.ts'

export interface DiskStat {
  readonly ino: number
  readonly kind: Inode['kind']
  readonly size: number
  readonly mode: number
  readonly links: number
  readonly times: Readonly<Times>
}

/** How to open: as POSIX's flags. */
export interface OpenMode {
  readonly read: boolean
  readonly write: boolean
  readonly append?: boolean
  readonly create?: boolean
  readonly exclusive?: boolean
  readonly truncate?: boolean
  /** Syncs with every write (O_SYNC). */
  readonly sync?: boolean
}

export function statOf(inode: Inode): DiskStat {
  const { ino, kind, mode, links, times } = inode
  const size = inode instanceof FileNode ? inode.size : inode instanceof LinkNode ? inode.target.length : 4096
  return { ino, kind, size, mode, links, times: { ...times } }
}

/** An open file. The position is that of the descriptor. */
export class OpenFile {
  readonly path: string
  readonly #disk: Disk
  readonly #inode: Inode
  readonly #mode: OpenMode
  #position = 0

  constructor(disk: Disk, inode: Inode, mode: OpenMode, path: string) {
    this.#disk = disk
    this.#inode = inode
    this.#mode = mode
    this.path = path
  }

  #file(call: string): FileNode {
    if (!(this.#inode instanceof FileNode)) throw new DiskError('EISDIR', call)
    return this.#inode
  }

  /** Fills `target` as far as the file goes; `at` null means the descriptor's position. Returns how many bytes. */
  read(target: Uint8Array, at: number | null): number {
    const file = this.#file('read')
    if (!this.#mode.read) throw new DiskError('EBADF', 'read')
    const read = file.read(target, at ?? this.#position)
    if (at === null) this.#position += read
    return read
  }

  write(source: Uint8Array, at: number | null): number {
    const file = this.#file('write')
    if (!this.#mode.write) throw new DiskError('EBADF', 'write')
    const start = this.#mode.append ? file.size : (at ?? this.#position)
    this.#disk.change(file, each => each.write(source, start))
    if (at === null) this.#position = start + source.length
    if (this.#mode.sync) this.sync()
    return source.length
  }

  truncate(size: number): void {
    const file = this.#file('ftruncate')
    if (!this.#mode.write) throw new DiskError('EINVAL', 'ftruncate')
    this.#disk.change(file, each => each.truncate(size))
  }

  sync(): void {
    this.#disk.sync(this.#inode)
  }

  get size(): number {
    return this.#inode instanceof FileNode ? this.#inode.size : 0
  }

  /** What is left to read from the descriptor's position. */
  get remaining(): number {
    return Math.max(0, this.size - this.#position)
  }

  stat(): DiskStat {
    return statOf(this.#inode)
  }
}
