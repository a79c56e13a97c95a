/** The types of maelstrom.js, for nodes in TypeScript. */

/** What a message says. Every type of message has fields of its own, so a handler states the ones that it expects. */
export type Body = { type: string; msg_id?: number; in_reply_to?: number }

export interface Message<B extends Body = Body> {
  src: string
  dest: string
  body: B
}

export declare class RpcError extends Error {
  readonly code: number
  constructor(code: number, text: string)
}

export declare const TIMEOUT = 0
export declare const NOT_SUPPORTED = 10
export declare const TEMPORARILY_UNAVAILABLE = 11
export declare const CRASH = 13
export declare const ABORT = 14
export declare const KEY_DOES_NOT_EXIST = 20
export declare const PRECONDITION_FAILED = 22
export declare const TXN_CONFLICT = 30

export declare class Node {
  id: string
  ids: string[]
  get peers(): string[]
  on(type: 'init', handler: () => unknown): void
  on<B extends Body>(type: string, handler: (body: B, message: Message<B>) => Reply | Promise<Reply>): void
  send<B extends Body>(dest: string, body: B): void
  rpc<R extends Body, B extends Body = Body & Record<string, unknown>>(
    dest: string,
    body: B,
    timeout?: number,
  ): Promise<R>
  run(): void
}

/** A handler answers with a body, or not at all. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler without a return statement returns void
export type Reply = Body | undefined | void
