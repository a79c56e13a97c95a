/** Requests to key-value services, few keys and few values so that they meet, and their answers as short texts. */

import fc from 'fast-check'
import { RpcError } from '../../src/network/errors.ts'
import type { Body } from '../../src/network/message.ts'
import type { Service } from '../../src/services/service.ts'

export interface Request extends Body {
  readonly type: 'read' | 'write' | 'cas'
  readonly key: unknown
}

const key = fc.constantFrom<unknown>('a', 'b', 1)
const value = fc.constantFrom<unknown>(0, 1, 'x')

export const requests: fc.Arbitrary<Request> = fc.oneof(
  fc.record({ type: fc.constant('read' as const), key }),
  fc.record({ type: fc.constant('write' as const), key, value }),
  fc.record(
    { type: fc.constant('cas' as const), key, from: value, to: value, create_if_not_exists: fc.boolean() },
    { requiredKeys: ['type', 'key', 'from', 'to'] },
  ),
)

/** `read_ok 1`, `write_ok`, `error 22`. */
export function answer(service: Service, client: string, request: Body): string {
  try {
    const { type, value } = service.handle(client, request)
    return type === 'read_ok' ? `read_ok ${JSON.stringify(value)}` : type
  } catch (error) {
    if (error instanceof RpcError) return `error ${error.code}`
    throw error
  }
}
