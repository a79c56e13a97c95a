/**
 * All that a node in JavaScript needs: it reads messages from stdin, calls the handler of their type, and writes
 * what the handler returns to stdout as the reply.
 */
import { createInterface } from 'node:readline'

/** Throw it in a handler to answer with an error body; `rpc` throws it when an error body is what comes back. */
export class RpcError extends Error {
  constructor(code, text) {
    super(text)
    this.code = code
  }
}

/** The error codes of the protocol that a node has a use for. */
export const TIMEOUT = 0
export const NOT_SUPPORTED = 10
export const TEMPORARILY_UNAVAILABLE = 11
export const CRASH = 13
export const ABORT = 14
export const KEY_DOES_NOT_EXIST = 20
export const PRECONDITION_FAILED = 22
export const TXN_CONFLICT = 30

export class Node {
  /** This node's id, and those of all nodes; known from `init` on. */
  id = ''
  ids = []
  #handlers = new Map()
  #waiting = new Map()
  // Not from 1: a node that was killed and restarted must not take a late reply to its former self for its own.
  #nextMsgId = Math.floor(Math.random() * 2 ** 40)

  /** All other nodes. */
  get peers() {
    return this.ids.filter(id => id !== this.id)
  }

  /** Calls `handler(body, message)` for each message of a type; what it returns (or resolves to) is sent as the reply. */
  on(type, handler) {
    this.#handlers.set(type, handler)
  }

  /** Sends a body and forgets about it. */
  send(dest, body) {
    process.stdout.write(`${JSON.stringify({ src: this.id, dest, body })}\n`)
  }

  /** Sends a request. Resolves to the body of the reply; rejects with an RpcError, after `timeout` ms with code 0. */
  rpc(dest, body, timeout = 1000) {
    const msgId = this.#nextMsgId++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(msgId)
        reject(new RpcError(TIMEOUT, `${dest} did not answer ${body.type} within ${timeout} ms`))
      }, timeout)
      this.#waiting.set(msgId, reply => {
        clearTimeout(timer)
        this.#waiting.delete(msgId)
        if (reply.type === 'error') reject(new RpcError(reply.code, reply.text))
        else resolve(reply)
      })
      this.send(dest, { ...body, msg_id: msgId })
    })
  }

  /** Serves messages until stdin ends. */
  run() {
    const input = createInterface({ input: process.stdin })
    input.on('line', line => this.#receive(JSON.parse(line)))
    input.on('close', () => process.exit())
  }

  async #receive(message) {
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
      const { code = CRASH, message: text } = error
      this.send(src, { type: 'error', code, text, in_reply_to: body.msg_id })
    }
  }

  #handle(body, message) {
    const handler = this.#handlers.get(body.type)
    if (body.type === 'init') {
      this.id = body.node_id
      this.ids = body.node_ids
      handler?.(body, message)
      return { type: 'init_ok' }
    }
    if (!handler) throw new RpcError(NOT_SUPPORTED, `${this.id} does not know ${body.type}`)
    return handler(body, message)
  }
}
