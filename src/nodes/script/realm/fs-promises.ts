/** node:fs/promises and its FileHandle. */

import { Buffer } from './buffer.ts'
import EventEmitter from './events.ts'
import {
  appendFileSync,
  closeSync,
  constants,
  type Encoding,
  encoded,
  eventually,
  type FileOptions,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  type PathLike,
  readFileSync,
  readSync,
  readvSync,
  synchronous,
  writeFileSync,
  writeSync,
  writevSync,
} from './fs.ts'
import { unsimulated } from './unsimulated.ts'

function promised<T>(call: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    eventually(call, (error, value) => (error === null ? resolve(value as T) : reject(error)))
  })
}

type Bytes = string | NodeJS.ArrayBufferView

export class FileHandle extends EventEmitter {
  readonly fd: number
  constructor(fd: number) {
    super()
    this.fd = fd
  }
  async read(first?: unknown, ...rest: unknown[]): Promise<{ bytesRead: number; buffer: ArrayBufferView }> {
    const options = (ArrayBuffer.isView(first) ? {} : (first ?? {})) as {
      buffer?: ArrayBufferView
      offset?: number
      length?: number
      position?: number
    }
    const buffer = ArrayBuffer.isView(first) ? first : (options.buffer ?? Buffer.alloc(16_384))
    const args = (ArrayBuffer.isView(first) ? rest : [options]) as [number?, number?, number?]
    return { bytesRead: await promised(() => readSync(this.fd, buffer, ...args)), buffer }
  }
  async write(data: Bytes, ...rest: unknown[]): Promise<{ bytesWritten: number; buffer: Bytes }> {
    return {
      bytesWritten: await promised(() => writeSync(this.fd, data, ...(rest as [number?, number?, number?]))),
      buffer: data,
    }
  }
  readFile(options?: FileOptions | Encoding): Promise<string | Buffer> {
    return promised(() => readFileSync(this.fd, options))
  }
  writeFile(data: Bytes, options?: FileOptions | Encoding): Promise<void> {
    return promised(() => writeFileSync(this.fd, data, options))
  }
  appendFile(data: Bytes, options?: FileOptions | Encoding): Promise<void> {
    return promised(() => appendFileSync(this.fd, data, options))
  }
  async readv(views: readonly ArrayBufferView[], position?: number) {
    return { bytesRead: await promised(() => readvSync(this.fd, views, position)), buffers: views }
  }
  async writev(views: readonly NodeJS.ArrayBufferView[], position?: number) {
    return { bytesWritten: await promised(() => writevSync(this.fd, views, position)), buffers: views }
  }
  sync(): Promise<void> {
    return promised(() => fsyncSync(this.fd))
  }
  datasync(): Promise<void> {
    return promised(() => fsyncSync(this.fd))
  }
  truncate(size?: number): Promise<void> {
    return promised(() => ftruncateSync(this.fd, size))
  }
  stat() {
    return promised(() => fstatSync(this.fd))
  }
  chmod(): Promise<void> {
    return Promise.resolve()
  }
  async close(): Promise<void> {
    await promised(() => closeSync(this.fd))
    this.emit('close')
  }
  async *readLines(options?: FileOptions): AsyncGenerator<string> {
    const text = encoded((await this.readFile()) as Buffer, options?.encoding ?? 'utf8') as string
    const lines = text.split(/\r?\n/)
    if (lines.at(-1) === '') lines.pop()
    yield* lines
  }
  createReadStream(options: object = {}) {
    return require('./fs-streams.ts').createReadStream('', { ...options, fd: this.fd })
  }
  createWriteStream(options: object = {}) {
    return require('./fs-streams.ts').createWriteStream('', { ...options, fd: this.fd })
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

type Target = PathLike | number | FileHandle
const targetOf = (target: Target): PathLike | number => (target instanceof FileHandle ? target.fd : target)

const forms = Object.fromEntries(
  Object.entries(synchronous).map(([name, fn]) => [
    name,
    (...args: unknown[]) => promised(() => (fn as unknown as (...args: unknown[]) => unknown)(...args)),
  ]),
)
for (const byDescriptor of ['close', 'fdatasync', 'fstat', 'fsync', 'ftruncate']) delete forms[byDescriptor]

export const fsPromises = unsimulated('fs.promises', {
  ...forms,
  open: async (path: PathLike, flags?: string | number, mode?: number) =>
    new FileHandle(await promised(() => openSync(path, flags, mode))),
  readFile: (target: Target, options?: FileOptions | Encoding) =>
    promised(() => readFileSync(targetOf(target), options)),
  writeFile: (target: Target, data: Bytes, options?: FileOptions | Encoding) =>
    promised(() => writeFileSync(targetOf(target), data, options)),
  appendFile: (target: Target, data: Bytes, options?: FileOptions | Encoding) =>
    promised(() => appendFileSync(targetOf(target), data, options)),
  constants,
})
