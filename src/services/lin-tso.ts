/** lin-tso: a linearizable timestamp oracle. Each request gets the next whole number: 0, 1, 2, … */

import { notSupported, type ServiceDefinition } from './service.ts'

export const linTso: ServiceDefinition = {
  id: 'lin-tso',
  doc: 'A linearizable timestamp oracle: `ts` → `ts_ok {ts}`, counting 0, 1, 2, …',
  create() {
    let next = 0
    return {
      handle(_client, request) {
        if (request.type !== 'ts') throw notSupported('lin-tso', request)
        return { type: 'ts_ok', ts: next++ }
      },
    }
  },
}
