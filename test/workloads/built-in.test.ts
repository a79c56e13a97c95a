/** The built-in workloads on whole runs in virtual time: what clients ask, what a right node gets, what a wrong one. */

import { describe, expect, it } from 'vitest'
import type { Validity } from '../../src/checkers/verdict.ts'
import type { Operation } from '../../src/history/operation.ts'
import type { ClusterOptions } from '../../src/options.ts'
import { SECOND } from '../../src/time/clock.ts'
import { WORKLOADS, type WorkloadName } from '../../src/workloads/index.ts'
import { echoing, messagesTo, type Program, type Simulated, simulate } from '../cluster/fixtures/simulation.ts'
import { flood } from './fixtures/flood.ts'

async function run(
  workload: WorkloadName,
  program: Program,
  more: ClusterOptions = {},
): Promise<Simulated & { valid: Validity }> {
  const simulated = await simulate({ workload, nodes: 3, rate: 50, timeLimit: '20s', ...more }, program)
  return { ...simulated, valid: WORKLOADS[workload].check(simulated.operations, {}).valid }
}

const invocations = (operations: readonly Operation[], f: string) =>
  operations.filter(op => op.type === 'invoke' && op.f === f && !op.final)
const share = (operations: readonly Operation[], f: string) =>
  invocations(operations, f).length / operations.filter(op => op.type === 'invoke' && !op.final).length
/** Types of a node's requests from clients, and the fields that they have. */
const requests = (simulated: Simulated) => {
  const seen = new Map<string, string>()
  for (const { src, body } of messagesTo(simulated, 'n1'))
    if (src.startsWith('c')) seen.set(body.type, Object.keys(body).sort().join(' '))
  return Object.fromEntries(seen)
}

/** Keeps what is added; `total` makes of it what reads show; `spread`: tells the others, again and again, so that everything arrives in the end. */
const gossip =
  (spread: boolean, total: (values: unknown[]) => unknown = values => values): Program =>
  self => {
    // Element or addition by a name of its own.
    const known = new Map<string, unknown>()
    let own = 0
    const tick = () => {
      for (const id of self.ids) if (id !== self.id) self.send(id, { type: 'all', known: [...known] })
      self.after(0.1 * SECOND, tick)
    }
    if (spread) tick()
    return ({ body, reply }) => {
      if (body.type === 'all') for (const [name, value] of body.known as [string, unknown][]) known.set(name, value)
      else if (body.type === 'add') {
        known.set(`${self.id} ${own++}`, body.element ?? body.delta)
        reply({ type: 'add_ok' })
      } else if (body.type === 'read') {
        reply({ type: 'read_ok', value: total([...known.values()]) })
      }
    }
  }
const sum = (values: unknown[]) => (values as number[]).reduce((a, b) => a + b, 0)

describe('echo', () => {
  it('is right when nodes echo, wrong when they do not', async () => {
    expect((await run('echo', echoing)).valid).toBe(true)
    const { valid, ...simulated } = await run(
      'echo',
      () =>
        ({ reply }) =>
          reply({ type: 'echo_ok', echo: 'Please echo 5' }),
    )
    expect(valid).toBe(false)
    expect(requests(simulated)).toEqual({ init: 'msg_id node_id node_ids type', echo: 'echo msg_id type' })
  })
})

describe('unique-ids', () => {
  it('is right when ids never repeat, wrong when they do', async () => {
    const right: Program = ({ id }) => {
      let n = 0
      return ({ reply }) => reply({ type: 'generate_ok', id: [id, n++] })
    }
    const wrong: Program = () => {
      let n = 0
      return ({ reply }) => reply({ type: 'generate_ok', id: n++ })
    }
    expect((await run('unique-ids', right)).valid).toBe(true)
    expect((await run('unique-ids', wrong)).valid).toBe(false)
  })

  it('takes null for an id, but not nothing', async () => {
    const { operations } = await run(
      'unique-ids',
      () =>
        ({ reply }) =>
          reply({ type: 'generate_ok', id: null }),
    )
    expect(operations[1]).toMatchObject({ type: 'ok', value: null })
    const nothing = await run(
      'unique-ids',
      () =>
        ({ reply }) =>
          reply({ type: 'generate_ok' }),
    )
    expect(nothing.problems[0]?.message).toMatch(/id: is missing/)
  })
})

describe('broadcast', () => {
  it('tells each node the topology once, before anything else', async () => {
    const simulated = await run('broadcast', flood(), { topology: 'line' })
    for (const node of ['n1', 'n2', 'n3']) {
      const types = messagesTo(simulated, node).map(({ body }) => body.type)
      expect(types.slice(0, 2)).toEqual(['init', 'topology'])
      expect(types.filter(type => type === 'topology')).toHaveLength(1)
    }
    expect(messagesTo(simulated, 'n1')[1]!.body.topology).toEqual({ n1: ['n2'], n2: ['n1', 'n3'], n3: ['n2'] })
    expect(simulated.operations.some(({ f }) => f === 'topology')).toBe(false)
  })

  it('is half broadcasts of 0, 1, 2, … and half reads, and a final read by every client', async () => {
    const { operations, valid } = await run('broadcast', flood())
    expect(valid).toBe(true)
    expect(Math.abs(share(operations, 'broadcast') - 0.5)).toBeLessThan(0.05)
    const values = invocations(operations, 'broadcast').map(({ value }) => value)
    expect(values).toEqual(values.map((_, i) => i))
    const final = operations.filter(({ final, type }) => final === true && type === 'ok')
    expect(final.map(({ process }) => process).sort()).toEqual([0, 1, 2])
    expect(final.map(({ value }) => (value as unknown[]).length)).toEqual(
      values.length === 0 ? [] : [values.length, values.length, values.length],
    )
  })

  it('is wrong when messages stay where they are', async () => {
    const { valid } = await run('broadcast', selfishBroadcast)
    expect(valid).toBe(false)
  })
})

const selfishBroadcast: Program = () => {
  const seen: unknown[] = []
  return ({ body, reply }) => {
    if (body.type === 'broadcast') seen.push(body.message)
    reply(body.type === 'read' ? { type: 'read_ok', messages: seen } : { type: `${body.type}_ok` })
  }
}

describe('g-set', () => {
  it('is right when everything spreads in the end, wrong when it does not', async () => {
    const right = await run('g-set', gossip(true), { nemesis: ['partition'], nemesisInterval: '3s' })
    expect(right.valid).toBe(true)
    expect(Math.abs(share(right.operations, 'add') - 0.5)).toBeLessThan(0.05)
    expect(requests(right)).toMatchObject({ add: 'element msg_id type', read: 'msg_id type' })
    expect((await run('g-set', gossip(false))).valid).toBe(false)
  })
})

describe.each([
  ['g-counter', [0, 1, 2, 3, 4]],
  ['pn-counter', [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4]],
] as const)('%s', (name, deltas) => {
  it('is right when all additions count in the end, wrong when they do not', async () => {
    const right = await run(name, gossip(true, sum), { nemesis: ['partition'], nemesisInterval: '3s' })
    expect(right.valid).toBe(true)
    const added = new Set(invocations(right.operations, 'add').map(({ value }) => value as number))
    expect([...added].sort((a, b) => a - b)).toEqual(deltas)
    expect(Math.abs(share(right.operations, 'add') - 0.5)).toBeLessThan(0.05)
    expect(requests(right)).toMatchObject({ add: 'delta msg_id type', read: 'msg_id type' })
    expect((await run(name, gossip(false, sum))).valid).toBe(false)
  })
})

/** Asks lin-kv, or another service, to do it. */
const proxy =
  (service: string): Program =>
  self => {
    const open = new Map<number, (body: Record<string, unknown>) => void>()
    let next = 0
    return ({ src, body, reply }) => {
      const { msg_id, in_reply_to, ...fields } = body
      void msg_id
      if (src === service) open.get(in_reply_to as number)?.(fields)
      else {
        open.set(next, answer => reply(answer as typeof body))
        self.send(service, { ...fields, msg_id: next++ })
      }
    }
  }

describe('lin-kv', () => {
  it('is right on a linearizable store, wrong on stale ones', async () => {
    const right = await run('lin-kv', proxy('lin-kv'), { concurrency: '4n', latency: 5 })
    expect(right.valid).toBe(true)
    expect(requests(right)).toMatchObject({
      read: 'key msg_id type',
      write: 'key msg_id type value',
      cas: 'from key msg_id to type',
    })
    for (const service of ['seq-kv', 'lww-kv'])
      expect((await run('lin-kv', proxy(service), { concurrency: '2n' })).valid, service).toBe(false)
  })

  it('gives each key to two clients a node, half of which only read', async () => {
    const { operations } = await run('lin-kv', proxy('lin-kv'), { concurrency: '4n', rate: 200 })
    const byKey = new Map<number, Map<number, Set<string>>>()
    for (const { type, process, f, value } of operations) {
      if (type !== 'invoke') continue
      const key = (value as [number, unknown])[0]
      const processes = byKey.get(key) ?? new Map<number, Set<string>>()
      byKey.set(key, processes)
      processes.set(process as number, (processes.get(process as number) ?? new Set()).add(f))
    }
    expect([...byKey.keys()].sort()).toEqual([0, 1])
    for (const processes of byKey.values()) {
      expect(processes.size).toBe(6)
      const kinds = [...processes.values()].map(fs => [...fs].sort().join(' ')).sort()
      expect(kinds).toEqual(['cas write', 'cas write', 'cas write', 'read', 'read', 'read'])
    }
    const changes = operations.filter(({ type, f }) => type === 'invoke' && f !== 'read')
    expect(Math.abs(changes.filter(({ f }) => f === 'cas').length / changes.length - 2 / 3)).toBeLessThan(0.05)
    const values = changes.flatMap(({ value }) => (value as [number, unknown])[1])
    expect([...new Set(values)].sort()).toEqual([0, 1, 2, 3, 4])
  })

  it('records a read of a missing key as failed', async () => {
    const { operations } = await run('lin-kv', proxy('lin-kv'))
    expect(operations.find(({ type, error }) => type === 'fail' && error?.code === 20)).toMatchObject({
      f: expect.stringMatching(/read|cas/),
    })
  })
})

describe('recovery', () => {
  it('ends as soon as the nodes have settled', async () => {
    const { duration, operations } = await run('g-set', gossip(true), { recovery: '1h', latency: 300 })
    expect(duration).toBeLessThan(22 * SECOND)
    expect(operations.at(-1)).toMatchObject({ final: true, type: 'ok' })
  })

  it('costs a system that does not settle all of its time, and no more', async () => {
    const { duration } = await run('g-set', gossip(false), { recovery: '30s' })
    expect(duration / SECOND).toBeGreaterThanOrEqual(50)
    expect(duration / SECOND).toBeLessThan(52)
  })
})

describe('a run', () => {
  it('is the same for the same seed, and another for another', async () => {
    const once = (seed: number) =>
      run('g-set', gossip(true), {
        seed,
        nemesis: ['partition', 'loss', 'kill'],
        latency: 7,
        latencyDist: 'exponential',
        timeLimit: '5s',
      })
    const [first, second, other] = [await once(1), await once(1), await once(2)]
    expect(second.operations).toEqual(first.operations)
    expect(second.delivered).toEqual(first.delivered)
    expect(other.operations).not.toEqual(first.operations)
  })
})
