/** What names on the simulated disk lead to: files, which remember what was not yet synced; directories; symbolic links. */

import type { Random } from '../../random.ts'

export type Inode = FileNode | DirectoryNode | LinkNode

/** Milliseconds since 1970, by the node's clock. */
export interface Times {
  birth: number
  change: number
  modify: number
}

abstract class Base {
  readonly ino: number
  readonly times: Times
  mode: number
  links = 0
  constructor(ino: number, mode: number, now: number) {
    this.ino = ino
    this.mode = mode
    this.times = { birth: now, change: now, modify: now }
  }
}

/** A change of a file's bytes that a crash may still undo. */
interface Change {
  readonly at: number
  /** What was there. */
  readonly before: Uint8Array
  readonly sizeBefore: number
  /** What was written; undefined for a truncation. */
  readonly after: Uint8Array | undefined
  readonly sizeAfter: number
}

const NOTHING = new Uint8Array(0)

export class FileNode extends Base {
  readonly kind = 'file'
  #bytes: Uint8Array
  #size: number
  /** Reads the bytes of a file that lies on the real disk, when they are first needed. */
  #load: (() => Uint8Array) | undefined
  #unsynced: Change[] = []

  constructor(ino: number, mode: number, now: number, load?: () => Uint8Array) {
    super(ino, mode, now)
    this.#bytes = NOTHING
    this.#size = 0
    this.#load = load
  }

  get size(): number {
    this.#ensure()
    return this.#size
  }
  get dirty(): boolean {
    return this.#unsynced.length > 0
  }

  #ensure(): void {
    if (this.#load === undefined) return
    // Shared with other nodes' disks: copied before the first change, by #reserve.
    this.#bytes = this.#load().slice()
    this.#size = this.#bytes.length
    this.#load = undefined
  }

  /** Copies bytes into `target`; returns how many there were. */
  read(target: Uint8Array, at: number): number {
    this.#ensure()
    const length = Math.max(0, Math.min(target.length, this.#size - at))
    target.set(this.#bytes.subarray(at, at + length))
    return length
  }

  write(source: Uint8Array, at: number): void {
    this.#ensure()
    // A copy made of this realm, whatever realm the bytes are from.
    const after = new Uint8Array(source.length)
    after.set(source)
    this.#record(at, after, Math.max(this.#size, at + after.length))
  }

  truncate(size: number): void {
    this.#ensure()
    if (size !== this.#size) this.#record(size, undefined, size)
  }

  #record(at: number, after: Uint8Array | undefined, sizeAfter: number): void {
    const end = after === undefined ? this.#size : Math.min(at + after.length, this.#size)
    const change: Change = {
      at,
      before: this.#bytes.slice(at, Math.max(at, end)),
      sizeBefore: this.#size,
      after,
      sizeAfter,
    }
    this.#unsynced.push(change)
    this.#apply(change, after)
  }

  /** `after` may be the beginning of what the change wrote. */
  #apply({ at, sizeAfter, sizeBefore }: Change, after: Uint8Array | undefined): void {
    const size = after === undefined ? sizeAfter : Math.max(sizeBefore, at + after.length)
    if (size > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(size, 64, this.#bytes.length * 2))
      grown.set(this.#bytes.subarray(0, this.#size))
      this.#bytes = grown
    }
    // What lies beyond the end reads as zeros when the file grows again.
    if (size < this.#size) this.#bytes.fill(0, size, this.#size)
    if (after !== undefined) this.#bytes.set(after, at)
    this.#size = size
  }

  sync(): void {
    this.#unsynced = []
  }

  /**
   * Loses what was not synced: of the changes since the last sync a prefix survives, often an empty one, and of the change after it
   * perhaps the first bytes (a torn write).
   */
  crash(random: Random): void {
    const changes = this.#unsynced
    if (changes.length === 0) return
    for (const { at, before, sizeBefore } of changes.toReversed()) {
      if (sizeBefore < this.#size) this.#bytes.fill(0, sizeBefore, this.#size)
      this.#bytes.set(before, at)
      this.#size = sizeBefore
    }
    const survivors = random.chance(0.5) ? 0 : random.int(changes.length + 1)
    for (const change of changes.slice(0, survivors)) this.#apply(change, change.after)
    const torn = changes[survivors]
    if (torn?.after !== undefined && random.chance(0.5))
      this.#apply(torn, torn.after.subarray(0, random.int(torn.after.length + 1)))
    this.#unsynced = []
  }
}

export class DirectoryNode extends Base {
  readonly kind = 'directory'
  readonly #entries = new Map<string, Inode>()
  /** Lists a folder of the real disk, when it is first looked into. */
  #load: (() => Iterable<readonly [string, Inode]>) | undefined

  constructor(ino: number, mode: number, now: number, load?: () => Iterable<readonly [string, Inode]>) {
    super(ino, mode, now)
    this.#load = load
  }

  get entries(): Map<string, Inode> {
    if (this.#load !== undefined) {
      const load = this.#load
      this.#load = undefined
      for (const [name, inode] of load()) if (!this.#entries.has(name)) this.#entries.set(name, inode)
    }
    return this.#entries
  }
}

export class LinkNode extends Base {
  readonly kind = 'symlink'
  readonly target: string
  constructor(ino: number, now: number, target: string) {
    super(ino, 0o777, now)
    this.target = target
  }
}
