/** What the three key-value services have in common: the requests `read`, `write` and `cas` against something that holds values. */

import { canonicalText } from '../json.ts'
import { RpcError } from '../network/errors.ts'
import type { Body } from '../network/message.ts'
import { formatJson } from '../network/message.ts'
import { notSupported } from './service.ts'

/** Holds values by key; a key is any JSON value, told apart by its canonical text. */
export interface Store {
  get(key: string): { readonly value: unknown } | undefined
  set(key: string, value: unknown): void
}

function field(request: Body, name: string): unknown {
  if (request[name] === undefined) throw new RpcError(12, `a ${request.type} needs the field "${name}"`, request.type)
  return request[name]
}

/** Carries out one request on a store. `createIfNotExists` says whether `cas` knows `create_if_not_exists`. */
export function applyKeyValue(id: string, store: Store, request: Body, createIfNotExists: boolean): Body {
  switch (request.type) {
    case 'read': {
      const key = field(request, 'key')
      const entry = store.get(canonicalText(key))
      if (entry === undefined) throw new RpcError(20, `key ${formatJson(key)} does not exist`, 'read')
      return { type: 'read_ok', value: entry.value }
    }
    case 'write':
      store.set(canonicalText(field(request, 'key')), field(request, 'value'))
      return { type: 'write_ok' }
    case 'cas': {
      const key = field(request, 'key')
      const to = field(request, 'to')
      const name = canonicalText(key)
      const entry = store.get(name)
      if (entry === undefined) {
        if (!createIfNotExists || request.create_if_not_exists !== true) {
          throw new RpcError(20, `key ${formatJson(key)} does not exist`, 'cas')
        }
      } else if (canonicalText(entry.value) !== canonicalText(field(request, 'from'))) {
        throw new RpcError(22, `expected ${formatJson(request.from)}, but had ${formatJson(entry.value)}`, 'cas')
      }
      store.set(name, to)
      return { type: 'cas_ok' }
    }
    default:
      throw notSupported(id, request)
  }
}
