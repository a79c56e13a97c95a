/**
 * All that a node in TypeScript needs: it reads messages from stdin, calls the handler of their type, and writes what
 * the handler returns to stdout as the reply.
 */
import { createInterface } from 'node:readline'

/** What a message says. Each type of message has fields of its own, so a handler states the ones that it expects. */
export interface Body {
  readonly type: string
  readonly msg_id?: number
  readonly in_reply_to?: number | undefined
}

export interface Message<B extends Body = Body> {
  readonly src: string
  readonly dest: string
  readonly body: B
}

/** Called with the body of a request and the whole message; what it returns (or resolves to) is sent as the reply. */
export type Handler<B extends Body> = (body: B, message: Message<B>) => Answer | Promise<Answer>
type Answer = Body | undefined

/** The error codes of the protocol that a node has a use for. */
export const TIMEOUT = 0
export const NOT_SUPPORTED = 10
export const TEMPORARILY_UNAVAILABLE = 11
export const CRASH = 13
export const ABORT = 14
export const KEY_DOES_NOT_EXIST = 20
export const PRECONDITION_FAILED = 22
export const TXN_CONFLICT = 30

/** Throw it in a handler to answer with an error body; `rpc` throws it when an error body is what comes back. */
export class RpcError extends Error {
  readonly code: number
  constructor(code: number, text: string) {
    super(text)
    this.code = code
  }
}

/** Anything that came in: any type, and fields that only its handler knows. */
type Received = Body & Record<string, unknown>

export class Node {
  /** This node's id, and those of all nodes; known from `init` on. */
  id = ''
  ids: readonly string[] = []
  readonly #handlers = new Map<string, Handler<Received>>()
  readonly #waiting = new Map<number, (reply: Received) => void>()
  // Not from 1: a node that was killed and restarted must not take a late reply to its former self for its own.
  #nextMsgId = Math.floor(Math.random() * 2 ** 40)

  /** All other nodes. */
  get peers(): string[] {
    return this.ids.filter(id => id !== this.id)
  }

  /** Registers the handler of a type of message. `on<Echo>('echo', …)` says which fields its body has. */
  on<B extends Body = Received>(type: string, handler: Handler<B>): void {
    this.#handlers.set(type, handler as unknown as Handler<Received>)
  }

  /** Sends a body and forgets about it. */
  send<B extends Body>(dest: string, body: B): void {
    process.stdout.write(`${JSON.stringify({ src: this.id, dest, body })}\n`)
  }

  /** Sends a request. Resolves to the body of the reply; rejects with an RpcError, after `timeout` ms with code 0. */
  rpc<R extends Body = Received, B extends Body = Received>(dest: string, body: B, timeout = 1000): Promise<R> {
    const msgId = this.#nextMsgId++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(msgId)
        reject(new RpcError(TIMEOUT, `${dest} did not answer ${body.type} within ${timeout} ms`))
      }, timeout)
      this.#waiting.set(msgId, reply => {
        clearTimeout(timer)
        this.#waiting.delete(msgId)
        if (reply.type === 'error') reject(new RpcError(reply.code as number, reply.text as string))
        else resolve(reply as unknown as R)
      })
      this.send(dest, { ...body, msg_id: msgId })
    })
  }

  /** Serves messages until stdin ends. */
  run(): void {
    const input = createInterface({ input: process.stdin })
    input.on('line', line => this.#receive(JSON.parse(line)))
    input.on('close', () => process.exit())
  }

  async #receive(message: Message<Received>): Promise<void> {
    const { src, body } = message
    if (body.in_reply_to !== undefined) {
      this.#waiting.get(body.in_reply_to)?.(body)
      return
    }
    try {
      const reply = await this.#handle(body, message)
      if (reply) this.send(src, { ...reply, in_reply_to: body.msg_id })
    } catch (error) {
      if (!(error instanceof RpcError)) console.error(error)
      const code = error instanceof RpcError ? error.code : CRASH
      const text = error instanceof Error ? error.message : String(error)
      this.send(src, { type: 'error', code, text, in_reply_to: body.msg_id })
    }
  }

  #handle(body: Received, message: Message<Received>): Answer | Promise<Answer> {
    const handler = this.#handlers.get(body.type)
    if (body.type === 'init') {
      this.id = body.node_id as string
      this.ids = body.node_ids as string[]
      handler?.(body, message)
      return { type: 'init_ok' }
    }
    if (!handler) throw new RpcError(NOT_SUPPORTED, `${this.id} does not know ${body.type}`)
    return handler(body, message)
  }
}
