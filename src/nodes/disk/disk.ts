/**
 * A node's disk in virtual time: a tree in memory that outlives the node's program, and can crash.
 *
 * What survives a crash follows what journalling file systems do (ext4 in its default mode), in the part that programs may rely on and a
 * little worse in the part that they may not:
 * - Bytes are durable once the file was synced (fsync, fdatasync, O_SYNC). Of the changes after that a prefix survives, and the next
 *   one may be torn.
 * - Names (create, rename, unlink, mkdir, link) go into one journal in order. A sync of a file, or of a directory, makes the changes that
 *   concern it durable, and with them all earlier ones. Of the rest a prefix survives.
 * - The two are independent: a rename may survive whose file's bytes did not, which is why programs sync before they rename.
 */

import type { Random } from '../../random.ts'
import { DiskError } from './disk-error.ts'
import { DirectoryNode, FileNode, type Inode, LinkNode } from './inode.ts'
import { type DiskStat, OpenFile, type OpenMode, statOf } from './open-file.ts'
import type { Overlay } from './overlay.ts'

export interface DiskOptions {
  /** Milliseconds since 1970. Defaults to 0 always. */
  readonly now?: () => number
  readonly overlay?: Overlay
}

export interface CrashOptions {
  /** Without it only the program has crashed, and the operating system will write everything in time. */
  readonly loseUnsynced: boolean
  readonly random: Random
}

/** A change of names that a crash may still undo. */
interface NameChange {
  readonly concerns: readonly Inode[]
  undo(): void
}

const LINKS_FOLLOWED = 40
const FOLDER = 0o755
const FILE = 0o644

export class Disk {
  readonly #now: () => number
  readonly #root: DirectoryNode
  #lastIno = 0
  #journal: NameChange[] = []
  readonly #dirty = new Set<FileNode>()

  constructor({ now = () => 0, overlay }: DiskOptions = {}) {
    this.#now = now
    this.#root = this.#folder()
    this.#root.links = 1
    for (const root of overlay?.roots ?? []) this.#mount(root, overlay as Overlay)
    this.provide('/tmp')
  }

  /** Makes a folder and those that it lies in, as if it had always been there. */
  provide(path: string): void {
    let folder = this.#root
    for (const name of partsOf(path)) {
      const found = folder.entries.get(name)
      if (found instanceof DirectoryNode) folder = found
      else {
        const made = this.#folder()
        made.links = 1
        folder.entries.set(name, made)
        folder = made
      }
    }
  }

  #mount(root: string, overlay: Overlay): void {
    const parts = partsOf(root)
    const name = parts.pop()
    if (name === undefined) return
    this.provide(parts.join('/'))
    const parent = this.#walk(parts)
    if (parent instanceof DirectoryNode && !parent.entries.has(name))
      parent.entries.set(name, this.#real(root, overlay))
  }

  #real(path: string, overlay: Overlay): DirectoryNode {
    const disk = this
    const folder = new DirectoryNode(++this.#lastIno, FOLDER, 0, function* () {
      for (const { name, kind } of overlay.list(path)) {
        const inner = `${path}/${name}`
        const inode =
          kind === 'directory'
            ? disk.#real(inner, overlay)
            : new FileNode(++disk.#lastIno, FILE, 0, () => overlay.bytes(inner))
        inode.links = 1
        yield [name, inode]
      }
    })
    folder.links = 1
    return folder
  }

  #folder(mode = FOLDER): DirectoryNode {
    return new DirectoryNode(++this.#lastIno, mode, this.#now())
  }

  // Paths. All are absolute.

  #walk(parts: readonly string[]): Inode | undefined {
    let inode: Inode = this.#root
    for (const part of parts) {
      if (!(inode instanceof DirectoryNode)) return undefined
      const next = inode.entries.get(part)
      if (next === undefined) return undefined
      inode = next
    }
    return inode
  }

  /** Where a path leads, links followed: the folder, the name in it, and what is there. */
  #locate(
    path: string,
    call: string,
    followLast: boolean,
  ): { folder: DirectoryNode; name: string; inode: Inode | undefined; real: string } {
    if (path === '') throw new DiskError('ENOENT', call, path)
    // A slash at the end asks for a folder.
    const asFolder = path.endsWith('/')
    if (asFolder && call === 'lstat') followLast = true
    let parts = partsOf(path)
    let followed = 0
    let folder = this.#root
    const real: string[] = []
    for (let i = 0; i < parts.length; i++) {
      const name = parts[i] as string
      const last = i === parts.length - 1
      const inode = folder.entries.get(name)
      if (inode instanceof LinkNode && (!last || followLast)) {
        if (++followed > LINKS_FOLLOWED) throw new DiskError('ELOOP', call, path)
        const target = inode.target.startsWith('/')
          ? partsOf(inode.target)
          : partsOf(`${real.join('/')}/${inode.target}`)
        parts = [...target, ...parts.slice(i + 1)]
        i = -1
        folder = this.#root
        real.length = 0
        continue
      }
      if (last && asFolder && inode !== undefined && !(inode instanceof DirectoryNode))
        throw new DiskError('ENOTDIR', call, path)
      if (last) return { folder, name, inode, real: `/${[...real, name].join('/')}` }
      if (inode === undefined) throw new DiskError('ENOENT', call, path)
      if (!(inode instanceof DirectoryNode)) throw new DiskError('ENOTDIR', call, path)
      folder = inode
      real.push(name)
    }
    return { folder: this.#root, name: '', inode: this.#root, real: '/' }
  }

  #find(path: string, call: string, follow = true): Inode {
    const { inode } = this.#locate(path, call, follow)
    if (inode === undefined) throw new DiskError('ENOENT', call, path)
    return inode
  }

  // Names

  /** Points names elsewhere, all at once. */
  #name(changes: readonly (readonly [DirectoryNode, string, Inode | undefined])[]): void {
    const now = this.#now()
    const put = (folder: DirectoryNode, name: string, inode: Inode | undefined): Inode | undefined => {
      const before = folder.entries.get(name)
      if (before !== undefined) before.links--
      if (inode === undefined) folder.entries.delete(name)
      else {
        folder.entries.set(name, inode)
        inode.links++
      }
      return before
    }
    const undos: (() => void)[] = []
    const concerns = new Set<Inode>()
    for (const [folder, name, inode] of changes) {
      const before = put(folder, name, inode)
      folder.times.modify = now
      folder.times.change = now
      for (const each of [folder, inode, before]) if (each !== undefined) concerns.add(each)
      undos.push(() => put(folder, name, before))
    }
    this.#journal.push({
      concerns: [...concerns],
      undo: () => {
        for (const undo of undos.reverse()) undo()
      },
    })
  }

  open(path: string, mode: OpenMode, permissions = FILE): OpenFile {
    const { folder, name, inode: found, real } = this.#locate(path, 'open', !mode.exclusive)
    let inode = found
    if (inode === undefined) {
      if (!mode.create) throw new DiskError('ENOENT', 'open', path)
      if (path.endsWith('/')) throw new DiskError('EISDIR', 'open', path)
      inode = new FileNode(++this.#lastIno, permissions & 0o755, this.#now())
      this.#name([[folder, name, inode]])
    } else if (mode.exclusive && mode.create) throw new DiskError('EEXIST', 'open', path)
    if (inode instanceof LinkNode) throw new DiskError('ELOOP', 'open', path)
    if (inode instanceof DirectoryNode && mode.write) throw new DiskError('EISDIR', 'open', path)
    if (inode instanceof FileNode && mode.truncate && mode.write) this.change(inode, file => file.truncate(0))
    return new OpenFile(this, inode, mode, real)
  }

  stat(path: string): DiskStat {
    return statOf(this.#find(path, 'stat'))
  }
  lstat(path: string): DiskStat {
    return statOf(this.#find(path, 'lstat', false))
  }
  exists(path: string): boolean {
    try {
      this.#find(path, 'access')
      return true
    } catch {
      return false
    }
  }

  /** Names in a folder, sorted. */
  list(path: string): { name: string; kind: Inode['kind'] }[] {
    const inode = this.#find(path, 'scandir')
    if (!(inode instanceof DirectoryNode)) throw new DiskError('ENOTDIR', 'scandir', path)
    const names = [...inode.entries.keys()].sort()
    return names.map(name => ({ name, kind: (inode.entries.get(name) as Inode).kind }))
  }

  makeFolder(path: string, permissions = FOLDER): void {
    const { folder, name, inode } = this.#locate(path, 'mkdir', false)
    if (inode !== undefined) throw new DiskError('EEXIST', 'mkdir', path)
    this.#name([[folder, name, this.#folder(permissions)]])
  }

  removeFolder(path: string): void {
    const { folder, name, inode } = this.#locate(path, 'rmdir', false)
    if (inode === undefined) throw new DiskError('ENOENT', 'rmdir', path)
    if (!(inode instanceof DirectoryNode)) throw new DiskError('ENOTDIR', 'rmdir', path)
    if (inode.entries.size > 0) throw new DiskError('ENOTEMPTY', 'rmdir', path)
    if (inode === this.#root) throw new DiskError('EPERM', 'rmdir', path)
    this.#name([[folder, name, undefined]])
  }

  unlink(path: string): void {
    const { folder, name, inode } = this.#locate(path, 'unlink', false)
    if (inode === undefined) throw new DiskError('ENOENT', 'unlink', path)
    if (inode instanceof DirectoryNode) throw new DiskError('EISDIR', 'unlink', path)
    this.#name([[folder, name, undefined]])
  }

  rename(from: string, to: string): void {
    const source = this.#locate(from, 'rename', false)
    const target = this.#locate(to, 'rename', false)
    const { inode } = source
    if (inode === undefined) throw new DiskError('ENOENT', 'rename', from, to)
    if (inode === target.inode) return
    if (to.endsWith('/') && !(inode instanceof DirectoryNode)) throw new DiskError('ENOTDIR', 'rename', from, to)
    if (inode instanceof DirectoryNode && `${target.real}/`.startsWith(`${source.real}/`))
      throw new DiskError('EINVAL', 'rename', from, to)
    if (target.inode instanceof DirectoryNode) {
      if (!(inode instanceof DirectoryNode)) throw new DiskError('EISDIR', 'rename', from, to)
      if (target.inode.entries.size > 0) throw new DiskError('ENOTEMPTY', 'rename', from, to)
    } else if (target.inode !== undefined && inode instanceof DirectoryNode)
      throw new DiskError('ENOTDIR', 'rename', from, to)
    this.#name([
      [source.folder, source.name, undefined],
      [target.folder, target.name, inode],
    ])
  }

  link(from: string, to: string): void {
    const inode = this.#find(from, 'link', false)
    const target = this.#locate(to, 'link', false)
    if (inode instanceof DirectoryNode) throw new DiskError('EPERM', 'link', from, to)
    if (target.inode !== undefined) throw new DiskError('EEXIST', 'link', from, to)
    this.#name([[target.folder, target.name, inode]])
  }

  symlink(target: string, path: string): void {
    const { folder, name, inode } = this.#locate(path, 'symlink', false)
    if (inode !== undefined) throw new DiskError('EEXIST', 'symlink', target, path)
    this.#name([[folder, name, new LinkNode(++this.#lastIno, this.#now(), target)]])
  }

  readLink(path: string): string {
    const inode = this.#find(path, 'readlink', false)
    if (!(inode instanceof LinkNode)) throw new DiskError('EINVAL', 'readlink', path)
    return inode.target
  }

  realPath(path: string): string {
    const { inode, real } = this.#locate(path, 'realpath', true)
    if (inode === undefined) throw new DiskError('ENOENT', 'realpath', path)
    return real
  }

  /** Sets permissions or the time of the last change; neither is ever enforced or lost. */
  amend(path: string, { mode, modify }: { mode?: number; modify?: number }, call: string): void {
    const inode = this.#find(path, call)
    if (mode !== undefined) inode.mode = mode & 0o7777
    if (modify !== undefined) inode.times.modify = modify
    inode.times.change = this.#now()
  }

  // Durability

  /** For OpenFile: a change of bytes. */
  change(file: FileNode, action: (file: FileNode) => void): void {
    action(file)
    file.times.modify = this.#now()
    file.times.change = file.times.modify
    if (file.dirty) this.#dirty.add(file)
  }

  /** fsync: the bytes of a file, and the names that concern it. */
  sync(inode: Inode): void {
    if (inode instanceof FileNode) {
      inode.sync()
      this.#dirty.delete(inode)
    }
    const last = this.#journal.findLastIndex(change => change.concerns.includes(inode))
    if (last !== -1) this.#journal.splice(0, last + 1)
  }

  /** The machine loses its power, or only the program its life. Files that were open are not to be used any more. */
  crash({ loseUnsynced, random }: CrashOptions): void {
    if (!loseUnsynced) return
    const names = random.chance(0.5) ? 0 : random.int(this.#journal.length + 1)
    for (const change of this.#journal.slice(names).reverse()) change.undo()
    this.#journal = []
    for (const file of this.#dirty) file.crash(random)
    this.#dirty.clear()
  }
}

/** Names on the way to a path; `.` and `..` resolved as text, backslashes of Windows taken for slashes. */
function partsOf(path: string): string[] {
  const parts: string[] = []
  for (const part of (/^[a-z]:\\/i.test(path) ? path.replaceAll('\\', '/') : path).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts
}
