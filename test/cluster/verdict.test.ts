/** What a run is judged by besides its workload: that it showed something, that its faults hit something, that it came to its end. */

import { describe, expect, it } from 'vitest'
import { checkLinKv } from '../../src/checkers/lin-kv.ts'
import { cluster } from '../../src/cluster.ts'
import { provideEnvironment } from '../../src/environment.ts'
import { limit, repeat } from '../../src/generators/generator.ts'
import { MILLISECOND, SECOND } from '../../src/time/clock.ts'
import { WORKLOADS } from '../../src/workloads/index.ts'
import { defineWorkload } from '../../src/workloads/workload.ts'
import { echoes, echoesUntil, impatientEcho, options, program, runBroken } from './fixtures/broken.ts'
import { echoing, type Program, simulate } from './fixtures/simulation.ts'

describe('a run in which nothing succeeded', () => {
  it('is unknown, with the reason', async () => {
    // Asks for something that the node does not answer.
    const workload = defineWorkload({
      name: 'shout',
      rpcs: { shout: WORKLOADS.echo.rpcs.echo },
      generator: () =>
        limit(
          4,
          repeat(() => ({ f: 'shout', value: 'x' })),
        ),
      invoke: async client => ({ value: await client.call('shout', { echo: 'x' }) }),
      check: WORKLOADS.echo.check,
      timeout: () => 300 * MILLISECOND,
    })
    const history = await cluster({ ...options('fine'), workload })
    expect(history.verdict.valid).toBe('unknown')
    expect(history.verdict.reason).toMatch(
      /no operation succeeded, so the run shows nothing: of \d+ completed operations, \d+ info \(\d+ timeout\)/,
    )
    expect(history.doubt).toBeDefined()
  })

  it('because it was too short, likewise', async () => {
    const history = await runBroken('fine', { timeLimit: 0 })
    expect(history.verdict).toMatchObject({
      valid: 'unknown',
      reason: expect.stringContaining('no operation of a client was completed'),
    })
  })
})

describe('a run whose faults hit nothing', () => {
  it('is unknown, with the reason: nodes that never talk to each other', async () => {
    const history = await runBroken('fine', { nemesis: ['partition', 'loss'], nemesisInterval: '50ms' })
    expect(history.verdict.valid).toBe('unknown')
    expect(history.verdict.reason).toMatch(
      /the faults hit nothing, so surviving them shows nothing: partition \(started \d+ times?, 0 messages lost\), loss \(started \d+ times?, 0 messages lost\). Give more time/,
    )
  })

  it('is unknown when they never started, and says what to do', async () => {
    const history = await runBroken('fine', { nemesis: ['kill'], nemesisInterval: '10m' })
    expect(history.verdict.reason).toMatch(
      /kill \(started 0 times, 0 nodes killed\). Give a shorter nemesisInterval or a longer timeLimit/,
    )
  })

  it('is valid when that is what was asked for', async () => {
    const history = await runBroken('fine', { nemesis: ['partition'], nemesisInterval: '50ms', faultsMustHit: false })
    expect(history.verdict.valid).toBe(true)
  })

  it('is judged by those that did hit, where there are several', async () => {
    const history = await runBroken('fine', {
      nemesis: ['partition', 'kill'],
      nemesisInterval: '50ms',
      workload: echoes(15, 300),
    })
    expect(history.faults.find(({ fault }) => fault === 'kill')?.hits).toBeGreaterThan(0)
    expect(history.doubt).toBeUndefined()
  })
})

describe('a run that is cut short', () => {
  it('by its signal: has the history so far, says so, and is unknown', async () => {
    const controller = new AbortController()
    const began = performance.now()
    const history = await runBroken('fine', {
      workload: echoesUntil(20, () => controller.abort()),
      timeLimit: '10m',
      signal: controller.signal,
    })
    expect(performance.now() - began).toBeLessThan(20_000)
    expect(history.cutShort).toBe('it was cancelled')
    expect(history.pairs.length).toBeGreaterThanOrEqual(20)
    expect(history.pairs.every(({ completion }) => completion !== undefined)).toBe(true)
    expect(history.verdict).toMatchObject({
      valid: 'unknown',
      reason: expect.stringContaining('the run was cut short: it was cancelled'),
    })
  })

  it('before it began, or while nodes start: does not wait for a node that never answers init', async () => {
    const aborted = await runBroken('silent', { signal: AbortSignal.abort(), initTimeout: '1m' })
    expect(aborted).toMatchObject({ cutShort: 'it was cancelled', length: 0 })
    const later = await runBroken('silent', { signal: AbortSignal.timeout(300), initTimeout: '1m' })
    expect(later).toMatchObject({ cutShort: 'it was cancelled', length: 0 })
  })

  it('while a killed node does not come up again: does not wait for it', async () => {
    const began = performance.now()
    const controller = new AbortController()
    const history = await runBroken('silent-restart', {
      workload: echoesUntil(20, () => controller.abort()),
      nemesis: ['kill:all'],
      nemesisInterval: '100ms',
      timeLimit: '60s',
      initTimeout: '60s',
      signal: controller.signal,
    })
    expect(performance.now() - began).toBeLessThan(20_000)
    expect(history.cutShort).toBe('it was cancelled')
    expect(history.faults[0]!.hits).toBeGreaterThan(0)
  })

  it('by the time limit of its test: says which option to set', async () => {
    provideEnvironment(() => ({ timeLeft: () => 2000, timeoutOption: 'testTimeout in vitest.config.ts' }))
    try {
      const history = await runBroken('fine', { workload: impatientEcho(), timeLimit: '10m' })
      expect(history.cutShort).toMatch(
        /the test's time limit was near; raise testTimeout in vitest.config.ts, or lower the timeLimit/,
      )
      expect(history.verdict.valid).toBe('unknown')
    } finally {
      provideEnvironment(() => ({}))
    }
  })

  it('with an anomaly that nothing later can undo is still wrong', async () => {
    const controller = new AbortController()
    const history = await runBroken('not-json', {
      workload: echoesUntil(20, () => controller.abort()),
      signal: controller.signal,
    })
    expect(history.cutShort).toBeDefined()
    expect(history.verdict.valid).toBe(false)
  })

  it('before its final reads is not blamed for what has not spread yet', async () => {
    // Keeps every element to itself: with final reads that would be wrong.
    const selfish = ['-e', selfishSet]
    const more = {
      bin: ['node', ...selfish],
      workload: 'g-set' as const,
      nodes: 2,
      rate: 100,
      recovery: '100ms' as const,
      results: false as const,
    }
    const whole = await cluster({ ...more, timeLimit: '300ms' })
    expect(whole.verdict.valid).toBe(false)
    const cut = await cluster({ ...more, timeLimit: '60s', signal: AbortSignal.timeout(1500) })
    expect(cut.verdict).toMatchObject({
      valid: 'unknown',
      reason: expect.stringContaining('the final operations are missing'),
    })
  })

  it('asks for nothing more, and ends at once though requests are open', async () => {
    const silent: Program = () => () => {}
    const { operations, duration } = await simulate(
      { workload: 'echo', nodes: 2, rate: 10, timeLimit: '60s' },
      silent,
      { cutAt: 2 * SECOND },
    )
    expect(duration).toBe(2 * SECOND)
    expect(operations.at(-1)!.error).toMatchObject({ name: 'cancelled' })
    expect(operations.filter(({ type }) => type === 'invoke').length).toBe(
      operations.filter(({ type }) => type === 'info').length,
    )
  })

  it('while its nodes are prepared ends at once as well', async () => {
    const { duration, operations } = await simulate(
      { workload: 'broadcast', nodes: 2, timeLimit: '60s' },
      () => () => {},
      { cutAt: SECOND },
    )
    expect(duration).toBe(SECOND)
    expect(operations).toEqual([])
  })
})

const selfishSet = `
const set = []
require('readline').createInterface({ input: process.stdin }).on('line', line => {
  const { src, dest, body } = JSON.parse(line)
  if (body.type === 'add') set.push(body.element)
  console.log(JSON.stringify({ src: dest, dest: src, body: { type: body.type + '_ok', in_reply_to: body.msg_id, ...(body.type === 'read' ? { value: set } : {}) } }))
})`

describe('a function that never worked', () => {
  it('leaves the verdict unknown, and an error that answers does not', async () => {
    // Knows read and write, but not cas.
    const program: Program = () => {
      const values = new Map<unknown, unknown>()
      return ({ body, reply }) => {
        if (body.type === 'write') {
          values.set(body.key, body.value)
          reply({ type: 'write_ok' })
        } else if (body.type === 'cas') reply({ type: 'error', code: 10, text: 'cas?' })
        else if (values.has(body.key)) reply({ type: 'read_ok', value: values.get(body.key) })
        else reply({ type: 'error', code: 20 })
      }
    }
    const { operations } = await simulate({ workload: 'lin-kv', nodes: 1, rate: 20, timeLimit: '10s' }, program)
    expect(checkLinKv(operations).valid).toBe(true)
    const { everythingWorked } = await import('../../src/checkers/run.ts')
    expect(everythingWorked(operations)).toMatchObject({
      valid: 'unknown',
      reason: expect.stringMatching(/never succeeded: cas \(tried \d+ times; the last time: not-supported: cas\?\)/),
    })
  })
})

describe('the options of a run', () => {
  it('availability is part of the verdict', async () => {
    const history = await runBroken('exit-middle', { availability: 'total', workload: echoes(4, 300) })
    expect(history.verdict.anomalies.map(({ type }) => type)).toContain('unavailable')
    expect((await runBroken('fine', { availability: 'total' })).verdict.valid).toBe(true)
  })

  it('are told in the results, with what became of them', async () => {
    const history = await runBroken('fine', { nodes: 1, workload: { ...WORKLOADS.echo }, timeLimit: '100ms' })
    expect(history.options).toMatchObject({
      bin: program('fine'),
      nodes: ['n1'],
      workload: 'echo',
      rate: 100,
      timeLimit: '100 ms',
      latency: '0 s',
      seed: 'fine',
    })
  })

  it('a mistake in a workload fails the run with its own error', async () => {
    const workload = {
      ...impatientEcho(),
      invoke: async () => {
        throw new TypeError('x is not a function')
      },
    }
    await expect(cluster({ ...options('fine'), workload })).rejects.toThrow('x is not a function')
    expect(await simulate({ workload: 'echo', nodes: 1, timeLimit: '1s' }, echoing)).toBeDefined()
  })
})
