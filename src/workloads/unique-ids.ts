/** unique-ids: clients ask for ids, which must never repeat. */

import { z } from 'zod'
import { checkUniqueIds } from '../checkers/unique-ids.ts'
import { defineWorkload } from './workload.ts'

export const uniqueIds = defineWorkload({
  name: 'unique-ids',
  doc: 'Clients ask for ids; no id may be given out twice. An id is any JSON value.',
  rpcs: {
    generate: {
      request: z.object({}),
      reply: z.object({ id: z.unknown().refine(id => id !== undefined, 'is missing') }),
      doc: 'Replies with an id that was never given before.',
    },
  },
  generator: () => () => ({ f: 'generate' }),
  invoke: async client => ({ value: (await client.call('generate', {})).id }),
  recordedValue: (_type, _request, reply) => reply?.id,
  check: checkUniqueIds,
  coordinationFree: true,
})
