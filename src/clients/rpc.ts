/** The requests that a workload's clients make: zod schemas that check replies, give types, and print the reference. */

import type { z } from 'zod'

/** One kind of request, and its reply. Both schemas are of the body without `type`, `msg_id` and `in_reply_to`. */
export interface Rpc<Request extends z.ZodObject = z.ZodObject, Reply extends z.ZodObject = z.ZodObject> {
  readonly request: Request
  readonly reply: Reply
  readonly doc?: string
}

/** Requests by their `type`; the type of a reply is that of the request with `_ok` behind it. */
export type Rpcs = Readonly<Record<string, Rpc>>

export type RequestOf<R extends Rpc> = z.input<R['request']>
export type ReplyOf<R extends Rpc> = z.output<R['reply']>
