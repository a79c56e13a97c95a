/**
 * `@jepsen-ts/maelstrom/node`: nodes written as functions. The same node runs as a program (runNode: messages on stdin and stdout, real
 * time) and inside a test (cluster({ node }): virtual time, breakpoints, coverage). This file imports nothing of the engine.
 *
 * A node that is to be simulated takes time, chance and files from its context (`after`, `every`, `now`, `random`, `file`), never from `Date`,
 * `setTimeout`, `Math.random` or `node:fs`: it shares the test's realm, in which nobody can tell who asked. Programs (cluster({ bin })) may use them.
 */

import { realpathSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Random, random as seeded } from '../random.ts'
import type { Duration } from '../time/duration.ts'
import { type NodeFile, processFile } from './node-file.ts'

export type { NodeFile } from './node-file.ts'

// Messages

/** The protocol's error codes. Definite: the operation did not take place. Indefinite: it may have, or may yet. */
export const ERROR_CODES = {
  timeout: 0,
  'node-not-found': 1,
  'not-supported': 10,
  'temporarily-unavailable': 11,
  'malformed-request': 12,
  crash: 13,
  abort: 14,
  'key-does-not-exist': 20,
  'key-already-exists': 21,
  'precondition-failed': 22,
  'txn-conflict': 30,
} as const

export type ErrorName = keyof typeof ERROR_CODES

/** Throw it in a handler to answer with an error; `rpc` rejects with it when an error, or nothing, comes back. */
export class MaelstromError extends Error {
  override readonly name = 'MaelstromError'
  readonly code: number
  constructor(code: ErrorName | number, text = String(code)) {
    super(text)
    this.code = typeof code === 'number' ? code : ERROR_CODES[code]
  }
  /** False for a timeout and a crash: nobody knows whether the operation took place. */
  get definite(): boolean {
    return this.code !== ERROR_CODES.timeout && this.code !== ERROR_CODES.crash
  }
}

/** Requests by their type, each with its fields and those of its reply: as types, or as schemas of zod (or any Standard Schema). */
export type RpcMap<R> = { readonly [T in keyof R]: { readonly request: object; readonly reply: object } }

/** The type that a schema describes; a type that is no schema, itself. */
export type Fields<S> = S extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly output: infer O }
    ? O
    : never
  : S

export type Request<R extends RpcMap<R>, T extends keyof R> = Fields<R[T]['request']> & Envelope<T>
export type Reply<R extends RpcMap<R>, T extends keyof R> = Fields<R[T]['reply']>

interface Envelope<T> {
  readonly type: T
  readonly msg_id?: number
}

export interface Message<B = Body> {
  readonly src: string
  readonly dest: string
  readonly body: B
}
export interface Body {
  readonly type: string
  readonly msg_id?: number
  readonly in_reply_to?: number
  readonly [field: string]: unknown
}

/** What a handler gives back: the fields of the reply (its type is the request's with `_ok` unless it names another), or nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler without a return statement returns void
type Answer<F> = (F & { readonly type?: string }) | undefined | void
export type Handler<R extends RpcMap<R>, T extends keyof R> = (
  request: Request<R, T>,
  message: Message<Request<R, T>>,
) => Answer<Reply<R, T>> | Promise<Answer<Reply<R, T>>>

/** Any request with any fields: what a node without declared requests deals in. */
export type AnyRpcs = Readonly<Record<string, { readonly request: Fieldful; readonly reply: Fieldful }>>
interface Fieldful {
  // biome-ignore lint/suspicious/noExplicitAny: undeclared messages have whatever fields the node expects
  readonly [field: string]: any
}

// The context

export interface RpcOptions {
  /** For each attempt. Defaults to 1 s. */
  readonly timeout?: Duration
  /**
   * Asks again when there was no answer in time, or error 11 (temporarily unavailable): without end, or `attempts` times in all. Each attempt has a msg_id of its own, so the
   * receiver must be able to take the same request twice.
   */
  readonly retry?: boolean | { readonly attempts: number }
}

export interface Timer {
  /** Calls it off. Harmless when it has happened already. */
  cancel(): void
}

/** What a node has at hand. Its methods may be destructured. */
export interface NodeContext<R extends RpcMap<R> = AnyRpcs> {
  readonly nodeId: string
  readonly nodeIds: readonly string[]
  /** All nodes but this one. */
  readonly peers: readonly string[]
  /** Handles a type of message. An error that the handler throws becomes the reply: a MaelstromError as it is, any other as a crash (13). */
  on<T extends keyof R & string>(type: T, handler: Handler<R, T>): void
  /** Answers a message later, or from elsewhere, than by what its handler returns. */
  reply<T extends keyof R & string>(
    message: Message<Request<R, T>>,
    fields: Reply<R, T> & { readonly type?: string },
  ): void
  /** Sends a message and forgets about it. */
  send<T extends keyof R & string>(dest: string, body: Fields<R[T]['request']> & { readonly type: T }): void
  /** Sends a request. Resolves to the reply; rejects with a MaelstromError. */
  rpc<T extends keyof R & string>(
    dest: string,
    body: Fields<R[T]['request']> & { readonly type: T },
    options?: RpcOptions,
  ): Promise<Reply<R, T>>
  /** Runs `action` again and again, first after one interval. */
  every(interval: Duration, action: () => unknown): Timer
  /** Runs `action` once. */
  after(delay: Duration, action: () => unknown): Timer
  /** Milliseconds since the node began. Never goes back. */
  now(): number
  readonly random: Random
  /** A file of this node's own, which is there again when the node was killed and started anew. */
  file(name: string): NodeFile
  /** Writes to stderr. */
  log(...values: unknown[]): void
}

/** A node: what `defineNode` makes, and `runNode` and `cluster({ node })` take. */
export interface NodeDefinition {
  /** Begins a node that knows nothing yet; the first message that it expects is `init`. */
  start(environment: NodeEnvironment): NodeBody
}

/** What a node's body is fed. */
export interface NodeBody {
  /** One line of input, without its newline. */
  deliver(line: string): void
}

/** What a node runs on: a process, or a simulation. */
export interface NodeEnvironment {
  /** Milliseconds since the node began. */
  now(): number
  after(ms: number, action: () => void): Timer
  readonly random: Random
  file(name: string): NodeFile
  write(line: string): void
  log(text: string): void
  /** An error for which nobody waits. */
  crash(error: unknown): void
}

/**
 * Makes a node. `setup` is called when the `init` message has come, so the node's id and those of the others are known; `init_ok` is
 * sent when it has returned (or what it returned has resolved). State belongs into `setup`: each node, and each restart, runs it anew.
 */
export function defineNode<R extends RpcMap<R> = AnyRpcs>(setup: (node: NodeContext<R>) => unknown): NodeDefinition {
  return { start: environment => new Core(environment, setup as (node: NodeContext<never>) => unknown) }
}

const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

function milliseconds(duration: Duration): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(us|ms|s|m|h)\s*$/.exec(String(duration))
  const ms = match === null ? Number(duration) : Number(match[1]) * (UNITS[match[2] as string] as number)
  if (ms >= 0 && ms < Number.POSITIVE_INFINITY) return ms
  throw new RangeError(`${JSON.stringify(duration)} is no duration: write milliseconds, or '250ms', '10s'.`)
}

type AnyHandler = (body: Body, message: Message) => unknown

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

class Core implements NodeBody {
  readonly #environment: NodeEnvironment
  readonly #setup: (node: NodeContext<never>) => unknown
  readonly #handlers = new Map<string, AnyHandler>()
  readonly #waiting = new Map<number, (reply: Body) => void>()
  #id = ''
  #ready = false
  /** Messages that came while `setup` was not done. */
  #early: Message[] = []
  // Not from 1: a node that was restarted must not take a late reply to its former self for its own.
  #nextMsgId: number

  constructor(environment: NodeEnvironment, setup: (node: NodeContext<never>) => unknown) {
    this.#environment = environment
    this.#setup = setup
    this.#nextMsgId = environment.random.int(0x1_0000_0000) * 2 ** 16
  }

  deliver(line: string): void {
    const message = JSON.parse(line) as Message
    const { body } = message
    if (body.in_reply_to !== undefined && body.in_reply_to !== null) {
      const settle = this.#waiting.get(body.in_reply_to)
      this.#waiting.delete(body.in_reply_to)
      settle?.(body)
    } else if (body.type === 'init' && !this.#ready && this.#id === '') this.#init(message)
    else if (this.#ready) this.#handle(message)
    else this.#early.push(message)
  }

  #init(message: Message): void {
    this.#id = String(message.body.node_id)
    const ids = message.body.node_ids as readonly string[]
    const done = () => {
      this.#ready = true
      this.#answer(message, { type: 'init_ok' })
      for (const early of this.#early.splice(0)) this.#handle(early)
    }
    try {
      const result = this.#setup(this.#context(ids) as unknown as NodeContext<never>)
      if (isThenable(result)) result.then(done, error => this.#environment.crash(error))
      else done()
    } catch (error) {
      this.#environment.crash(error)
    }
  }

  #handle(message: Message): void {
    const handler = this.#handlers.get(message.body.type)
    if (handler === undefined) {
      if (message.body.msg_id !== undefined) {
        this.#fail(message, new MaelstromError('not-supported', `${this.#id} has no handler for ${message.body.type}`))
      }
      return
    }
    try {
      const result = handler(message.body, message)
      if (isThenable(result)) {
        result.then(
          answer => this.#answered(message, answer),
          error => this.#fail(message, error),
        )
      } else this.#answered(message, result)
    } catch (error) {
      this.#fail(message, error)
    }
  }

  #answered(message: Message, answer: unknown): void {
    if (answer !== undefined) this.#answer(message, answer as object)
  }

  #answer({ src, body }: Message, fields: { readonly type?: string }): void {
    this.#send(src, { type: `${body.type}_ok`, ...fields, in_reply_to: body.msg_id })
  }

  #fail(message: Message, error: unknown): void {
    const known = error instanceof MaelstromError
    if (!known) this.#log(error)
    if (message.body.msg_id === undefined) return
    const code = known ? error.code : ERROR_CODES.crash
    this.#answer(message, {
      type: 'error',
      code,
      text: error instanceof Error ? error.message : String(error),
    } as object)
  }

  #send(dest: string, body: object): void {
    this.#environment.write(JSON.stringify({ src: this.#id, dest, body }))
  }

  #log(...values: unknown[]): void {
    const texts = values.map(value => {
      if (typeof value === 'string') return value
      return value instanceof Error ? (value.stack ?? String(value)) : (JSON.stringify(value) ?? String(value))
    })
    this.#environment.log(texts.join(' '))
  }

  #ask(dest: string, body: { readonly type: string }, timeout: number): Promise<Body> {
    const msgId = this.#nextMsgId++
    return new Promise((resolve, reject) => {
      const timer = this.#environment.after(timeout, () => {
        this.#waiting.delete(msgId)
        reject(new MaelstromError('timeout', `${dest} did not answer ${body.type} within ${timeout} ms`))
      })
      this.#waiting.set(msgId, reply => {
        timer.cancel()
        if (reply.type === 'error') reject(new MaelstromError(Number(reply.code), String(reply.text ?? reply.code)))
        else resolve(reply)
      })
      this.#send(dest, { ...body, msg_id: msgId })
    })
  }

  async #askAgain(dest: string, body: { readonly type: string }, timeout: number, attempts: number): Promise<Body> {
    for (let attempt = 1; ; attempt++) {
      const began = this.#environment.now()
      try {
        return await this.#ask(dest, body, timeout)
      } catch (error) {
        const { code } = error as MaelstromError
        const worthwhile = code === ERROR_CODES.timeout || code === ERROR_CODES['temporarily-unavailable']
        if (!worthwhile || attempt >= attempts) throw error
        // An error may come at once; the pace of asking is that of the timeout all the same.
        const rest = timeout - (this.#environment.now() - began)
        if (rest > 0) await new Promise<void>(resolve => this.#environment.after(rest, resolve))
      }
    }
  }

  /** Runs what a timer asks for; nobody waits for it, so its error is the node's crash. */
  #run(action: () => unknown): void {
    try {
      const result = action()
      if (isThenable(result)) result.then(undefined, error => this.#environment.crash(error))
    } catch (error) {
      this.#environment.crash(error)
    }
  }

  #context(nodeIds: readonly string[]): NodeContext {
    const environment = this.#environment
    const nodeId = this.#id
    return {
      nodeId,
      nodeIds,
      peers: nodeIds.filter(id => id !== nodeId),
      on: (type, handler) => void this.#handlers.set(type, handler as unknown as AnyHandler),
      reply: (message, fields) => this.#answer(message as unknown as Message, fields),
      send: (dest, body) => this.#send(dest, body),
      rpc: async (dest, body, { timeout = 1000, retry = false } = {}) => {
        const limit = milliseconds(timeout)
        if (retry === false) return this.#ask(dest, body, limit)
        return this.#askAgain(dest, body, limit, retry === true ? Number.POSITIVE_INFINITY : retry.attempts)
      },
      every: (interval, action) => {
        const ms = milliseconds(interval)
        if (ms <= 0) throw new RangeError('every() needs an interval above 0.')
        const again = () => {
          timer = environment.after(ms, again)
          this.#run(action)
        }
        let timer = environment.after(ms, again)
        return { cancel: () => timer.cancel() }
      },
      after: (delay, action) => environment.after(milliseconds(delay), () => this.#run(action)),
      now: () => environment.now(),
      random: environment.random,
      file: name => environment.file(name),
      log: (...values) => this.#log(...values),
    }
  }
}

// As a program

/**
 * Runs the node as this process: messages on stdin and stdout, logs on stderr, real time. With `import.meta` it does so only if that
 * module is the program (as `if (require.main === module)` does), so that a test can import the same file.
 */
export function runNode(node: NodeDefinition, meta?: { readonly url: string }): void {
  if (meta !== undefined && !isProgram(meta)) return
  const began = performance.now()
  const body = node.start({
    now: () => performance.now() - began,
    after: (ms, action) => {
      const timer = setTimeout(action, Math.ceil(ms))
      return { cancel: () => clearTimeout(timer) }
    },
    random: seeded(`${process.pid} ${Math.random()}`),
    file: processFile,
    write: line => void process.stdout.write(`${line}\n`),
    log: text => void process.stderr.write(`${text}\n`),
    crash: error => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(1)
    },
  })
  const lines = createInterface({ input: process.stdin })
  lines.on('line', line => body.deliver(line))
  lines.on('close', () => process.exit(0))
}

function isProgram(meta: { readonly url: string; readonly main?: boolean }): boolean {
  if (typeof meta.main === 'boolean') return meta.main
  const [, program] = process.argv
  return program !== undefined && real(program) === real(fileURLToPath(meta.url))
}

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
