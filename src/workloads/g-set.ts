/** g-set: a set that only grows. */

import { z } from 'zod'
import { checkConvergence } from '../checkers/convergence.ts'
import { checkGSet } from '../checkers/set-full.ts'
import { mergeVerdicts } from '../checkers/verdict.ts'
import { mix, oncePerThread, repeat } from '../generators/generator.ts'
import { setsConverged } from './set-convergence.ts'
import { defineWorkload } from './workload.ts'

export const gSet = defineWorkload({
  name: 'g-set',
  doc: 'Clients add elements to a set and read it; no acknowledged element may be missing in the end.',
  rpcs: {
    add: { request: z.object({ element: z.unknown() }), reply: z.object({}), doc: 'Adds an element.' },
    read: {
      request: z.object({}),
      reply: z.object({ value: z.array(z.unknown()) }),
      doc: 'Replies with all elements, in any order.',
    },
  },
  idempotent: ['read'],
  generator({ random }) {
    let next = 0
    return mix(random, [repeat(() => ({ f: 'add', value: next++ })), repeat(() => ({ f: 'read' }))])
  },
  finalGenerator: () => oncePerThread([{ f: 'read', final: true }]),
  async invoke(client, { f, value }) {
    if (f === 'read') return { value: (await client.call('read', {})).value }
    await client.call('add', { element: value })
    return {}
  },
  recordedValue: (type, request, reply) => (type === 'read' ? reply?.value : request.element),
  converged: (probes, history) => setsConverged('add', probes, history),
  check: history => mergeVerdicts({ 'set-full': checkGSet(history), convergence: checkConvergence(history) }),
})
