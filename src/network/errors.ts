/** The error codes of the protocol, and the error that a client sees when a request did not succeed. */

import { pointing } from '../explanations/pointer.ts'
import type { OperationError } from '../history/operation.ts'

/** Name and definiteness by code. Definite: the request certainly did not happen, and never will. */
export const ERROR_CODES: Readonly<
  Record<number, { readonly name: string; readonly definite: boolean; readonly doc: string }>
> = {
  0: { name: 'timeout', definite: false, doc: 'The request could not be finished in time; it may still happen.' },
  1: { name: 'node-not-found', definite: true, doc: 'A client asked a node that does not exist.' },
  10: { name: 'not-supported', definite: true, doc: 'The node does not know requests of this type.' },
  11: { name: 'temporarily-unavailable', definite: true, doc: 'The node cannot serve the request now; later it may.' },
  12: { name: 'malformed-request', definite: true, doc: 'The request does not have the form that its type asks for.' },
  13: { name: 'crash', definite: false, doc: 'Something unforeseen went wrong; the request may have happened.' },
  14: { name: 'abort', definite: true, doc: 'The request was given up, and certainly did not happen.' },
  20: { name: 'key-does-not-exist', definite: true, doc: 'The key that the request is about does not exist.' },
  21: { name: 'key-already-exists', definite: true, doc: 'The key that the request would create exists already.' },
  22: {
    name: 'precondition-failed',
    definite: true,
    doc: 'What the request demands of the state does not hold, such as the `from` of a cas.',
  },
  30: { name: 'txn-conflict', definite: true, doc: 'The transaction conflicts with another and was not applied.' },
}

/** A request that was answered by an error, or not in time. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: number
  readonly text: string | undefined
  /** Whether the request certainly did not happen. */
  readonly definite: boolean

  constructor(code: number, text: string | undefined, request: string) {
    const known = ERROR_CODES[code]
    super(
      pointing(
        'RpcError',
        `${request}: error ${code} (${errorName(code)})${text === undefined || text === '' ? '' : `: ${text}`}`,
      ),
    )
    this.code = code
    this.text = text
    // Codes that the protocol does not define are the user's own, and indefinite.
    this.definite = known?.definite ?? false
  }

  /** What goes into the history. */
  toOperationError(): OperationError {
    const name = errorName(this.code)
    return this.text === undefined ? { code: this.code, name } : { code: this.code, name, text: this.text }
  }
}

export function errorName(code: number): string {
  return ERROR_CODES[code]?.name ?? `user-${code}`
}
