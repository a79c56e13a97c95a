/** lin-kv: a key-value store whose keys are each linearizable: read, write, compare-and-set. */

import { z } from 'zod'
import { checkLinKv } from '../checkers/lin-kv.ts'
import { independent } from '../generators/independent.ts'
import { SECOND } from '../time/clock.ts'
import { defineWorkload } from './workload.ts'

const VALUES = 5
const PROCESS_LIMIT = 20

export const linKv = defineWorkload({
  name: 'lin-kv',
  doc: 'Clients read, write and compare-and-set keys; each key must behave as one register that starts out missing.',
  rpcs: {
    read: {
      request: z.object({ key: z.unknown() }),
      reply: z.object({ value: z.unknown() }),
      doc: 'Replies with the value of a key; error 20 when it is missing.',
    },
    write: {
      request: z.object({ key: z.unknown(), value: z.unknown() }),
      reply: z.object({}),
      doc: 'Sets the value of a key.',
    },
    cas: {
      request: z.object({ key: z.unknown(), from: z.unknown(), to: z.unknown() }),
      reply: z.object({}),
      doc: 'Sets the value of a key to `to` if it is `from`; error 20 when the key is missing, 22 when it has another value.',
    },
  },
  idempotent: ['read'],
  defaultConcurrency: '2n',
  timeout: ({ latency }) => Math.max(10 * latency, SECOND),
  generator({ nodes, concurrency, random }) {
    const groupSize = 2 * nodes.length
    const value = () => random.int(VALUES)
    const change = () =>
      random.int(3) === 0 ? { f: 'write', value: value() } : { f: 'cas', value: [value(), value()] as const }
    const divided = concurrency >= groupSize
    return independent<number | readonly [number, number]>({
      concurrency,
      groupSize,
      processLimit: Math.max(PROCESS_LIMIT, 2 * groupSize),
      // Half of a full group only reads; where there are fewer clients than that, each of them does everything.
      perKey: (_key, _worker, member) =>
        (divided ? member < nodes.length : random.chance(0.5)) ? { f: 'read' } : change(),
    })
  },
  async invoke(client, { f, value: drafted }) {
    const [key, value] = drafted as readonly [number, unknown]
    switch (f) {
      case 'read':
        return { value: [key, (await client.call('read', { key })).value] }
      case 'write':
        await client.call('write', { key, value })
        return {}
      default: {
        const [from, to] = value as readonly [number, number]
        await client.call('cas', { key, from, to })
        return {}
      }
    }
  },
  recordedValue: (type, request, reply) => [
    request.key,
    type === 'read' ? (reply?.value ?? null) : type === 'write' ? request.value : [request.from, request.to],
  ],
  check: checkLinKv,
})
