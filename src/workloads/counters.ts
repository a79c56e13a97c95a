/** g-counter and pn-counter: a counter that only grows, and one that also shrinks. They differ in what is added, and in nothing else. */

import { z } from 'zod'
import { checkCounter } from '../checkers/counter.ts'
import { mix, oncePerThread, repeat } from '../generators/generator.ts'
import type { Completion } from '../generators/interpreter.ts'
import type { Operation } from '../history/operation.ts'
import { defineWorkload } from './workload.ts'

function countersConverged(probes: readonly Completion[], history: readonly Operation[]): boolean {
  const first = probes[0]?.value
  if (!probes.every(({ type, value }) => (type === undefined || type === 'ok') && value === first)) return false
  if (probes.length === 0) return true
  // The probes are judged as the final reads will be.
  const reads = probes.map((probe, i) => ({
    index: i,
    time: 0,
    type: 'ok' as const,
    process: i,
    f: 'read',
    value: probe.value,
    final: true,
  }))
  return checkCounter([...history.filter(operation => operation.f === 'add'), ...reads]).valid === true
}

const counter = (name: string, doc: string, smallest: number, delta: z.ZodType<number>) =>
  defineWorkload({
    name,
    doc,
    rpcs: {
      add: { request: z.object({ delta }), reply: z.object({}), doc: 'Adds delta to the counter.' },
      read: {
        request: z.object({}),
        reply: z.object({ value: z.int() }),
        doc: 'Replies with the value of the counter.',
      },
    },
    idempotent: ['read'],
    generator: ({ random }) =>
      mix(random, [
        repeat(() => ({ f: 'add', value: smallest + random.int(5 - smallest) })),
        repeat(() => ({ f: 'read' })),
      ]),
    finalGenerator: () => oncePerThread([{ f: 'read', final: true }]),
    async invoke(client, { f, value }) {
      if (f === 'read') return { value: (await client.call('read', {})).value }
      await client.call('add', { delta: value as number })
      return {}
    },
    recordedValue: (type, request, reply) => (type === 'read' ? reply?.value : request.delta),
    converged: countersConverged,
    check: history => checkCounter(history),
  })

export const gCounter = counter(
  'g-counter',
  'Clients add whole numbers from 0 to 4 to a counter and read it; every final read must be a sum that the adds can explain.',
  0,
  z.int().nonnegative(),
)

export const pnCounter = counter(
  'pn-counter',
  'Clients add whole numbers from -5 to 4 to a counter and read it; every final read must be a sum that the adds can explain.',
  -5,
  z.int(),
)
