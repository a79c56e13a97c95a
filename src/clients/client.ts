/**
 * A simulated client: it sends requests over the network and waits for their replies. Clients sit beside their nodes: their messages are
 * never late and never lost. A reply that comes after its client gave up, or a second one, is counted and dropped. One that does not say what it replies to
 * is a malformed reply to what was asked, if that can be told by its type.
 */

import type { z } from 'zod'
import { pointing } from '../explanations/pointer.ts'
import { RpcError } from '../network/errors.ts'
import { type Body, formatJson, type Message, type MessageId } from '../network/message.ts'
import type { Endpoint, Network } from '../network/network.ts'
import type { Clock, Nanos, Timer } from '../time/clock.ts'
import { formatDuration } from '../time/duration.ts'
import type { ReplyOf, RequestOf, Rpcs } from './rpc.ts'

/** A reply that does not have the shape that the workload asks for. It may have happened: the outcome is indefinite. */
export class MalformedReplyError extends Error {
  override readonly name = 'MalformedReplyError'
  readonly node: string
  readonly problem: string
  readonly expected: string
  readonly excerpt: string
  constructor(node: string, problem: string, expected: string, excerpt: string) {
    super(
      pointing(
        'MalformedReplyError',
        `${node} sent a reply of the wrong shape: ${problem}; expected ${expected}; got ${excerpt}`,
      ),
    )
    this.node = node
    this.problem = problem
    this.expected = expected
    this.excerpt = excerpt
  }
}

/** The run was cut short while a request was open. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError'
  constructor() {
    super(pointing('CancelledError', 'The run ended before the reply.'))
  }
}

interface Open {
  readonly dest: string
  /** The type that the reply should have; undefined for a request that neither the workload nor the protocol knows. */
  readonly replyType: string | undefined
  readonly answer: (message: Message) => void
  readonly reject: (error: Error) => void
  readonly timer: Timer
}

export interface ClientCounts {
  /** Replies that came after their client had given up. */
  late: number
  /** Replies to a request that had been answered before, or that was never made. */
  unexpected: number
}

export interface CallOptions {
  /** The node to ask; default: the client's own. */
  readonly to?: string
  /** Nanoseconds to wait for the reply; default: the workload's. */
  readonly timeout?: Nanos
}

export class Client<R extends Rpcs = Rpcs> implements Endpoint {
  readonly kind = 'client'
  readonly id: string
  /** The node that this client talks to unless told otherwise. */
  readonly node: string
  readonly #rpcs: R
  readonly #network: Network
  readonly #clock: Clock
  readonly #timeout: Nanos
  readonly #counts: ClientCounts
  readonly #open = new Map<MessageId, Open>()
  readonly #givenUp = new Set<MessageId>()
  #nextMsgId = 1
  #closed = false

  constructor(options: {
    id: string
    node: string
    rpcs: R
    network: Network
    clock: Clock
    timeout: Nanos
    counts: ClientCounts
  }) {
    this.id = options.id
    this.node = options.node
    this.#rpcs = options.rpcs
    this.#network = options.network
    this.#clock = options.clock
    this.#timeout = options.timeout
    this.#counts = options.counts
    options.network.attach(this.id, this)
  }

  /**
   * Makes a request of the workload and waits for its reply, checked against the workload's schema.
   * Rejects with RpcError for an error reply or a timeout (code 0), MalformedReplyError for a reply of the wrong shape.
   */
  call<T extends keyof R & string>(
    type: T,
    fields: RequestOf<R[T]>,
    options: CallOptions = {},
  ): Promise<ReplyOf<R[T]>> {
    const body = { type, ...fields } as Body
    return this.#request(options.to ?? this.node, body, options.timeout ?? this.#timeout, message => {
      const reply = message.body
      const expected = `${type}_ok`
      if (reply.type !== expected)
        throw this.#malformed(message, `its type is ${formatJson(reply.type)}`, `type "${expected}"`)
      const parsed = this.#rpcs[type]!.reply.safeParse(reply)
      if (parsed.success) return parsed.data as ReplyOf<R[T]>
      throw this.#malformed(
        message,
        flawOfReply(reply, parsed.error.issues[0]),
        `${withArticle(expected)} as the workload defines it`,
      )
    })
  }

  /** Makes any request and waits for its reply, whatever its type; an error reply rejects with RpcError. Only for tests that steer by hand. */
  rpc(dest: string, body: Body, options: { readonly timeout?: Nanos } = {}): Promise<Body> {
    return this.#request(dest, body, options.timeout ?? this.#timeout, message => message.body)
  }

  /** Sends a message and expects nothing. */
  send(dest: string, body: Body): void {
    this.#network.sendBody(this.id, dest, body)
  }

  receive(message: Message): void {
    const request = message.body.in_reply_to ?? undefined
    if (request === undefined && this.#refuseUnaddressed(message)) return
    const open = request === undefined ? undefined : this.#open.get(request)
    if (request === undefined || open === undefined) {
      if (request !== undefined && this.#givenUp.has(request)) this.#counts.late++
      else this.#counts.unexpected++
      return
    }
    this.#open.delete(request)
    open.timer.cancel()
    this.#clock.settle()
    open.answer(message)
  }

  /** A reply without `in_reply_to`: the oldest request of its type that is open at its node ends by it. False: it is no reply to anything. */
  #refuseUnaddressed(message: Message): boolean {
    const { src, body } = message
    for (const [id, open] of this.#open) {
      if (open.dest !== src || open.replyType !== body.type) continue
      this.#open.delete(id)
      // What has come was the reply; should another come that says so, it is late.
      this.#givenUp.add(id)
      open.timer.cancel()
      this.#clock.settle()
      const problem = `it sent ${this.id} ${withArticle(formatJson(body.type))} without "in_reply_to"`
      open.reject(
        this.#malformed(message, problem, `"in_reply_to": ${id}, since a reply carries the msg_id of the request`),
      )
      return true
    }
    return false
  }

  /** Gives up all open requests. Its id stays known, so that late replies are recognised as such. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const [id, open] of this.#open) {
      open.timer.cancel()
      this.#givenUp.add(id)
      open.reject(new CancelledError())
    }
    this.#open.clear()
    this.#clock.settle()
  }

  /** One promise for a request: what `understand` makes of the reply, or the error that it throws. */
  #request<T>(dest: string, body: Body, timeout: Nanos, understand: (reply: Message) => T): Promise<T> {
    if (this.#closed) return Promise.reject(new CancelledError())
    if (!this.#network.has(dest)) {
      return Promise.reject(
        new RpcError(1, `there is no node ${formatJson(dest)}`, `${this.id} → ${dest} ${body.type}`),
      )
    }
    const msgId = this.#nextMsgId++
    return new Promise<T>((resolve, reject) => {
      const timer = this.#clock.after(timeout, () => {
        this.#open.delete(msgId)
        this.#givenUp.add(msgId)
        this.#clock.settle()
        reject(new RpcError(0, `no reply within ${formatDuration(timeout)}`, `${this.id} → ${dest} ${body.type}`))
      })
      const answer = (message: Message) => {
        try {
          if (message.body.type === 'error') reject(this.#errorOf(message, body))
          else resolve(understand(message))
        } catch (error) {
          reject(error)
        }
      }
      const known = body.type === 'init' || Object.hasOwn(this.#rpcs, body.type)
      this.#open.set(msgId, { dest, replyType: known ? `${body.type}_ok` : undefined, answer, reject, timer })
      this.#network.sendBody(this.id, dest, { ...body, msg_id: msgId })
    })
  }

  #errorOf(message: Message, request: Body): Error {
    const { code, text } = message.body
    if (typeof code !== 'number' || !Number.isInteger(code) || code < 0) {
      return this.#malformed(
        message,
        'an error without a whole number as "code"',
        '{"type": "error", "code": integer, "text": string}',
      )
    }
    const shown = text === undefined || text === null ? undefined : typeof text === 'string' ? text : formatJson(text)
    return new RpcError(code, shown, `${this.id} → ${message.src} ${request.type}`)
  }

  #malformed(message: Message, problem: string, expected: string): MalformedReplyError {
    return new MalformedReplyError(message.src, problem, expected, formatJson(message.body).slice(0, 200))
  }
}

/** What is wrong with the body of a reply, given the first thing that its schema says. */
function flawOfReply(body: Body, issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined || issue.path.length === 0) return `body: ${issue?.message ?? 'does not fit'}`
  const path = issue.path.map(String)
  const last = path.at(-1)!
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), body)
  // The words of zod for a field that is missing are those of its own insides.
  if (issue.code === 'invalid_type' && isObject(parent) && !Array.isArray(parent) && !Object.hasOwn(parent, last)) {
    const fields = Object.keys(parent).map(key => formatJson(key))
    const whose = path.length === 1 ? 'it' : path.slice(0, -1).join('.')
    return `${whose} has no ${formatJson(last)}, only ${fields.join(', ') || 'nothing'}`
  }
  return `${path.join('.')}: ${issue.message}`
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** `an echo_ok`, `a read_ok`: for a type, in quotes or not. */
const withArticle = (type: string): string => `${/^"?[aeiou]/i.test(type) ? 'an' : 'a'} ${type}`
