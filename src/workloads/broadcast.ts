/** broadcast: messages given to any node must reach every node. */

import { z } from 'zod'
import { checkConvergence } from '../checkers/convergence.ts'
import { checkBroadcast } from '../checkers/set-full.ts'
import { mergeVerdicts } from '../checkers/verdict.ts'
import { mix, oncePerThread, repeat } from '../generators/generator.ts'
import { setsConverged } from './set-convergence.ts'
import { defineWorkload } from './workload.ts'

export const broadcast = defineWorkload({
  name: 'broadcast',
  doc: 'Clients give messages to nodes and read all messages that a node has seen; every message must reach every node.',
  rpcs: {
    topology: {
      request: z.object({ topology: z.record(z.string(), z.array(z.string())) }),
      reply: z.object({}),
      doc: 'Tells a node who its neighbours are; once, before the run. Following it is up to the node.',
    },
    broadcast: {
      request: z.object({ message: z.unknown() }),
      reply: z.object({}),
      doc: 'Gives a message to the system.',
    },
    read: {
      request: z.object({}),
      reply: z.object({ messages: z.array(z.unknown()) }),
      doc: 'Replies with all messages that the node has seen, in any order.',
    },
  },
  idempotent: ['read'],
  async setup(client, { topology }) {
    await client.call('topology', { topology: topology as Record<string, string[]> })
  },
  generator({ random }) {
    let next = 0
    return mix(random, [repeat(() => ({ f: 'broadcast', value: next++ })), repeat(() => ({ f: 'read' }))])
  },
  finalGenerator: () => oncePerThread([{ f: 'read', final: true }]),
  async invoke(client, { f, value }) {
    if (f === 'read') return { value: (await client.call('read', {})).messages }
    await client.call('broadcast', { message: value })
    return {}
  },
  recordedValue: (type, request, reply) =>
    type === 'read' ? reply?.messages : type === 'broadcast' ? request.message : request.topology,
  converged: (probes, history) => setsConverged('broadcast', probes, history),
  check: history => mergeVerdicts({ 'set-full': checkBroadcast(history), convergence: checkConvergence(history) }),
})
