import '@jepsen-ts/maelstrom/vitest'
import { join } from 'node:path'
import { type ClusterOptions, cluster } from '@jepsen-ts/maelstrom'
import { describe, expect, it } from 'vitest'
import { compile, itWith } from '../toolchains.ts'
import { raft } from './raft-function.ts'

async function store(bin: string, options: Partial<ClusterOptions> = {}) {
  return await cluster({
    bin,
    nodes: 3,
    workload: 'lin-kv',
    concurrency: '4n',
    rate: 200,
    timeLimit: '1500ms',
    ...options,
  })
}

const faults = { nemesisInterval: '700ms', timeLimit: '4s' } satisfies Partial<ClusterOptions>

describe('a key-value store on one node', () => {
  it('is linearizable', async () => {
    expect(await store('./single.js', { nodes: 1 })).toBeLinearizable()
  })

  itWith('rustc')('is linearizable, in Rust', async () => {
    const program = compile(join(import.meta.dirname, 'single.rs'), ['rustc', '-O'])
    expect(await store(program, { nodes: 1 })).toBeLinearizable()
  })

  it('is caught when there are two of them', async () => {
    expect(await store('./single.js', { nodes: 2 })).not.toBeLinearizable()
  })
})

describe('a key-value store on a service', () => {
  it('is linearizable when the service is', async () => {
    expect(await store('./proxy.js', { ...faults, nemesis: ['kill'] })).toBeLinearizable()
  })

  itWith('python3')('is linearizable when the service is, in Python', async () => {
    expect(await store('./proxy.py', { ...faults, nemesis: ['kill'] })).toBeLinearizable()
  })

  it('is caught when the service may answer from the past', async () => {
    const proxy = { bin: './broken-seq-kv.js', nodes: 2, workload: 'lin-kv' } as const
    const history = await cluster(proxy, async ({ client }) => {
      await client('n2').call('write', { key: 0, value: 0 })
      for (let value = 1; value <= 20; value++) {
        await client('n1').call('write', { key: 0, value })
        await client('n2').call('read', { key: 0 })
      }
    })
    expect(history).not.toBeLinearizable()
  })

  itWith('python3')('is caught when it checks first and writes then', async () => {
    const proxy = { bin: './broken-check-then-act.py', nodes: 2, workload: 'lin-kv', latency: '100ms' } as const
    const history = await cluster(proxy, async ({ client }) => {
      await client('n1').call('write', { key: 0, value: 1 })
      await Promise.all([
        client('n1').call('cas', { key: 0, from: 1, to: 2 }),
        client('n2').call('cas', { key: 0, from: 1, to: 3 }),
      ])
    })
    expect(history).not.toBeLinearizable()
  })
})

describe('Raft', () => {
  it('is linearizable through partitions, kills and loss', async () => {
    expect(await store('./raft.ts', { ...faults, nemesis: ['partition', 'kill', 'loss'] })).toBeLinearizable()
  })

  it('is linearizable with five nodes and duplicated messages', async () => {
    expect(await store('./raft.ts', { ...faults, nodes: 5, nemesis: ['partition', 'duplicate'] })).toBeLinearizable()
  })

  itWith('python3')('is linearizable through partitions, kills and loss, in Python', async () => {
    expect(await store('./raft.py', { ...faults, nemesis: ['partition', 'kill', 'loss'] })).toBeLinearizable()
  })

  it('is linearizable as a function in this process, which loses power now and then', async () => {
    const history = await cluster({
      node: raft,
      clock: 'virtual',
      nodes: 3,
      workload: 'lin-kv',
      nemesis: ['partition', 'kill', 'power-loss'],
      nemesisInterval: '1s',
      rate: 100,
      timeLimit: '20s',
      latency: 2,
      latencyDist: 'exponential',
    })
    expect(history).toBeLinearizable()
    for (const { fault, hits } of history.faults) expect(hits, fault).toBeGreaterThan(0)
  })

  it('is linearizable when the function runs as a process', async () => {
    const history = await store('./raft-function.ts', { ...faults, nemesis: ['partition', 'kill', 'loss'] })
    expect(history).toBeLinearizable()
  })

  it('serves everyone while nothing fails', async () => {
    const history = await store('./raft.ts')
    const unserved = [...history].filter(
      ({ type, error }) => type === 'info' || error?.name === 'temporarily-unavailable',
    )
    expect(unserved).toEqual([])
  })

  it('is caught when a deposed leader answers reads', async () => {
    const raft = { bin: './broken-stale-read.ts', nodes: 3, workload: 'lin-kv' } as const
    const history = await cluster(raft, async ({ client, network, nodes, sleep }) => {
      let leader: unknown = null
      while (leader === null) leader = (await client().rpc('n1', { type: 'who_leads' })).leader
      const deposed = String(leader)
      const others = nodes.ids.filter(id => id !== deposed)

      await client(deposed).call('write', { key: 0, value: 1 })
      network.partition([[deposed], others])
      await sleep('600ms') // for the others to elect another one
      await client(others[0]).call('write', { key: 0, value: 2 })
      await client(deposed).call('read', { key: 0 })
    })
    expect(history).not.toBeLinearizable()
  })

  itWith('python3')('is caught when each side of a partition has a leader', async () => {
    expect(
      await store('./broken-split-brain.py', { ...faults, nemesis: ['partition:halves'], nemesisInterval: '1s' }),
    ).not.toBeLinearizable()
  })
})
