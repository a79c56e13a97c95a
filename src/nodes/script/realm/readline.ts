/** node:readline and readline/promises, without a terminal. Lines of stdin come straight from the host; of other streams, as they are cut. */

import { abortError } from './event-target.ts'
import EventEmitter, { iterate } from './events.ts'
import { type LineReader, pauseLines, readLines, stdin, stopLines } from './stdio.ts'

/** Node ends lines at these too, JSON or not. */
const UNUSUAL = /[\r\u2028\u2029]/
const LINE_END = /\r?\n|\r(?!\n)|\u2028|\u2029/

interface Options {
  readonly input?: NodeJS.ReadableStream
  readonly output?: NodeJS.WritableStream
  readonly prompt?: string
  readonly signal?: AbortSignal
  readonly crlfDelay?: number
}

interface Question {
  answer(line: string): void
}

export class Interface extends EventEmitter implements LineReader {
  readonly input: NodeJS.ReadableStream | undefined
  readonly output: NodeJS.WritableStream | undefined
  terminal = false
  closed = false
  #prompt: string
  #rest = ''
  /** When a chunk ended in a carriage return: a newline soon after belongs to it. */
  #returned: number | undefined
  readonly #returnDelay: number
  #paused = false
  #question: Question | undefined
  #detach: (() => void) | undefined

  constructor(input: Options | NodeJS.ReadableStream, output?: NodeJS.WritableStream) {
    super()
    const options: Options =
      input !== stdin && 'input' in input
        ? (input as Options)
        : { input: input as NodeJS.ReadableStream, ...(output && { output }) }
    this.input = options.input
    this.output = options.output
    this.#prompt = options.prompt ?? '> '
    this.#returnDelay = Math.max(100, options.crlfDelay ?? 100) * 1e6
    options.signal?.addEventListener('abort', () => this.close(), { once: true })
    if (this.input !== undefined && !readLines(this.input, this)) this.attach(this.input)
  }

  // As a reader of lines

  line(text: string): void {
    if (UNUSUAL.test(text)) {
      // The first half of the line end that the host has cut off.
      const whole = text.endsWith('\r') ? text.slice(0, -1) : text
      for (const line of whole.split(LINE_END)) this.#take(line)
    } else this.#take(text)
  }
  end(): void {
    this.close()
  }
  attach(input: NodeJS.ReadableStream): void {
    const decoder = new bridge.host.string_decoder.StringDecoder('utf8')
    const onData = (chunk: string | Uint8Array) =>
      this.#cut(typeof chunk === 'string' ? chunk : decoder.write(chunk as Buffer))
    const onEnd = () => {
      if (this.#rest !== '') this.#take(this.#rest)
      this.#rest = ''
      this.close()
    }
    input.on('data', onData)
    input.on('end', onEnd)
    this.#detach = () => {
      input.off('data', onData)
      input.off('end', onEnd)
    }
    if (this.#paused) input.pause()
    else input.resume()
  }

  #cut(text: string): void {
    if (this.#returned !== undefined && text !== '') {
      if (text.startsWith('\n') && bridge.monotonic() - this.#returned <= this.#returnDelay) text = text.slice(1)
      this.#returned = undefined
    }
    if (text.endsWith('\r')) this.#returned = bridge.monotonic()
    const lines = (this.#rest + text).split(LINE_END)
    this.#rest = lines.pop() as string
    for (const line of lines) this.#take(line)
  }

  #take(line: string): void {
    if (this.closed) return
    if (this.#question !== undefined) {
      const question = this.#question
      this.#question = undefined
      question.answer(line)
    } else this.emit('line', line)
  }

  // As programs see it

  pause(): this {
    if (this.#paused) return this
    this.#paused = true
    if (this.#detach === undefined) pauseLines(true)
    else this.input?.pause()
    this.emit('pause')
    return this
  }
  resume(): this {
    if (!this.#paused) return this
    this.#paused = false
    if (this.#detach === undefined) pauseLines(false)
    else this.input?.resume()
    this.emit('resume')
    return this
  }
  close(): void {
    if (this.closed) return
    this.pause()
    this.closed = true
    if (this.#detach === undefined) stopLines()
    else this.#detach()
    this.emit('close')
  }
  [Symbol.dispose](): void {
    this.close()
  }
  getPrompt(): string {
    return this.#prompt
  }
  setPrompt(prompt: string): void {
    this.#prompt = prompt
  }
  prompt(): void {
    if (this.#paused) this.resume()
    this.output?.write(this.#prompt)
  }
  write(data: string | Uint8Array | null): void {
    if (this.#paused) this.resume()
    if (data !== null && data !== undefined)
      this.#cut(typeof data === 'string' ? data : bridge.host.buffer.Buffer.from(data).toString())
  }
  question(
    query: string,
    options: { signal?: AbortSignal } | ((answer: string) => void),
    callback?: (answer: string) => void,
  ): void {
    const answer = typeof options === 'function' ? options : callback
    if (answer === undefined || this.closed) return
    if (this.#paused) this.resume()
    this.output?.write(query)
    this.#question = { answer }
  }
  [Symbol.asyncIterator](): AsyncIterableIterator<string> {
    this.#lines ??= iterate(this as unknown as NodeJS.EventEmitter, 'line', args => args[0] as string, {
      close: ['close'],
    })
    const lines = this.#lines
    return {
      next: () => lines.next(),
      return: () => {
        this.close()
        return lines.return?.() ?? Promise.resolve({ value: undefined, done: true })
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }
  #lines: AsyncIterableIterator<string> | undefined
}

class PromisesInterface extends Interface {
  // @ts-expect-error The promise form takes no callback, as in Node.
  override question(query: string, { signal }: { signal?: AbortSignal } = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortError(signal))
      signal?.addEventListener('abort', () => reject(abortError(signal)), { once: true })
      super.question(query, resolve)
    })
  }
}

const promises = {
  Interface: PromisesInterface,
  createInterface: (input: Options, output?: NodeJS.WritableStream) => new PromisesInterface(input, output),
}

export const readline = {
  Interface,
  createInterface: (input: Options, output?: NodeJS.WritableStream) => new Interface(input, output),
  // There is no terminal to draw on.
  clearLine: () => true,
  clearScreenDown: () => true,
  cursorTo: () => true,
  moveCursor: () => true,
  emitKeypressEvents: () => {},
  promises,
}
