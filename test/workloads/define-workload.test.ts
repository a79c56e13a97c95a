/** A workload of a user's own: a lock service, which must never be held by two at once. */

import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { pairs } from '../../src/history/pairing.ts'
import { defineWorkload, mix, type Operation, oncePerThread, repeat } from '../../src/index.ts'
import { type Program, simulate } from '../cluster/fixtures/simulation.ts'

const lock = defineWorkload({
  name: 'lock',
  doc: 'Clients acquire and release a lock, which one of them can hold at a time.',
  rpcs: {
    acquire: { request: z.object({ owner: z.string() }), reply: z.object({ token: z.int() }) },
    release: { request: z.object({ owner: z.string() }), reply: z.object({}) },
  },
  generator: ({ random }) => mix(random, [repeat(() => ({ f: 'acquire' })), repeat(() => ({ f: 'release' }))]),
  finalGenerator: () => oncePerThread([{ f: 'release', final: true }]),
  async invoke(client, { f }) {
    const owner = client.id
    if (f === 'release') {
      await client.call('release', { owner })
      return {}
    }
    const { token } = await client.call('acquire', { owner })
    expectTypeOf(token).toEqualTypeOf<number>()
    return { value: token }
  },
  check(history) {
    let holder: Operation | undefined
    for (const { completion } of pairs(history)) {
      if (completion?.type !== 'ok') continue
      if (completion.f === 'release') holder = undefined
      else if (holder !== undefined)
        return {
          valid: false,
          anomalies: [{ type: 'two-holders', message: 'Two held the lock.', operations: [holder, completion] }],
          figures: {},
        }
      else holder = completion
    }
    return { valid: true, anomalies: [], figures: {} }
  },
})

const lockService =
  (careful: boolean): Program =>
  () => {
    let owner: unknown
    let token = 0
    return ({ body, reply }) => {
      if (body.type === 'release') {
        if (owner !== body.owner) return reply({ type: 'error', code: 22, text: 'it is not yours' })
        owner = undefined
        return reply({ type: 'release_ok' })
      }
      if (owner !== undefined && careful) return reply({ type: 'error', code: 11, text: `${owner} has it` })
      owner = body.owner
      return reply({ type: 'acquire_ok', token: token++ })
    }
  }

describe('defineWorkload', () => {
  it('judges a right service and a wrong one', async () => {
    const run = (careful: boolean) =>
      simulate({ workload: lock, nodes: 1, concurrency: 3, rate: 50, timeLimit: '10s' }, lockService(careful))
    const right = await run(true)
    expect(lock.check(right.operations, {})).toMatchObject({ valid: true })
    expect(right.operations.filter(({ type, f }) => type === 'ok' && f === 'acquire').length).toBeGreaterThan(20)
    expect(lock.check((await run(false)).operations, {})).toMatchObject({
      valid: false,
      anomalies: [{ type: 'two-holders' }],
    })
  })

  it('infers the types of requests and replies', () => {
    defineWorkload({
      ...lock,
      async invoke(client) {
        // @ts-expect-error: acquire needs an owner
        void client.call('acquire', {})
        // @ts-expect-error: there is no such request
        void client.call('borrow', { owner: 'me' })
        // @ts-expect-error: a token is a number
        const token: string = (await client.call('acquire', { owner: 'me' })).token
        return { value: token }
      },
    })
  })

  it('checks replies by its schemas', async () => {
    const { problems } = await simulate(
      { workload: lock, nodes: 1, rate: 20, timeLimit: '2s' },
      () =>
        ({ reply }) =>
          reply({ type: 'acquire_ok', token: 'x' }),
    )
    expect(problems[0]).toMatchObject({ kind: 'malformed-reply', node: 'n1' })
    expect(problems.some(({ message }) => message.includes('token: '))).toBe(true)
  })

  it('has the same standing in a scenario: typed calls, recorded values', async () => {
    const { operations } = await simulate({ workload: lock, nodes: 1 }, lockService(true), {
      scenario: async ({ client }) => {
        await client().call('acquire', { owner: 'me' })
        await client()
          .call('release', { owner: 'you' })
          .catch(() => {})
      },
    })
    expect(operations.map(({ type, f, value }) => [type, f, value])).toEqual([
      ['invoke', 'acquire', { owner: 'me' }],
      ['ok', 'acquire', { token: 0 }],
      ['invoke', 'release', { owner: 'you' }],
      ['fail', 'release', { owner: 'you' }],
    ])
  })

  it('may have options of its own, set-up, and time limits', async () => {
    const seen: unknown[] = []
    const workload = defineWorkload({
      ...lock,
      timeout: ({ latency }) => latency * 3,
      setup: async (client, { options }) => {
        seen.push([client.node, options.maxTxnLength])
        await client.call('acquire', { owner: 'setup' })
      },
    })
    const { operations } = await simulate(
      { workload, nodes: 2, latency: '100ms', maxTxnLength: 7, rate: 5, timeLimit: '5s' },
      self => {
        let first = true
        return ({ reply }) => {
          if (first) reply({ type: 'acquire_ok', token: 1 })
          first = false
          void self
        }
      },
    )
    expect(seen).toEqual([
      ['n1', 7],
      ['n2', 7],
    ])
    const [invoked] = operations
    const completed = operations.find(({ type, process }) => type === 'info' && process === invoked!.process)!
    expect(completed.time - invoked!.time).toBe(300e6)
  })
})
