/** fs.createReadStream and fs.createWriteStream. */

import { Buffer } from './buffer.ts'
import { closeSync, eventually, fsyncSync, openSync, type PathLike, readSync, writeSync } from './fs.ts'
import stream from './stream.ts'

type Done = (error?: Error | null, data?: unknown) => void
interface StreamOptions {
  readonly flags?: string
  readonly encoding?: BufferEncoding
  readonly fd?: number | { fd: number }
  readonly mode?: number
  readonly autoClose?: boolean
  readonly start?: number
  readonly end?: number
  readonly highWaterMark?: number
  readonly flush?: boolean
}
const optionsOf = (options: StreamOptions | BufferEncoding = {}): StreamOptions =>
  typeof options === 'string' ? { encoding: options } : options
const CHUNK = 65_536

/** Opens the file, says so, and goes on. */
function opening(
  self: NodeJS.EventEmitter & { fd: number | null },
  path: PathLike,
  options: StreamOptions,
  flags: string,
  done: Done,
): void {
  const { fd } = options
  if (fd !== undefined) {
    self.fd = typeof fd === 'object' ? fd.fd : fd
    done()
    return
  }
  eventually(
    () => openSync(path, options.flags ?? flags, options.mode),
    (error, opened) => {
      if (error !== null) return done(error as Error)
      self.fd = opened as number
      done()
      self.emit('open', opened)
      self.emit('ready')
    },
  )
}

function closing(self: { fd: number | null }, options: StreamOptions, error: Error | null, done: Done): void {
  const { fd } = self
  if (fd === null || options.autoClose === false) {
    done(error)
    return
  }
  self.fd = null
  eventually(
    () => {
      if (options.flush) fsyncSync(fd)
      closeSync(fd)
    },
    failure => done((failure as Error | null) ?? error),
  )
}

export class ReadStream extends stream.Readable {
  fd: number | null = null
  readonly path: PathLike
  bytesRead = 0
  readonly #options: StreamOptions
  #at: number | null
  constructor(path: PathLike, given?: StreamOptions | BufferEncoding) {
    const options = optionsOf(given)
    super({
      highWaterMark: options.highWaterMark ?? CHUNK,
      ...(options.encoding && { encoding: options.encoding }),
      autoDestroy: true,
    })
    this.path = path
    this.#options = options
    this.#at = options.start ?? null
  }
  override _construct(done: Done): void {
    opening(this as never, this.path, this.#options, 'r', done)
  }
  override _read(size: number): void {
    const { end } = this.#options
    const left = end === undefined ? size : Math.min(size, end + 1 - (this.#at ?? this.bytesRead))
    const buffer = Buffer.alloc(Math.max(0, left))
    eventually(
      () => (left <= 0 ? 0 : readSync(this.fd as number, buffer, 0, left, this.#at)),
      (error, count) => {
        if (error !== null) return this.destroy(error as Error)
        const read = count as number
        this.bytesRead += read
        if (this.#at !== null) this.#at += read
        this.push(read === 0 ? null : buffer.subarray(0, read))
      },
    )
  }
  override _destroy(error: Error | null, done: Done): void {
    closing(this, this.#options, error, done)
  }
  close(done?: Done): void {
    this.destroy(undefined as never)
    if (done !== undefined) this.once('close', done)
  }
}

export class WriteStream extends stream.Writable {
  fd: number | null = null
  readonly path: PathLike
  bytesWritten = 0
  readonly #options: StreamOptions
  #at: number | null
  constructor(path: PathLike, given?: StreamOptions | BufferEncoding) {
    const options = optionsOf(given)
    super({
      decodeStrings: true,
      autoDestroy: true,
      ...(options.highWaterMark && { highWaterMark: options.highWaterMark }),
    })
    if (options.encoding) this.setDefaultEncoding(options.encoding)
    this.path = path
    this.#options = options
    this.#at = options.start ?? null
  }
  override _construct(done: Done): void {
    opening(this as never, this.path, this.#options, 'w', done)
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    eventually(
      () => writeSync(this.fd as number, chunk, 0, chunk.length, this.#at),
      error => {
        if (error !== null) return done(error as Error)
        this.bytesWritten += chunk.length
        if (this.#at !== null) this.#at += chunk.length
        done()
      },
    )
  }
  override _destroy(error: Error | null, done: Done): void {
    closing(this, this.#options, error, done)
  }
  close(done?: Done): void {
    if (done !== undefined) this.once('close', done)
    this.end()
  }
}

export const createReadStream = (path: PathLike, options?: StreamOptions | BufferEncoding) =>
  new ReadStream(path, options)
export const createWriteStream = (path: PathLike, options?: StreamOptions | BufferEncoding) =>
  new WriteStream(path, options)
