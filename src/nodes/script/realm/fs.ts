/**
 * node:fs on the node's own disk: synchronous functions here; the callback forms are the same, a little later; promises in fs-promises.ts.
 */

import type { DiskStat, OpenFile, OpenMode } from '../../disk/open-file.ts'
import { Buffer } from './buffer.ts'
import { coded, localError, notSimulated } from './errors.ts'
import { later } from './loop.ts'
import { process } from './process.ts'
import { stderr, stdout } from './stdio.ts'
import { unsimulated } from './unsimulated.ts'

export type PathLike = string | URL | Uint8Array
export type Encoding = BufferEncoding | 'buffer' | null
export interface FileOptions {
  readonly encoding?: Encoding
  readonly flag?: string | number
  readonly mode?: number
  readonly flush?: boolean
}
type Bytes = string | NodeJS.ArrayBufferView

const { disk, host } = bridge

/** Calls the disk; its errors become this realm's. */
function disked<T>(call: () => T): T {
  try {
    return call()
  } catch (error) {
    throw localError(error)
  }
}

export function pathOf(path: PathLike): string {
  if (typeof path === 'string') {
    if (path.includes('\0'))
      throw coded('ERR_INVALID_ARG_VALUE', 'The argument must be a string without null bytes', 'TypeError')
    // The disk answers for a path that is empty, or says that it is a folder.
    if (path === '') return path
    const full = host.path.resolve(process.cwd(), path)
    return path.endsWith('/') && !full.endsWith('/') ? `${full}/` : full
  }
  if (path instanceof Uint8Array) return pathOf((path as Buffer).toString())
  if (typeof path === 'object' && path !== null && 'href' in path) return host.url.fileURLToPath(path.href)
  throw coded(
    'ERR_INVALID_ARG_TYPE',
    'The "path" argument must be of type string or an instance of Buffer or URL',
    'TypeError',
  )
}

export const constants: Record<string, number> = { ...host.fs.constants, ...FS_CONSTANTS() }
function FS_CONSTANTS() {
  return { F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4, COPYFILE_EXCL: 1, COPYFILE_FICLONE: 2, COPYFILE_FICLONE_FORCE: 4 }
}
const O = { WRONLY: 1, RDWR: 2, CREAT: 64, EXCL: 128, TRUNC: 512, APPEND: 1024, DSYNC: 4096, SYNC: 1_052_672 }
Object.assign(constants, {
  O_RDONLY: 0,
  ...Object.fromEntries(Object.entries(O).map(([name, value]) => [`O_${name}`, value])),
})

export function modeOf(flags: string | number = 'r'): OpenMode {
  if (typeof flags === 'number') {
    const write = (flags & 3) !== 0
    return {
      read: (flags & O.WRONLY) === 0,
      write,
      append: (flags & O.APPEND) !== 0,
      create: (flags & O.CREAT) !== 0,
      exclusive: (flags & O.EXCL) !== 0,
      truncate: (flags & O.TRUNC) !== 0,
      sync: (flags & O.DSYNC) !== 0,
    }
  }
  if (!/^(?:r|rs|r\+|rs\+|sr|sr\+|[wa]x?\+?|x[wa]\+?|as\+?|sa\+?)$/.test(flags)) {
    throw coded('ERR_INVALID_ARG_VALUE', `The argument 'flags' is invalid. Received '${flags}'`, 'TypeError')
  }
  const has = (letter: string) => flags.includes(letter)
  return {
    read: has('r') || has('+'),
    write: !has('r') || has('+'),
    append: has('a'),
    create: !has('r'),
    exclusive: has('x'),
    truncate: has('w'),
    sync: has('s'),
  }
}

// Descriptors

const files = new Map<number, OpenFile>()

function fileOf(fd: number, call: string): OpenFile {
  const file = files.get(fd)
  if (file !== undefined) return file
  if (fd === 0)
    return notSimulated(`fs.${call} on stdin`, 'A read that blocks would stop time; use process.stdin or readline.')
  throw Object.assign(coded('EBADF', `EBADF: bad file descriptor, ${call}`), { errno: -9, syscall: call })
}

export function openSync(path: PathLike, flags?: string | number, mode?: number): number {
  let fd = 3
  while (files.has(fd)) fd++
  files.set(
    fd,
    disked(() => disk.open(pathOf(path), modeOf(flags), mode)),
  )
  return fd
}
export function closeSync(fd: number): void {
  if (fd <= 2) return
  fileOf(fd, 'close')
  files.delete(fd)
}

export const bytesOf = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength)

interface ReadOptions {
  readonly buffer?: ArrayBufferView
  readonly offset?: number
  readonly length?: number
  readonly position?: number | bigint | null
}
export function readSync(
  fd: number,
  buffer: ArrayBufferView,
  offset?: number | ReadOptions,
  length?: number,
  position?: number | bigint | null,
): number {
  if (typeof offset === 'object' && offset !== null)
    return readSync(fd, buffer, offset.offset, offset.length, offset.position)
  const bytes = bytesOf(buffer).subarray(offset ?? 0)
  const file = fileOf(fd, 'read')
  const at = position === undefined || position === null || Number(position) < 0 ? null : Number(position)
  return disked(() => file.read(bytes.subarray(0, length ?? bytes.length), at))
}

export function writeSync(
  fd: number,
  data: Bytes,
  offset?: number | ReadOptions | null,
  length?: number | BufferEncoding,
  position?: number | null,
): number {
  if (typeof data === 'string') {
    // writeSync(fd, text, position, encoding)
    const bytes = Buffer.from(data, typeof length === 'string' ? length : 'utf8')
    return put(fd, bytes, typeof offset === 'number' ? offset : null)
  }
  if (typeof offset === 'object' && offset !== null) {
    return writeSync(
      fd,
      data,
      offset.offset,
      offset.length,
      offset.position === undefined || offset.position === null ? null : Number(offset.position),
    )
  }
  const from = offset ?? 0
  const all = bytesOf(data)
  return put(fd, all.subarray(from, from + (typeof length === 'number' ? length : all.length)), position ?? null)
}
function put(fd: number, bytes: Uint8Array, at: number | null): number {
  if (fd === 1 || fd === 2) {
    const stream = fd === 1 ? stdout : stderr
    stream.write(bytes)
    return bytes.length
  }
  const file = fileOf(fd, 'write')
  return disked(() => file.write(bytes, at))
}

const encodingOf = (options: FileOptions | Encoding | undefined): Encoding | undefined =>
  typeof options === 'object' && options !== null ? options.encoding : options

export const encoded = (bytes: Buffer, encoding: Encoding | undefined): string | Buffer =>
  encoding === undefined || encoding === null || encoding === 'buffer' ? bytes : bytes.toString(encoding)

/** Opens a path, or takes a descriptor, for as long as `use` lasts. */
function opened<T>(
  target: PathLike | number,
  flags: string | number,
  mode: number | undefined,
  use: (fd: number) => T,
): T {
  if (typeof target === 'number') return use(target)
  const fd = openSync(target, flags, mode)
  try {
    return use(fd)
  } finally {
    closeSync(fd)
  }
}

export function readFileSync(target: PathLike | number, options?: FileOptions | Encoding): string | Buffer {
  const flag = (typeof options === 'object' && options !== null ? options.flag : undefined) ?? 'r'
  const path = typeof target === 'number' ? target : pathOf(target)
  if (path === '/dev/stdin') return fileOf(0, 'readFileSync') as never
  return opened(path, flag, undefined, fd => {
    const file = fileOf(fd, 'readFileSync')
    const bytes = Buffer.alloc(file.remaining)
    disked(() => file.read(bytes, null))
    return encoded(bytes, encodingOf(options))
  })
}

function store(
  target: PathLike | number,
  data: Bytes,
  options: FileOptions | Encoding | undefined,
  flag: string,
): void {
  const given = typeof options === 'object' && options !== null ? options : {}
  if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
    throw coded(
      'ERR_INVALID_ARG_TYPE',
      'The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView.',
      'TypeError',
    )
  }
  const special = typeof target === 'string' ? ['/dev/stdout', '/dev/stderr'].indexOf(target) : -1
  opened(special === -1 ? target : special + 1, given.flag ?? flag, given.mode, fd => {
    writeSync(
      fd,
      typeof data === 'string' ? Buffer.from(data, (encodingOf(options) ?? 'utf8') as BufferEncoding) : data,
    )
    if (given.flush) fsyncSync(fd)
  })
}
export const writeFileSync = (target: PathLike | number, data: Bytes, options?: FileOptions | Encoding): void =>
  store(target, data, options, 'w')
export const appendFileSync = (target: PathLike | number, data: Bytes, options?: FileOptions | Encoding): void =>
  store(target, data, options, 'a')

export function fsyncSync(fd: number): void {
  fileOf(fd, 'fsync').sync()
}
export function ftruncateSync(fd: number, size = 0): void {
  if (typeof size !== 'number')
    throw coded(
      'ERR_INVALID_ARG_TYPE',
      `The "len" argument must be of type number. Received ${received(size)}`,
      'TypeError',
    )
  if (!Number.isInteger(size))
    throw coded(
      'ERR_OUT_OF_RANGE',
      `The value of "len" is out of range. It must be an integer. Received ${size}`,
      'RangeError',
    )
  const file = fileOf(fd, 'ftruncate')
  disked(() => file.truncate(Math.max(0, size)))
}
export const truncateSync = (path: PathLike | number, size = 0): void =>
  opened(path, 'r+', undefined, fd => ftruncateSync(fd, size))
const received = (value: unknown): string =>
  value === null || value === undefined
    ? String(value)
    : typeof value === 'object'
      ? `an instance of ${value.constructor?.name}`
      : `type ${typeof value} (${host.util.inspect(value)})`

// Names

export class Stats {
  readonly dev = 1
  readonly ino: number
  readonly mode: number
  readonly nlink: number
  readonly uid = 1000
  readonly gid = 1000
  readonly rdev = 0
  readonly size: number
  readonly blksize = 4096
  readonly blocks: number
  readonly atimeMs: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly birthtimeMs: number
  readonly #kind: DiskStat['kind']
  constructor({ ino, kind, size, mode, links, times }: DiskStat) {
    this.#kind = kind
    this.ino = ino
    this.mode = mode | { file: 0o100000, directory: 0o040000, symlink: 0o120000 }[kind]
    this.nlink = links
    this.size = size
    this.blocks = Math.ceil(size / 512)
    this.atimeMs = times.modify
    this.mtimeMs = times.modify
    this.ctimeMs = times.change
    this.birthtimeMs = times.birth
  }
  get atime(): Date {
    return new Date(this.atimeMs)
  }
  get mtime(): Date {
    return new Date(this.mtimeMs)
  }
  get ctime(): Date {
    return new Date(this.ctimeMs)
  }
  get birthtime(): Date {
    return new Date(this.birthtimeMs)
  }
  isFile = (): boolean => this.#kind === 'file'
  isDirectory = (): boolean => this.#kind === 'directory'
  isSymbolicLink = (): boolean => this.#kind === 'symlink'
  isBlockDevice = (): boolean => false
  isCharacterDevice = (): boolean => false
  isFIFO = (): boolean => false
  isSocket = (): boolean => false
}

export class Dirent {
  readonly name: string
  readonly parentPath: string
  readonly path: string
  readonly #kind: DiskStat['kind']
  constructor(name: string, parentPath: string, kind: DiskStat['kind']) {
    this.name = name
    this.parentPath = parentPath
    this.path = parentPath
    this.#kind = kind
  }
  isFile = (): boolean => this.#kind === 'file'
  isDirectory = (): boolean => this.#kind === 'directory'
  isSymbolicLink = (): boolean => this.#kind === 'symlink'
  isBlockDevice = (): boolean => false
  isCharacterDevice = (): boolean => false
  isFIFO = (): boolean => false
  isSocket = (): boolean => false
}

interface StatOptions {
  readonly throwIfNoEntry?: boolean
}
function statWith(look: (path: string) => DiskStat) {
  return (path: PathLike, { throwIfNoEntry = true }: StatOptions = {}): Stats | undefined => {
    const full = pathOf(path)
    try {
      return new Stats(look(full))
    } catch (error) {
      if (!throwIfNoEntry && (error as { code?: string }).code === 'ENOENT') return undefined
      throw localError(error)
    }
  }
}
export const statSync = statWith(path => disk.stat(path))
export const lstatSync = statWith(path => disk.lstat(path))
export const fstatSync = (fd: number): Stats => new Stats(fileOf(fd, 'fstat').stat())
export function existsSync(path: PathLike): boolean {
  try {
    return disk.exists(pathOf(path))
  } catch {
    return false
  }
}
export function accessSync(path: PathLike): void {
  const full = pathOf(path)
  if (!disk.exists(full)) {
    throw Object.assign(coded('ENOENT', `ENOENT: no such file or directory, access '${String(path)}'`), {
      errno: -2,
      syscall: 'access',
      path,
    })
  }
}

const bare = (path: string): string => (path.endsWith('/') && path !== '/' ? path.slice(0, -1) : path)

interface ReaddirOptions {
  readonly withFileTypes?: boolean
  readonly recursive?: boolean
  readonly encoding?: Encoding
}
export function readdirSync(path: PathLike, options?: ReaddirOptions | Encoding): (string | Dirent)[] {
  const { withFileTypes = false, recursive = false } = typeof options === 'object' && options !== null ? options : {}
  const found: (string | Dirent)[] = []
  const visit = (folder: string, prefix: string) => {
    for (const { name, kind } of disked(() => disk.list(folder))) {
      found.push(withFileTypes ? new Dirent(name, bare(folder), kind) : prefix + name)
      if (recursive && kind === 'directory') visit(`${bare(folder)}/${name}`, `${prefix}${name}/`)
    }
  }
  visit(pathOf(path), '')
  return found
}

export function mkdirSync(
  path: PathLike,
  options?: { recursive?: boolean; mode?: number } | number,
): string | undefined {
  const { recursive = false, mode } = typeof options === 'object' && options !== null ? options : { mode: options }
  const full = bare(pathOf(path))
  if (!recursive) {
    disked(() => disk.makeFolder(full, mode))
    return undefined
  }
  const missing: string[] = []
  for (let each = full; !disk.exists(each); each = host.path.dirname(each)) missing.unshift(each)
  if (missing.length === 0 && disked(() => disk.stat(full)).kind !== 'directory') disked(() => disk.makeFolder(full))
  for (const each of missing) disked(() => disk.makeFolder(each, mode))
  return missing[0]
}

export const rmdirSync = (path: PathLike, options?: { recursive?: boolean }): void =>
  options?.recursive ? rmSync(path, { recursive: true }) : disked(() => disk.removeFolder(pathOf(path)))

export function rmSync(
  path: PathLike,
  { recursive = false, force = false }: { recursive?: boolean; force?: boolean } = {},
): void {
  const full = pathOf(path)
  let kind: DiskStat['kind']
  try {
    kind = disk.lstat(full).kind
  } catch (error) {
    if (force && (error as { code?: string }).code === 'ENOENT') return
    throw localError(error)
  }
  if (kind !== 'directory') {
    unlinkSync(full)
    return
  }
  if (!recursive) throw coded('ERR_FS_EISDIR', `Path is a directory: rm returned EISDIR (is a directory) ${full}`)
  for (const { name } of disk.list(full)) rmSync(`${full}/${name}`, { recursive, force })
  disked(() => disk.removeFolder(full))
}

export const unlinkSync = (path: PathLike): void => disked(() => disk.unlink(pathOf(path)))
export const renameSync = (from: PathLike, to: PathLike): void => disked(() => disk.rename(pathOf(from), pathOf(to)))
export const linkSync = (from: PathLike, to: PathLike): void => disked(() => disk.link(pathOf(from), pathOf(to)))
export const symlinkSync = (target: PathLike, path: PathLike): void =>
  disked(() => disk.symlink(String(target), pathOf(path)))
export const readlinkSync = (path: PathLike): string => disked(() => disk.readLink(pathOf(path)))
const resolved = (path: PathLike): string => pathOf(path === '' ? '.' : path)
export const realpathSync = Object.assign((path: PathLike): string => disked(() => disk.realPath(resolved(path))), {
  native: (path: PathLike): string => disked(() => disk.realPath(pathOf(path))),
})
export function copyFileSync(from: PathLike, to: PathLike, mode = 0): void {
  writeFileSync(to, readFileSync(from) as Buffer, { flag: (mode & 1) === 0 ? 'w' : 'wx' })
}
export const chmodSync = (path: PathLike, mode: number): void =>
  disked(() => disk.amend(pathOf(path), { mode }, 'chmod'))
export const utimesSync = (path: PathLike, _atime: unknown, mtime: number | string | Date): void => {
  const modify = mtime instanceof Date ? mtime.getTime() : Number(mtime) * 1000
  disked(() => disk.amend(pathOf(path), { modify }, 'utimes'))
}
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** The disk outlives the process, so a name may be taken; only chance knows the next. */
export function mkdtempSync(prefix: string): string {
  for (;;) {
    const letters = Array.from({ length: 6 }, () => LETTERS[Math.floor(bridge.random() * LETTERS.length)])
    const path = `${prefix}${letters.join('')}`
    try {
      mkdirSync(path, 0o700)
      return path
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error
    }
  }
}

export function readvSync(fd: number, views: readonly ArrayBufferView[], position: number | null = null): number {
  let read = 0
  for (const view of views) read += readSync(fd, view, 0, view.byteLength, position === null ? null : position + read)
  return read
}
export function writevSync(
  fd: number,
  views: readonly NodeJS.ArrayBufferView[],
  position: number | null = null,
): number {
  let written = 0
  for (const view of views)
    written += writeSync(fd, view, 0, view.byteLength, position === null ? null : position + written)
  return written
}

// Callback forms

/** What the callback and promise forms exist of. */
export const synchronous = {
  access: accessSync,
  appendFile: appendFileSync,
  chmod: chmodSync,
  close: closeSync,
  copyFile: copyFileSync,
  fdatasync: fsyncSync,
  fstat: fstatSync,
  fsync: fsyncSync,
  ftruncate: ftruncateSync,
  link: linkSync,
  lstat: lstatSync,
  mkdir: mkdirSync,
  mkdtemp: mkdtempSync,
  open: openSync,
  readFile: readFileSync,
  readdir: readdirSync,
  readlink: readlinkSync,
  realpath: realpathSync,
  rename: renameSync,
  rm: rmSync,
  rmdir: rmdirSync,
  stat: statSync,
  symlink: symlinkSync,
  truncate: truncateSync,
  unlink: unlinkSync,
  utimes: utimesSync,
  writeFile: writeFileSync,
}

// biome-ignore lint/suspicious/noExplicitAny: these functions are of all shapes
type AnyFunction = (...args: any[]) => any

/** Does it when the disk has got round to it, and then calls back. */
export function eventually(call: () => unknown, done: (error: unknown, value?: unknown) => void): void {
  later(bridge.diskLatency, () => {
    let value: unknown
    try {
      value = call()
    } catch (error) {
      return done(error)
    }
    done(null, value)
  })
}

function callbackForm(name: string, fn: AnyFunction): AnyFunction {
  const form = (...args: unknown[]): void => {
    const callback = args.pop()
    if (typeof callback !== 'function')
      throw coded('ERR_INVALID_ARG_TYPE', 'The "cb" argument must be of type function', 'TypeError')
    eventually(
      () => fn(...args),
      (error, value) => (error === null && value !== undefined ? callback(null, value) : callback(error)),
    )
  }
  Object.defineProperty(form, 'name', { value: name })
  return form
}

const callbackForms = Object.fromEntries(
  Object.entries(synchronous).map(([name, fn]) => [name, callbackForm(name, fn)]),
)

function read(fd: number, ...rest: unknown[]): void {
  const callback = rest.pop() as (error: unknown, read?: unknown, buffer?: unknown) => void
  const [first, ...others] = rest
  const options = (ArrayBuffer.isView(first) ? others[0] : first) as ReadOptions | undefined
  const buffer = ArrayBuffer.isView(first) ? first : (options?.buffer ?? Buffer.alloc(16_384))
  const args = (ArrayBuffer.isView(first) ? others : [options]) as [number?, number?, number?]
  eventually(
    () => readSync(fd, buffer, ...args),
    (error, count) => (error === null ? callback(null, count, buffer) : callback(error)),
  )
}
function write(fd: number, data: Bytes, ...rest: unknown[]): void {
  const callback = rest.pop() as (error: unknown, written?: unknown, data?: unknown) => void
  eventually(
    () => writeSync(fd, data, ...(rest as [number?, number?, number?])),
    (error, count) => (error === null ? callback(null, count, data) : callback(error)),
  )
}

const customPromisify = Symbol.for('nodejs.util.promisify.custom')
const exists = Object.assign(
  (path: PathLike, callback: (there: boolean) => void): void =>
    eventually(
      () => existsSync(path),
      (_error, there) => callback(there as boolean),
    ),
  { [customPromisify]: (path: PathLike) => new Promise(resolve => exists(path, resolve)) },
)

const given = {
  ...Object.fromEntries(Object.entries(synchronous).map(([name, fn]) => [`${name}Sync`, fn])),
  ...callbackForms,
  existsSync,
  exists,
  fdatasyncSync: fsyncSync,
  read,
  readSync,
  readv: callbackForm('readv', readvSync),
  readvSync,
  write,
  writeSync,
  writev: callbackForm('writev', writevSync),
  writevSync,
  constants,
  ...{ F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4 },
  Stats,
  Dirent,
  get promises() {
    return require('./fs-promises.ts').fsPromises
  },
  get createReadStream() {
    return require('./fs-streams.ts').createReadStream
  },
  get createWriteStream() {
    return require('./fs-streams.ts').createWriteStream
  },
  get ReadStream() {
    return require('./fs-streams.ts').ReadStream
  },
  get WriteStream() {
    return require('./fs-streams.ts').WriteStream
  },
}
export const fs = unsimulated('fs', given)
