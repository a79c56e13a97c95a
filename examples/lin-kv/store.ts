// The state machine that Raft replicates: keys with values, and requests that are carried out once, however often they
// were proposed.
import { type Body, KEY_DOES_NOT_EXIST, PRECONDITION_FAILED } from '../lib/maelstrom.js'

export type Request = Body &
  ({ type: 'read' } | { type: 'write'; value: unknown } | { type: 'cas'; from: unknown; to: unknown }) & { key: number }

/** A request, and a name for it that is the same whenever it is proposed. */
export interface Command {
  name: string
  request: Request
}

export class Store {
  readonly #values = new Map<number, unknown>()
  readonly #replies = new Map<string, Body>()

  /** Carries a request out, unless it has been before; returns the body of the reply either way. */
  apply({ name, request }: Command): Body {
    const reply = this.#replies.get(name) ?? this.#carryOut(request)
    this.#replies.set(name, reply)
    return reply
  }

  read(key: number): Body {
    if (!this.#values.has(key)) return error(KEY_DOES_NOT_EXIST, `there is no ${key}`)
    return { type: 'read_ok', value: this.#values.get(key) } as Body
  }

  #carryOut(request: Request): Body {
    const { key } = request
    switch (request.type) {
      case 'read':
        return this.read(key)
      case 'write':
        this.#values.set(key, request.value)
        return { type: 'write_ok' }
      case 'cas':
        if (!this.#values.has(key)) return error(KEY_DOES_NOT_EXIST, `there is no ${key}`)
        if (this.#values.get(key) !== request.from) {
          return error(PRECONDITION_FAILED, `${key} is ${this.#values.get(key)}, not ${request.from}`)
        }
        this.#values.set(key, request.to)
        return { type: 'cas_ok' }
    }
  }
}

function error(code: number, text: string): Body {
  return { type: 'error', code, text } as Body
}
