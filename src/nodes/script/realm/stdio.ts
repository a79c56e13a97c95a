/**
 * stdin, stdout and stderr. Most programs read lines through readline and write them with console.log; for those a line is passed on
 * as a string. A program that uses stdin as a stream gets one from that moment on (`upgrade`), of the same identity.
 */

import { Buffer } from './buffer.ts'
import EventEmitter from './events.ts'
import { hold, isDead, nextTick, release } from './loop.ts'

type Done = (error?: Error | null) => void

// Output

const UTF8 = /^utf-?8$/i

class Output extends EventEmitter {
  readonly fd: 1 | 2
  writable = true
  writableLength = 0
  writableHighWaterMark = 16_384
  writableNeedDrain = false
  writableEnded = false
  _isStdio = true
  #rest = ''
  #decoder: { write(bytes: Uint8Array): string } | undefined

  constructor(fd: 1 | 2) {
    super()
    this.fd = fd
  }

  write(chunk: string | Uint8Array, encoding?: string | Done, done?: Done): boolean {
    const bytes =
      typeof chunk === 'string' && typeof encoding === 'string' && !UTF8.test(encoding)
        ? Buffer.from(chunk, encoding as BufferEncoding)
        : chunk
    this.print(typeof bytes === 'string' ? bytes : this.#decode(bytes))
    const callback = typeof encoding === 'function' ? encoding : done
    if (callback !== undefined) nextTick(callback)
    return true
  }
  #decode(bytes: Uint8Array): string {
    if (!bridge.host.util.types.isUint8Array(bytes)) {
      throw Object.assign(
        new TypeError('The "chunk" argument must be of type string or an instance of Buffer or Uint8Array.'),
        {
          code: 'ERR_INVALID_ARG_TYPE',
        },
      )
    }
    this.#decoder ??= new bridge.host.string_decoder.StringDecoder('utf8') as unknown as {
      write(bytes: Uint8Array): string
    }
    return this.#decoder.write(bytes)
  }

  /** Passes on each line as soon as it is whole. */
  print(text: string): void {
    if (isDead()) return
    let from = 0
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
      const line = text.slice(from, at)
      bridge.line(this.fd, this.#rest === '' ? line : this.#rest + line)
      this.#rest = ''
      from = at + 1
    }
    if (from < text.length) this.#rest += from === 0 ? text : text.slice(from)
  }

  /** A last line without its newline, when the node ends. */
  flush(): void {
    if (this.#rest === '') return
    const rest = this.#rest
    this.#rest = ''
    bridge.line(this.fd, rest)
  }

  end(chunk?: string | Uint8Array | Done, encoding?: string | Done, done?: Done): this {
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') this.write(chunk, encoding as string)
    const callback = [chunk, encoding, done].find(each => typeof each === 'function') as Done | undefined
    nextTick(() => {
      callback?.()
      this.emit('finish')
    })
    return this
  }
  cork(): void {}
  uncork(): void {}
  destroy(): this {
    return this
  }
  setDefaultEncoding(): this {
    return this
  }
  getColorDepth(): number {
    return 1
  }
  hasColors(): boolean {
    return false
  }
}

export const stdout = new Output(1)
export const stderr = new Output(2)

// Input

/** Something that takes lines, without the detour through a stream. */
export interface LineReader {
  line(text: string): void
  end(): void
  /** The stream is used as such: from now on the reader takes its lines from there. */
  attach(input: NodeJS.ReadableStream): void
}

let reader: LineReader | undefined
let readerPaused = false
const waiting: string[] = []
let ended = false
let held = false
let stream: import('node:stream').Readable | undefined

function keepAlive(reading: boolean): void {
  if (reading === held) return
  held = reading
  if (reading) hold()
  else release()
}

/** Any use of stdin that reaches for a property turns it into a stream. */
const untouched = new Proxy(Object.create(null), {
  get: (_target, key) => Reflect.get(upgrade(), key, stdin),
  set: (_target, key, value) => {
    upgrade()
    return Reflect.set(stdin, key, value)
  },
  has: (_target, key) => Reflect.has(upgrade(), key),
  getPrototypeOf: () => Reflect.getPrototypeOf(upgrade()),
})
export const stdin: object = Object.create(untouched)

/** Makes a real Readable of stdin, whose class is that of `node:stream`. */
export function upgrade(): import('node:stream').Readable {
  if (stream !== undefined) return stream
  const { Readable } = require('./stream.ts').default as typeof import('node:stream')
  class Stdin extends Readable {}
  Object.setPrototypeOf(stdin, Stdin.prototype)
  ;(Readable as unknown as (this: object, options: object) => void).call(stdin, {
    highWaterMark: 65_536,
    read() {
      keepAlive(!ended)
    },
  })
  const made = stdin as import('node:stream').Readable & Record<string, unknown>
  stream = made
  Object.assign(made, { fd: 0, ref: () => made, unref: () => made })
  made.on('pause', () => keepAlive(false))
  made.on('resume', () => keepAlive(!ended))
  if (reader !== undefined) {
    const attached = reader
    reader = undefined
    attached.attach(made)
  }
  for (const line of waiting.splice(0)) made.push(Buffer.from(`${line}\n`))
  if (ended) made.push(null)
  return made
}

/** True if stdin could be handed to the reader: it is untouched, and nobody else reads it. */
export function readLines(input: unknown, by: LineReader): boolean {
  if (input !== stdin || stream !== undefined || reader !== undefined) return false
  reader = by
  pauseLines(false)
  return true
}

export function pauseLines(paused: boolean): void {
  if (stream !== undefined) return
  readerPaused = paused
  keepAlive(!paused && !ended)
  if (!paused && waiting.length > 0) nextTick(drain)
  if (!paused && ended && waiting.length === 0) nextTick(() => reader?.end())
}

export function stopLines(): void {
  reader = undefined
  if (stream === undefined) keepAlive(false)
}

function drain(): void {
  while (reader !== undefined && !readerPaused && waiting.length > 0) reader.line(waiting.shift() as string)
  if (ended && waiting.length === 0 && !readerPaused) reader?.end()
}

/** A line arrives. */
export function deliver(line: string): void {
  if (stream !== undefined) {
    // What has been decoded already is decoded once: streams with an encoding take strings.
    stream.push(stream.readableEncoding === 'utf8' ? `${line}\n` : Buffer.from(`${line}\n`), 'utf8')
  } else if (reader === undefined || readerPaused || waiting.length > 0) waiting.push(line)
  else reader.line(line)
}

export function end(): void {
  if (ended) return
  ended = true
  keepAlive(false)
  if (stream !== undefined) stream.push(null)
  else if (waiting.length === 0 && !readerPaused) reader?.end()
}
