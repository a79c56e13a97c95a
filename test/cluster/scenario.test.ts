import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, expectTypeOf, it } from 'vitest'
import { cluster } from '../../src/cluster.ts'
import { readHistory } from '../../src/history/files.ts'
import { RpcError } from '../../src/network/errors.ts'
import type { Scenario } from '../../src/scenario.ts'
import { SECOND } from '../../src/time/clock.ts'
import { program, runBroken } from './fixtures/broken.ts'
import { echoing, type Program, simulate } from './fixtures/simulation.ts'

const results = mkdtempSync(join(tmpdir(), 'maelstrom-results-'))
afterAll(() => rmSync(results, { recursive: true }))

/** A register at each node; a write goes to all others as well, without waiting for them. */
const register: Program = self => {
  const values = new Map<unknown, unknown>()
  return ({ body, reply }) => {
    if (body.type === 'write') {
      values.set(body.key, body.value)
      for (const id of self.ids) if (id !== self.id) self.send(id, { type: 'copy', key: body.key, value: body.value })
      reply({ type: 'write_ok' })
    } else if (body.type === 'copy') values.set(body.key, body.value)
    else if (body.type === 'read' && values.has(body.key)) reply({ type: 'read_ok', value: values.get(body.key) })
    else if (body.type === 'read') reply({ type: 'error', code: 20, text: 'not here' })
  }
}

const play = (scenario: Scenario, more = {}) =>
  simulate({ nodes: 3, workload: 'lin-kv', ...more }, register, { scenario })

describe('a scenario', () => {
  it('is recorded: requests as operations of clients, what is done to the cluster as operations of the nemesis', async () => {
    const { operations } = await play(async ({ client, network, nodes, sleep }) => {
      const one = client('n1')
      await one.call('write', { key: 1, value: 'a' })
      await sleep('10ms')
      network.partition([['n1'], ['n2', 'n3']])
      network.heal()
      await nodes.kill('n2')
      await nodes.start('n2')
      nodes.pause('n3')
      nodes.resume('n3')
      expect(await client('n1').rpc('n3', { type: 'read', key: 1 })).toMatchObject({ type: 'read_ok', value: 'a' })
    })
    expect(operations.map(({ index }) => index)).toEqual(operations.map((_, i) => i))
    expect(operations.map(({ type, process, f, value, node }) => [process, type, f, value, node])).toEqual([
      [0, 'invoke', 'write', [1, 'a'], 'n1'],
      [0, 'ok', 'write', [1, 'a'], 'n1'],
      ['nemesis', 'info', 'start-partition', [['n1'], ['n2', 'n3']], undefined],
      ['nemesis', 'info', 'stop-partition', null, undefined],
      ...['kill', 'start', 'pause', 'resume'].flatMap(f => {
        const node = f === 'kill' || f === 'start' ? 'n2' : 'n3'
        return [0, 1].map(() => ['nemesis', 'info', f, [node], undefined])
      }),
      [1, 'invoke', 'read', [1, null], 'n3'],
      [1, 'ok', 'read', [1, 'a'], 'n3'],
    ])
  })

  it('partitions links, heals them, and counts what was lost', async () => {
    const { network: counted } = await play(async ({ client, network, sleep }) => {
      const one = client('n1')
      network.partition([['n1', 'n3']])
      await one.call('write', { key: 1, value: 'a' })
      await sleep('10ms')
      expect(await one.call('read', { key: 1 }, { to: 'n3' })).toEqual({ value: 'a' })
      await expect(one.call('read', { key: 1 }, { to: 'n2' })).rejects.toMatchObject({ code: 20 })
      expect(network.lost).toBe(1)
      network.partition([['n1', 'n2'], ['n3']])
      await one.call('write', { key: 2, value: 'b' })
      await sleep('10ms')
      expect(await one.call('read', { key: 2 }, { to: 'n2' })).toEqual({ value: 'b' })
      expect(network.lost).toBe(2)
      network.heal()
      await one.call('write', { key: 3, value: 'c' })
      await sleep('10ms')
      for (const to of ['n2', 'n3']) expect(await one.call('read', { key: 3 }, { to })).toEqual({ value: 'c' })
      expect(network.lost).toBe(2)
    })
    expect(counted.lost.partition).toBe(2)
  })

  it('kills and starts nodes, whose state it can ask for', async () => {
    const { operations } = await play(async ({ client, nodes }) => {
      expect(nodes.ids).toEqual(['n1', 'n2', 'n3'])
      await client().call('write', { key: 1, value: 'a' })
      await nodes.kill('n1')
      expect(nodes.state('n1')).toBe('down')
      await expect(client().call('read', { key: 1 })).rejects.toMatchObject({ code: 0 })
      await nodes.start('n1')
      expect(nodes.state('n1')).toBe('up')
      // A new run of the program, which has forgotten.
      await expect(client().call('read', { key: 1 })).rejects.toMatchObject({ code: 20, text: 'not here' })
      nodes.pause('n1')
      expect(nodes.state('n1')).toBe('paused')
      const waiting = client().call('write', { key: 2, value: 'b' })
      nodes.resume('n1')
      await waiting
    })
    expect(operations.filter(({ type }) => type === 'fail').map(({ error }) => error?.name)).toEqual([
      'timeout',
      'key-does-not-exist',
    ])
  })

  it('rejects with RpcError for an error reply, a timeout, a node that does not exist', async () => {
    await play(async ({ client, nodes, now }) => {
      const one = client('n1')
      const error = await one.rpc('n1', { type: 'read', key: 7 }).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(RpcError)
      expect(error).toMatchObject({ code: 20, definite: true, text: 'not here' })
      await expect(one.rpc('n9', { type: 'read', key: 7 })).rejects.toMatchObject({ code: 1 })
      await nodes.kill('n1')
      const before = now()
      await expect(one.rpc('n1', { type: 'write', key: 1, value: 1 }, { timeout: '70ms' })).rejects.toMatchObject({
        code: 0,
      })
      expect(now() - before).toBe(0.07 * SECOND)
    })
  })

  it('goes on as a new process after a timeout, and as the same one after a definite error', async () => {
    const { operations } = await play(async ({ client, nodes }) => {
      const one = client('n1')
      await one.call('read', { key: 1 }).catch(() => {})
      await one.call('write', { key: 1, value: 1 })
      await nodes.kill('n1')
      await one.call('write', { key: 1, value: 2 }).catch(() => {})
      await one.call('write', { key: 1, value: 3 }, { to: 'n2' })
    })
    const clients = operations.filter(({ process }) => typeof process === 'number')
    expect(clients.map(({ process, type }) => `${process} ${type}`)).toEqual([
      '0 invoke',
      '0 fail',
      '0 invoke',
      '0 ok',
      '0 invoke',
      '0 info',
      '1 invoke',
      '1 ok',
    ])
  })

  it('may make requests at the same time, by one client too: each is a process that does one thing at a time', async () => {
    const { operations } = await play(async ({ client }) => {
      const one = client('n1')
      await Promise.all([1, 2, 3].map(key => one.call('write', { key, value: key })))
      await one.call('write', { key: 4, value: 4 })
    })
    const invocations = operations.filter(({ type }) => type === 'invoke')
    expect(invocations.slice(0, 3).map(({ process }) => process)).toEqual([0, 1, 2])
    expect([0, 1, 2]).toContain(invocations[3]!.process)
  })

  it('may mark its last reads, by which broadcast and the like are judged', async () => {
    const { operations } = await play(async ({ client }) => {
      await client()
        .call('read', { key: 1 }, { final: true })
        .catch(() => {})
    })
    expect(operations.map(({ final }) => final)).toEqual([true, true])
  })

  it('records other requests with their fields, and replies without their envelope', async () => {
    const { operations } = await simulate({ nodes: 1 }, echoing, {
      scenario: async ({ client }) => {
        await client().rpc('n1', { type: 'sing', song: 'x', loud: true })
      },
    })
    expect(operations.map(({ f, value }) => [f, value])).toEqual([
      ['sing', { song: 'x', loud: true }],
      ['sing', { song: 'x', loud: true }],
    ])
  })

  it('leaves requests that its workload does not know out of the history: they are no operations that a checker could judge', async () => {
    const { operations } = await play(async ({ client }) => {
      await client().call('write', { key: 1, value: 1 })
      await expect(client().rpc('n1', { type: 'who_leads' }, { timeout: '10ms' })).rejects.toBeInstanceOf(RpcError)
      await client().rpc('n1', { type: 'read', key: 1 })
    })
    expect(operations.map(({ f }) => f)).toEqual(['write', 'write', 'read', 'read'])
  })

  it.each<[string, Scenario]>([
    ['client', async ({ client }) => void client('n9')],
    ['nodes.kill', ({ nodes }) => nodes.kill('n9')],
    ['nodes.start', ({ nodes }) => nodes.start('n9')],
    ['nodes.pause', async ({ nodes }) => nodes.pause('n9')],
    ['nodes.resume', async ({ nodes }) => nodes.resume('n9')],
    ['nodes.state', async ({ nodes }) => void nodes.state('n9')],
    ['network.partition', async ({ network }) => network.partition([['n1'], ['n9']])],
  ])('%s of a node that does not exist says which there are', async (_what, scenario) => {
    await expect(play(scenario)).rejects.toThrow('there is no node "n9"; there are n1, n2, n3')
  })

  it('says what is wrong with a duration', async () => {
    await expect(play(({ sleep }) => sleep('soon' as '1s'))).rejects.toThrow(
      /expected a duration such as '250ms'.*got "soon"/,
    )
  })

  it('cut short leaves off, with what was seen so far', async () => {
    const { operations, duration } = await simulate({ nodes: 1 }, () => () => {}, {
      scenario: async ({ client }) => {
        for (;;)
          await client()
            .rpc('n1', { type: 'x' }, { timeout: '100ms' })
            .catch(() => {})
      },
      cutAt: SECOND,
    })
    expect(duration).toBe(SECOND)
    expect(operations.filter(({ type }) => type === 'info').length).toBeGreaterThan(5)
  })
})

describe('a scenario with real programs', () => {
  it('has calls that are typed by the workload', async () => {
    const history = await cluster(
      { bin: program('fine'), nodes: 2, workload: 'echo', results: false },
      async ({ client, nodes }) => {
        const one = client('n2')
        const reply = await one.call('echo', { echo: 'hello' })
        expectTypeOf(reply).toEqualTypeOf<{ echo: unknown }>()
        expect(reply).toEqual({ echo: 'hello' })
        // @ts-expect-error: echo has no such request
        await one.call('generate', {}, { timeout: 1 }).catch(() => {})
        await nodes.kill('n2')
        await expect(one.call('echo', { echo: 'lost' }, { timeout: '50ms' })).rejects.toThrow('no reply within 50 ms')
        await nodes.start('n2')
        expect((await one.call('echo', { echo: 'again' })).echo).toBe('again')
      },
    )
    expect(history.workload).toBe('echo')
    expect(history.verdict).toMatchObject({ valid: true, anomalies: [] })
    // The request that the workload does not have is not among them.
    expect(history.pairs).toHaveLength(3)
  })

  it('that throws fails with its own error; what was seen is in the results folder', async () => {
    const work = cluster({ bin: program('fine'), nodes: 1, results, seed: 5 }, async ({ client }) => {
      await client().rpc('n1', { type: 'echo', echo: 'before' })
      throw new Error('the test itself is wrong')
    })
    await expect(work).rejects.toThrow('the test itself is wrong')
    const folder = folders(results)[0]!
    expect(readHistory(join(folder, 'history.jsonl'))).toMatchObject([
      { type: 'invoke', f: 'echo' },
      { type: 'ok', value: 'before' },
    ])
    expect(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))).toMatchObject({
      cutShort: 'the run failed: the test itself is wrong',
    })
  })

  it('without a workload is judged by what every run is judged by', async () => {
    const history = await runBroken('not-json', { workload: undefined, results }).catch(() => undefined)
    expect(history).toBeUndefined()
    const scenario = await cluster({ bin: program('not-json'), nodes: 1, results: false }, async ({ client }) => {
      for (let i = 0; i < 4; i++) await client().rpc('n1', { type: 'echo', echo: i })
    })
    expect(scenario.workload).toBe('scenario')
    expect(scenario.verdict.anomalies.map(({ type }) => type)).toEqual(['not-json'])
  })

  it('without a request that succeeded shows nothing', async () => {
    const history = await cluster({ bin: program('fine'), nodes: 1, results: false }, async () => {})
    expect(history.verdict).toMatchObject({
      valid: 'unknown',
      reason: expect.stringContaining('no operation of a client was completed'),
    })
  })
})

/** Folders of runs below a results folder. */
function folders(root: string): string[] {
  if (existsSync(join(root, 'results.json'))) return [root]
  return readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .flatMap(({ name }) => folders(join(root, name)))
}
