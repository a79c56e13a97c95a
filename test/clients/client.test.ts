import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { CancelledError, Client, type ClientCounts, MalformedReplyError } from '../../src/clients/client.ts'
import { RpcError } from '../../src/network/errors.ts'
import { MemoryJournal } from '../../src/network/journal.ts'
import type { Body, Message } from '../../src/network/message.ts'
import { Network } from '../../src/network/network.ts'
import { random } from '../../src/random.ts'
import { MILLISECOND, SECOND } from '../../src/time/clock.ts'
import { VirtualClock } from '../../src/time/virtual-clock.ts'

const rpcs = {
  add: {
    request: z.object({ delta: z.int() }),
    reply: z.object({ total: z.int(), parts: z.array(z.string()).optional() }),
  },
  clear: { request: z.object({}), reply: z.object({}) },
}

/** A client c0 of n1, which answers by `react`. */
function makeClient(react: (body: Body, reply: (body: Body) => void) => void) {
  const clock = new VirtualClock()
  const network = new Network({
    clock,
    random: random(1),
    journal: new MemoryJournal(),
    latency: 0,
    latencyDist: 'constant',
    onUnknownDestination: () => {},
  })
  const counts: ClientCounts = { late: 0, unexpected: 0 }
  network.attach('n1', {
    kind: 'node',
    receive: ({ src, body }: Message) =>
      react(body, answer => network.sendBody('n1', src, { in_reply_to: body.msg_id ?? null, ...answer })),
  })
  const client = new Client({ id: 'c0', node: 'n1', rpcs, network, clock, timeout: SECOND, counts })
  const errorOf = <T>(work: Promise<T>): Promise<unknown> =>
    clock.drive(
      work.then(
        () => undefined,
        error => error,
      ),
    )
  return { client, clock, network, counts, errorOf }
}

describe('call', () => {
  it('resolves to the reply without its envelope, typed by the schema', async () => {
    const { client, clock } = makeClient((body, reply) =>
      reply({ type: 'add_ok', total: Number(body.delta) + 1, extra: 'x', msg_id: 9 }),
    )
    const reply = await clock.drive(client.call('add', { delta: 4 }))
    expectTypeOf(reply).toEqualTypeOf<{ total: number; parts?: string[] | undefined }>()
    expect(reply).toEqual({ total: 5 })
    // @ts-expect-error: the request has another shape
    void client.call('add', { amount: 4 }).catch(() => {})
    // @ts-expect-error: there is no such request
    void client.call('sub', {}).catch(() => {})
  })

  it.each<[string, Body, RegExp]>([
    ['of another type', { type: 'clear_ok' }, /its type is "clear_ok"; expected type "add_ok"/],
    [
      'without a field',
      { type: 'add_ok', totl: 5 },
      /: it has no "total", only "in_reply_to", "type", "totl"; expected an add_ok as the workload defines it/,
    ],
    ['with a field of the wrong kind, deep inside', { type: 'add_ok', total: 1, parts: ['a', 5] }, /parts\.1: /],
    ['an error without a code', { type: 'error', text: 'x' }, /an error without a whole number as "code"/],
    [
      'an error with a code that is no number',
      { type: 'error', code: '20' },
      /an error without a whole number as "code"/,
    ],
  ])('rejects a reply %s, and shows it', async (_what, reply, told) => {
    const { client, errorOf } = makeClient((_body, send) => send(reply))
    const error = await errorOf(client.call('add', { delta: 1 }))
    expect(error).toBeInstanceOf(MalformedReplyError)
    expect(error).toMatchObject({
      node: 'n1',
      message: expect.stringMatching(told),
      excerpt: expect.stringContaining(reply.type),
    })
  })

  it('rejects an error body with its code, text and definiteness', async () => {
    const { client, errorOf } = makeClient((_body, reply) => reply({ type: 'error', code: 22, text: 'no' }))
    const error = await errorOf(client.call('add', { delta: 1 }))
    expect(error).toBeInstanceOf(RpcError)
    expect(error).toMatchObject({
      code: 22,
      text: 'no',
      definite: true,
      message: expect.stringMatching(/^c0 → n1 add: error 22 \(precondition-failed\): no\n {2}Read {4}docs\//),
    })
  })

  it('to a node that does not exist is error 1, at once and definite', async () => {
    const { client, clock, errorOf } = makeClient(() => {})
    const error = await errorOf(client.call('clear', {}, { to: 'n9' }))
    expect(error).toMatchObject({ code: 1, definite: true })
    expect((error as RpcError).toOperationError().name).toBe('node-not-found')
    expect(clock.now()).toBe(0)
  })

  it('gives up after its timeout, or that of the call, with code 0', async () => {
    const { client, clock, errorOf } = makeClient(() => {})
    expect(await errorOf(client.call('clear', {}))).toMatchObject({ code: 0, definite: false })
    expect(clock.now()).toBe(SECOND)
    expect(await errorOf(client.call('clear', {}, { timeout: 20 * MILLISECOND }))).toMatchObject({ code: 0 })
    expect(clock.now()).toBe(SECOND + 20 * MILLISECOND)
  })
})

describe('replies', () => {
  it('are matched by in_reply_to, in whatever order they come', async () => {
    const waiting: { delta: unknown; reply: (body: Body) => void }[] = []
    const { client, clock } = makeClient((body, reply) => {
      waiting.push({ delta: body.delta, reply })
      if (waiting.length === 3)
        for (const { delta, reply } of waiting.reverse()) reply({ type: 'add_ok', total: delta })
    })
    const replies = await clock.drive(Promise.all([7, 8, 9].map(delta => client.call('add', { delta }))))
    expect(replies.map(({ total }) => total)).toEqual([7, 8, 9])
  })

  it('that come too late, twice, or unasked are counted apart, and ignored', async () => {
    const { client, clock, counts, network, errorOf } = makeClient((body, reply) => {
      if (body.type === 'add') {
        reply({ type: 'add_ok', total: 1 })
        reply({ type: 'add_ok', total: 2 })
      } else {
        clock.after(2 * SECOND, () => reply({ type: 'clear_ok' }))
      }
    })
    expect(await clock.drive(client.call('add', { delta: 1 }))).toEqual({ total: 1 })
    await errorOf(client.call('clear', {}))
    network.sendBody('n1', 'c0', { type: 'hello' })
    network.sendBody('n1', 'c0', { type: 'add_ok', in_reply_to: 99 })
    await clock.drive(new Promise<void>(resolve => clock.after(5 * SECOND, resolve)))
    expect(counts).toEqual({ late: 1, unexpected: 3 })
  })
})

describe('a reply without in_reply_to', () => {
  it('ends the request that it must be meant for, as one of the wrong shape', async () => {
    const { client, clock, counts, errorOf } = makeClient((_body, reply) =>
      reply({ type: 'add_ok', total: 1, in_reply_to: null }),
    )
    const error = await errorOf(client.call('add', { delta: 1 }))
    expect(error).toBeInstanceOf(MalformedReplyError)
    expect(error).toMatchObject({
      node: 'n1',
      problem: 'it sent c0 an "add_ok" without "in_reply_to"',
      expected: '"in_reply_to": 1, since a reply carries the msg_id of the request',
    })
    expect(clock.now()).toBeLessThan(SECOND)
    expect(counts).toEqual({ late: 0, unexpected: 0 })
  })

  it('to a request that is not the workload’s is ignored', async () => {
    const { client, errorOf, counts } = makeClient((body, reply) =>
      reply({ type: `${body.type}_ok`, in_reply_to: null }),
    )
    expect(await errorOf(client.rpc('n1', { type: 'whoami' }))).toMatchObject({ code: 0 })
    expect(await errorOf(client.rpc('n1', { type: 'clear' }))).toBeInstanceOf(MalformedReplyError)
    expect(counts).toEqual({ late: 0, unexpected: 1 })
  })

  it('of no type that is waited for is ignored', async () => {
    const { client, clock, counts } = makeClient((_body, reply) => {
      reply({ type: 'clear_ok', in_reply_to: null })
      reply({ type: 'add_ok', total: 1 })
      reply({ type: 'add_ok', total: 1, in_reply_to: null })
    })
    expect(await clock.drive(client.call('add', { delta: 1 }))).toEqual({ total: 1 })
    await clock.drive(new Promise<void>(resolve => clock.after(SECOND, resolve)))
    expect(counts).toEqual({ late: 0, unexpected: 2 })
  })
})

describe('close', () => {
  it('gives up all that is open, and everything that is asked later', async () => {
    const { client, clock, errorOf } = makeClient(() => {})
    const open = errorOf(client.call('clear', {}))
    client.close()
    expect(await open).toBeInstanceOf(CancelledError)
    expect(await errorOf(client.call('clear', {}))).toBeInstanceOf(CancelledError)
    expect(clock.now()).toBe(0)
  })
})
