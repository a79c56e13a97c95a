/** Faults that only a simulator can inject, and nodes that are functions. */

import '@jepsen-ts/maelstrom/vitest'
import { type ClusterOptions, cluster } from '@jepsen-ts/maelstrom'
import { defineNode } from '@jepsen-ts/maelstrom/node'
import { describe, expect, it } from 'vitest'

const virtual = {
  clock: 'virtual',
  results: false,
  nemesisInterval: '500ms',
  timeLimit: '6s',
  rate: 40,
  seed: 5,
} as const

/** Ids from a clock: unique only as long as the clocks of all nodes are right, and even then by luck. */
const idsByClock = (clock: 'wall' | 'own') =>
  defineNode(node => {
    let issued = 0
    node.on('generate', () => ({
      id: clock === 'wall' ? `${node.nodeId} ${Math.round(node.now() / 1000)}` : `${node.nodeId} ${issued++}`,
    }))
  })

describe('a node that is a function', () => {
  it('runs in the process of the test, and is judged like any other', async () => {
    const options = { ...virtual, nodes: 3, workload: 'unique-ids' } as const
    expect(await cluster({ ...options, node: idsByClock('own') })).toBeValid()
    expect(await cluster({ ...options, node: idsByClock('wall') })).not.toHaveUniqueIds()
  })

  it('needs virtual time', async () => {
    await expect(cluster({ node: idsByClock('own'), workload: 'unique-ids' })).rejects.toThrow(
      /node: runs in virtual time only/,
    )
  })
})

describe('power-loss', () => {
  const run = (how: 'synced' | 'unsynced', nemesis: ClusterOptions['nemesis']) =>
    cluster({
      ...virtual,
      bin: './fixtures/durable-set.mjs',
      args: [how],
      nodes: 1,
      workload: 'g-set',
      nemesis: nemesis!,
    })

  it('loses what was not synced', async () => {
    expect(await run('unsynced', ['power-loss'])).not.toLoseNothing()
  })

  it('keeps what was', async () => {
    const history = await run('synced', ['power-loss'])
    expect(history).toLoseNothing()
    expect(history.faults[0]!.hits).toBeGreaterThan(2)
  })

  it('is more than a kill, which loses memory only', async () => {
    expect(await run('unsynced', ['kill'])).toLoseNothing()
  })
})

describe('clocks', () => {
  const seen: number[] = []
  const watching = defineNode(node => {
    node.on('generate', () => {
      seen.push(node.now())
      return { id: `${node.nodeId} ${seen.length}` }
    })
  })

  it('drift: a node counts time at another rate than the run', async () => {
    seen.length = 0
    const history = await cluster({
      ...virtual,
      node: watching,
      nodes: 1,
      workload: 'unique-ids',
      nemesis: ['clock-drift'],
    })
    expect(history.faults[0]!.hits).toBeGreaterThan(0)
    const asked = history.pairs.map(({ invocation }) => invocation.time / 1e6)
    const rates = seen.slice(1).map((time, i) => (time - seen[i]!) / (asked[i + 1]! - asked[i]!))
    expect(rates.some(rate => Math.abs(rate - 1) > 0.005)).toBe(true)
    expect(rates.some(rate => Math.abs(rate - 1) < 1e-6)).toBe(true)
  })

  it('skew is injected in virtual time and refused on the real clock, as the others are', async () => {
    const history = await cluster({
      ...virtual,
      node: idsByClock('own'),
      nodes: 2,
      workload: 'unique-ids',
      nemesis: ['clock-skew'],
    })
    expect(
      history.operations.some(
        ({ f, value }) => f === 'start-clock-skew' && JSON.stringify(value).match(/ahead|behind/),
      ),
    ).toBe(true)
    await expect(
      cluster({ bin: './fixtures/durable-set.mjs', workload: 'g-set', nemesis: ['clock-skew', 'power-loss', 'kill'] }),
    ).rejects.toThrow(/clock-skew, power-loss can be injected in virtual time only/)
  })
})
