/** A built-in node that offers a primitive to the nodes under test: it answers each request by one reply, and never waits. */

import { RpcError } from '../network/errors.ts'
import type { Body, Message } from '../network/message.ts'
import { formatJson } from '../network/message.ts'
import type { Endpoint, Network } from '../network/network.ts'
import type { Random } from '../random.ts'

/** One instance, with the state of one run. */
export interface Service {
  /** Answers a request of `client`; throws RpcError for an error reply. */
  handle(client: string, request: Body): Body
}

/** A kind of service: `create` makes a fresh one for a run, with a stream of randomness of its own. */
export interface ServiceDefinition {
  /** The node id under which it is reached. */
  readonly id: string
  /** What it guarantees, for the reference. */
  readonly doc: string
  create(random: Random): Service
}

export function notSupported(id: string, request: Body): RpcError {
  return new RpcError(10, `${id} does not know requests of type ${formatJson(request.type)}`, request.type)
}

/** Connects a service to the network. Replies by nodes to it (`in_reply_to`) are nothing it asked for, and are ignored. */
export function serviceEndpoint(id: string, service: Service, network: Network): Endpoint {
  return {
    kind: 'service',
    receive(message: Message) {
      const { body, src } = message
      const { msg_id, in_reply_to } = body
      const asks = msg_id !== undefined && msg_id !== null
      if (!asks && in_reply_to !== undefined && in_reply_to !== null) return
      let reply: Body
      try {
        reply = service.handle(src, body)
      } catch (error) {
        if (!(error instanceof RpcError)) throw error
        reply = { type: 'error', code: error.code, text: error.text ?? '' }
      }
      network.sendBody(id, src, asks ? { ...reply, in_reply_to: msg_id } : reply)
    },
  }
}
