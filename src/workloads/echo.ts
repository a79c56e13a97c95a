/** echo: each client asks its node to repeat a sentence. Tests that a program speaks the protocol at all. */

import { z } from 'zod'
import { checkEcho } from '../checkers/echo.ts'
import { defineWorkload } from './workload.ts'

export const echo = defineWorkload({
  name: 'echo',
  doc: 'Each client asks its node to repeat a sentence; the reply must equal the request.',
  rpcs: {
    echo: {
      request: z.object({ echo: z.unknown() }),
      reply: z.object({ echo: z.unknown() }),
      doc: 'Replies with what it was given.',
    },
  },
  generator:
    ({ random }) =>
    () => ({ f: 'echo', value: `Please echo ${random.int(128)}` }),
  invoke: async (client, { value }) => ({ value: (await client.call('echo', { echo: value })).echo }),
  recordedValue: (_type, request, reply) => (reply ?? request).echo,
  check: checkEcho,
})
