/** Each fault on whole runs in virtual time: it starts, it hits, it is told in the history, and it is undone before the final phase. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { oncePerThread } from '../../src/generators/generator.ts'
import type { Operation } from '../../src/history/operation.ts'
import type { FaultDefinition } from '../../src/nemesis/fault.ts'
import { FAULT_SPECS, FAULTS } from '../../src/nemesis/index.ts'
import { resolveOptions } from '../../src/options.ts'
import { MILLISECOND, SECOND } from '../../src/time/clock.ts'
import { defineWorkload } from '../../src/workloads/workload.ts'
import { type Program, simulate } from '../cluster/fixtures/simulation.ts'

/** Those that need a simulated disk or clock are tested with real hosts: test/virtual/faults.test.ts. */
const simulatedOnly = new Set<string>(
  Object.values(FAULTS as Record<string, FaultDefinition>)
    .filter(({ virtualOnly }) => virtualOnly)
    .map(({ name }) => name),
)
const names = (Object.keys(FAULTS) as (keyof typeof FAULTS)[]).filter(name => !simulatedOnly.has(name))

/** Asks a node to ask all others; the value is who answered within 400 ms, in the order in which they did. */
const poll = defineWorkload({
  name: 'poll',
  rpcs: { poll: { request: z.object({}), reply: z.object({ answers: z.array(z.string()) }) } },
  generator: () => () => ({ f: 'poll' }),
  finalGenerator: () => oncePerThread([{ f: 'poll', final: true }]),
  invoke: async client => ({ value: await client.call('poll', {}) }),
  check: () => ({ valid: true, anomalies: [], figures: {} }),
  timeout: () => SECOND,
})

const polling: Program = self => {
  const open = new Map<number, string[]>()
  let next = 0
  return ({ src, body, reply }) => {
    if (body.type === 'ask') {
      reply({ type: 'ask_ok', poll: body.poll })
    } else if (body.type === 'ask_ok') {
      open.get(body.poll as number)?.push(src)
    } else {
      const poll = next++
      const answers: string[] = []
      open.set(poll, answers)
      for (const id of self.ids) if (id !== self.id) self.send(id, { type: 'ask', msg_id: poll, poll })
      self.after(400 * MILLISECOND, () => {
        open.delete(poll)
        reply({ type: 'poll_ok', answers })
      })
    }
  }
}

const run = (nemesis: readonly string[], more = {}) =>
  simulate(
    {
      workload: poll,
      nodes: 5,
      concurrency: 5,
      rate: 50,
      timeLimit: '20s',
      nemesisInterval: '2s',
      recovery: '2s',
      nemesis: nemesis as never,
      ...more,
    },
    polling,
  )

const nemesisOps = (operations: readonly Operation[]) => operations.filter(({ process }) => process === 'nemesis')
const answersOf = ({ value }: Operation) => (value as { answers: string[] }).answers

describe.each(names)('%s', name => {
  it('starts and stops in turn, each an operation of the nemesis that is told before and after', async () => {
    const { operations, faults } = await run([name])
    const told = nemesisOps(operations)
    expect(told.length).toBeGreaterThanOrEqual(8)
    expect(told.every(({ type }) => type === 'info')).toBe(true)
    const expected = told.map((_, i) => (i % 4 < 2 ? `start-${name}` : `stop-${name}`))
    expect(told.map(({ f }) => f)).toEqual(expected)
    for (const [i, { value }] of told.entries()) expect(value === null).toBe(i % 2 === 0)
    expect(faults).toMatchObject([
      { fault: name, started: told.filter(({ f }) => f.startsWith('start')).length / 2, hitWord: FAULTS[name].hitWord },
    ])
  })

  it('hits, and shows in what clients see', async () => {
    const { operations, faults, network } = await run([name])
    expect(faults[0]!.hits).toBeGreaterThan(0)
    const polls = operations.filter(({ type, f, final }) => type === 'ok' && f === 'poll' && !final).map(answersOf)
    const whole = polls.filter(answers => answers.length === 4)
    expect(whole.length).toBeGreaterThan(polls.length / 10)
    if (name === 'duplicate') {
      expect(polls.some(answers => answers.length > 4)).toBe(true)
      expect(network.duplicated).toBe(faults[0]!.hits)
    } else if (name === 'reorder' || name === 'slow') {
      expect(network.delayed).toBeGreaterThan(0)
      expect(whole.some(answers => answers.join() !== [...answers].sort().join())).toBe(true)
    } else {
      expect(polls.some(answers => answers.length < 4)).toBe(true)
    }
    if (name === 'partition') expect(network.lost.partition).toBe(faults[0]!.hits)
    if (name === 'loss') expect(network.lost.loss).toBe(faults[0]!.hits)
    if (name === 'kill') expect(network.lost['node-down']).toBeGreaterThan(0)
  })

  it('is undone before the final phase, after which everybody answers', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { operations } = await run([name], { seed, timeLimit: '7s' })
      const lastTold = operations.findLastIndex(({ process }) => process === 'nemesis')
      const final = operations.filter(({ final, type }) => final === true && type !== 'invoke')
      expect(final).toHaveLength(5)
      for (const operation of final) {
        expect(operation.index).toBeGreaterThan(lastTold)
        expect(operation.type).toBe('ok')
        expect(answersOf(operation).toSorted()).toHaveLength(4)
      }
      expect(operations[lastTold]?.f).toBe(`stop-${name}`)
    }
  })

  it('does the same for the same seed, whatever other faults there are', async () => {
    const alone = nemesisOps((await run([name])).operations)
    const again = nemesisOps((await run([name])).operations)
    expect(again.map(({ time, f, value }) => ({ time, f, value }))).toEqual(
      alone.map(({ time, f, value }) => ({ time, f, value })),
    )
    const other = name === 'loss' ? 'duplicate' : 'loss'
    const together = nemesisOps((await run([other, name])).operations).filter(({ f }) => f.endsWith(name))
    expect(together.map(({ time, f }) => ({ time, f }))).toEqual(alone.map(({ time, f }) => ({ time, f })))
  })
})

describe('kinds of faults', () => {
  it.each(FAULT_SPECS.filter(spec => spec.includes(':') && !simulatedOnly.has(spec.split(':')[0]!)))(
    '%s can be asked for',
    async spec => {
      const { operations, faults } = await run([spec], { timeLimit: '8s', nodes: 5 })
      expect(faults).toMatchObject([{ fault: spec }])
      expect(faults[0]!.hits).toBeGreaterThan(0)
      const [, variant] = spec.split(':')
      const started = nemesisOps(operations).filter(({ f, value }) => f.startsWith('start') && value !== null)
      for (const { f, value } of started) {
        if (f === 'start-partition') expect(value).toMatchObject({ shape: variant })
        else expect(value).toHaveLength({ one: 1, minority: 2, majority: 3, all: 5 }[variant!]!)
      }
    },
  )
})

describe('several faults', () => {
  it('go their own ways, overlap, and are all undone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(names, { minLength: 2 }), fc.integer(), async (nemesis, seed) => {
        const { operations, faults, problems } = await run(nemesis, { seed, timeLimit: '6s', rate: 20 })
        expect(problems).toEqual([])
        expect(faults.map(({ fault }) => fault)).toEqual(nemesis)
        const on = new Set<string>()
        for (const { f, value } of nemesisOps(operations)) {
          if (value === null) continue
          const [verb, name] = f.split('-') as [string, string]
          if (verb === 'start') on.add(name)
          else on.delete(name)
        }
        expect(on).toEqual(new Set())
        const final = operations.filter(({ final, type }) => final === true && type === 'ok')
        expect(final.map(operation => new Set(answersOf(operation)).size)).toEqual([4, 4, 4, 4, 4])
      }),
      { numRuns: 25 },
    )
  })

  it('overlap sometimes', async () => {
    const { operations } = await run(['partition', 'kill', 'pause'], { timeLimit: '60s', rate: 5 })
    let on = 0
    let most = 0
    for (const { f, value } of nemesisOps(operations)) {
      if (value === null) continue
      on += f.startsWith('start') ? 1 : -1
      most = Math.max(most, on)
    }
    expect(most).toBe(3)
  })
})

describe('the interval', () => {
  it('is how long a fault lasts and how long it is quiet, on average', async () => {
    const { operations } = await run(['loss'], { timeLimit: '2m', nemesisInterval: '2s', rate: 1 })
    const times = nemesisOps(operations)
      .filter(({ value }) => value !== null)
      .map(({ time }) => time)
    const gaps = times.slice(1, -1).map((time, i) => time - times[i]!)
    const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length
    expect(Math.abs(mean / (2 * SECOND) - 1)).toBeLessThan(0.15)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(SECOND)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(3 * SECOND)
    expect(resolveOptions({ bin: 'x', workload: 'echo' }, () => 1).nemesisInterval).toBe(10 * SECOND)
  })
})

describe('kill', () => {
  it('also starts nodes that had crashed by themselves', async () => {
    const crashing: Program = self => {
      const handle = polling(self)
      if (self.id === 'n3') self.after(3 * SECOND, () => self.exit(1))
      return handle
    }
    const { problems, operations } = await simulate(
      {
        workload: poll,
        nodes: 3,
        rate: 10,
        timeLimit: '30s',
        nemesisInterval: '2s',
        nemesis: ['kill'],
        recovery: '1s',
      },
      crashing,
    )
    expect(problems.some(({ node, kind }) => node === 'n3' && kind === 'crash')).toBe(true)
    const final = operations.filter(({ final, type }) => final === true && type === 'ok')
    expect(final.map(operation => answersOf(operation).length)).toEqual([2, 2, 2])
  })
})
