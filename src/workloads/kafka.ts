/** kafka: a replicated log for each key, which clients append to and read in order, and offsets that they commit. */

import { z } from 'zod'
import { checkKafka } from '../checkers/kafka.ts'
import type { Client } from '../clients/client.ts'
import type { Completion } from '../generators/interpreter.ts'
import { CRASH } from '../history/pairing.ts'
import { SECOND } from '../time/clock.ts'
import { parseDuration } from '../time/duration.ts'
import { finalReads, logOperations } from './kafka-operations.ts'
import { defineWorkload } from './workload.ts'

const offsets = z.record(z.string(), z.int())
const messages = z.record(z.string(), z.array(z.tuple([z.int(), z.unknown()])))

const rpcs = {
  send: {
    request: z.object({ key: z.string(), msg: z.unknown() }),
    reply: z.object({ offset: z.int() }),
    doc: 'Appends a message to the log of a key; replies with its offset, which no other message of the key has. Offsets grow, and may have gaps.',
  },
  poll: {
    request: z.object({ offsets }),
    reply: z.object({ msgs: messages }),
    doc: 'Replies with messages of each key from the given offset on, in order and without gaps, as [offset, message]; not necessarily all.',
  },
  commit_offsets: {
    request: z.object({ offsets }),
    reply: z.object({}),
    doc: 'Tells that messages up to and including these offsets have been processed.',
  },
  list_committed_offsets: {
    request: z.object({ keys: z.array(z.string()) }),
    reply: z.object({ offsets }),
    doc: 'Replies with the committed offset of each of the keys that has one.',
  },
}

type KafkaClient = Client<typeof rpcs>
type Messages = z.output<typeof messages>

/** The next offset that a client will ask for, by assigned key. A client is one process, and takes this with it when it crashes. */
const positions = new WeakMap<KafkaClient, ReadonlyMap<string, number>>()

export const kafka = defineWorkload({
  name: 'kafka',
  doc: 'Clients append messages to logs and poll them in order; no acknowledged message may be lost, skipped, reordered or given two offsets.',
  rpcs,
  idempotent: ['assign'],
  defaultConcurrency: '2n',
  generator({ options, concurrency, random }) {
    const { keyCount, maxWritesPerKey } = options as { keyCount?: number; maxWritesPerKey?: number }
    return logOperations({ keyCount, maxWritesPerKey }, concurrency, random)
  },
  // The final reads themselves go on until everything was seen, so there is nothing to wait for before them.
  converged: () => true,
  finalGenerator({ options }, history) {
    return finalReads(history, parseDuration(options.recovery) ?? 10 * SECOND)
  },
  async invoke(client, { f, value, final }) {
    switch (f) {
      case CRASH:
        return { type: 'info', error: { code: 13, name: 'crash', text: 'the client was told to crash' } }
      case 'assign':
        await assign(client, value as readonly string[], final === true)
        return {}
      case 'poll':
        return { value: [['poll', await poll(client)]] }
      default:
        return await send(client, value)
    }
  },
  recordedValue(type, request, reply) {
    if (type === 'send') return [['send', request.key, reply === undefined ? request.msg : [reply.offset, request.msg]]]
    if (type === 'poll') return [reply === undefined ? ['poll'] : ['poll', reply.msgs]]
    return reply?.offsets ?? request.offsets ?? request.keys
  },
  check: checkKafka,
})

/** From the beginning, or from where this client was, or from what anybody committed (and so once more the last message). */
async function assign(client: KafkaClient, keys: readonly string[], fromBeginning: boolean): Promise<void> {
  const before = fromBeginning ? new Map<string, number>() : (positions.get(client) ?? new Map<string, number>())
  const unknown = keys.filter(key => !before.has(key))
  const committed =
    fromBeginning || unknown.length === 0
      ? {}
      : (await client.call('list_committed_offsets', { keys: unknown })).offsets
  positions.set(client, new Map(keys.map(key => [key, before.get(key) ?? committed[key] ?? 0])))
}

/** Polls from where the client is, commits what came, and moves on only then: what was not committed is polled again. */
async function poll(client: KafkaClient): Promise<Messages> {
  const from = positions.get(client) ?? new Map<string, number>()
  const { msgs } = await client.call('poll', { offsets: Object.fromEntries(from) })
  const highest = Object.entries(msgs).flatMap(([key, pairs]): [string, number][] =>
    pairs.length === 0 ? [] : [[key, pairs.reduce((most, [offset]) => Math.max(most, offset), -1)]],
  )
  if (highest.length === 0) return msgs
  await client.call('commit_offsets', { offsets: Object.fromEntries(highest) })
  const next = new Map(from)
  for (const [key, offset] of highest) next.set(key, Math.max(next.get(key) ?? 0, offset + 1))
  positions.set(client, next)
  return msgs
}

async function send(client: KafkaClient, value: unknown): Promise<Completion> {
  const [[, key, msg]] = value as readonly [readonly ['send', string, unknown]]
  const { offset } = await client.call('send', { key, msg })
  return { value: [['send', key, [offset, msg]]] }
}
