/** lin-kv: a linearizable key-value store. Requests take effect one after the other, when they arrive. */

import { applyKeyValue, type Store } from './key-value.ts'
import type { ServiceDefinition } from './service.ts'

export const linKv: ServiceDefinition = {
  id: 'lin-kv',
  doc: 'A linearizable key-value store: `read`, `write`, `cas` (with `create_if_not_exists`).',
  create() {
    const values = new Map<string, { value: unknown }>()
    const store: Store = { get: key => values.get(key), set: (key, value) => void values.set(key, { value }) }
    return { handle: (_client, request) => applyKeyValue('lin-kv', store, request, true) }
  },
}
