// biome-ignore-all lint/suspicious/noDuplicateTestHooks: `after` is the node’s, not the test runner’s
/** Nodes as functions: what the SDK promises, in virtual time. */

import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { functionHost } from '../../../src/nodes/function-host.ts'
import {
  defineNode,
  MaelstromError,
  type NodeContext,
  type NodeDefinition,
  type Reply,
  type Request,
} from '../../../src/nodes/sdk.ts'
import { random } from '../../../src/random.ts'
import { MILLISECOND, SECOND } from '../../../src/time/clock.ts'
import { Stepper } from '../script/stepper.ts'

interface Bodied {
  readonly type: string
  readonly [field: string]: unknown
}

async function run(node: NodeDefinition, ids: readonly string[] = ['n1'], seed = 1) {
  const stepper = new Stepper(seed)
  const host = functionHost({ node, clock: stepper.clock, random: stepper.random })
  for (const id of ids) await stepper.start(host, id)
  await stepper.init()
  const bodies = (id = 'n1'): Bodied[] => stepper.out(id).map(line => JSON.parse(line).body)
  const ask = async (body: object, id = 'n1'): Promise<Bodied | undefined> => {
    stepper.send(id, { msg_id: 99, ...body })
    await stepper.run(10 * SECOND)
    return bodies(id).findLast(each => each.in_reply_to === 99)
  }
  return { stepper, host, bodies, ask }
}

describe('a handler', () => {
  it('answers with what it returns or resolves to, under the name of the request unless it names another', async () => {
    const { ask } = await run(
      defineNode(({ on, after }) => {
        on('now', () => ({ a: 1 }))
        on('named', () => ({ type: 'other', a: 2 }))
        on('later', () => new Promise(resolve => after('1s', () => resolve({ a: 3 }))))
      }),
    )
    expect(await ask({ type: 'now' })).toEqual({ type: 'now_ok', a: 1, in_reply_to: 99 })
    expect(await ask({ type: 'named' })).toEqual({ type: 'other', a: 2, in_reply_to: 99 })
    expect(await ask({ type: 'later' })).toEqual({ type: 'later_ok', a: 3, in_reply_to: 99 })
  })

  it('may answer by reply, or not at all', async () => {
    const { ask, stepper, bodies } = await run(
      defineNode(({ on, reply, after }) => {
        on('slow', (_body, message) => void after(100, () => reply(message, { a: 1 })))
        on('silent', () => {})
      }),
    )
    expect(await ask({ type: 'slow' })).toEqual({ type: 'slow_ok', a: 1, in_reply_to: 99 })
    const before = bodies().length
    stepper.send('n1', { type: 'silent', msg_id: 5 })
    await stepper.run(SECOND)
    expect(bodies().length).toBe(before)
  })

  it('answers with an error when it throws one, of code 13 and with a log when that was a mistake', async () => {
    const { ask, stepper } = await run(
      defineNode(({ on }) => {
        on('definite', () => {
          throw new MaelstromError('key-does-not-exist', 'no 7')
        })
        on('late', async () => {
          throw new MaelstromError(22, 'expected 1')
        })
        on('mistake', () => {
          throw new TypeError('oops')
        })
      }),
    )
    expect(await ask({ type: 'definite' })).toEqual({ type: 'error', code: 20, text: 'no 7', in_reply_to: 99 })
    expect(await ask({ type: 'late' })).toEqual({ type: 'error', code: 22, text: 'expected 1', in_reply_to: 99 })
    expect(await ask({ type: 'mistake' })).toEqual({ type: 'error', code: 13, text: 'oops', in_reply_to: 99 })
    expect(stepper.log()[0]).toBe('TypeError: oops')
    expect(await ask({ type: 'nonsense' })).toMatchObject({ type: 'error', code: 10 })
    expect(stepper.exits.size).toBe(0)
  })

  it('runs when setup is done, however long that takes', async () => {
    const { stepper, bodies } = await run(
      defineNode(async ({ on, after, nodeId, nodeIds, peers }) => {
        await new Promise<void>(resolve => after(100, resolve))
        on('who', () => ({ nodeId, nodeIds, peers }))
      }),
      ['n1', 'n2'],
    )
    stepper.send('n1', { type: 'who', msg_id: 5 })
    expect(bodies()).toEqual([])
    await stepper.run(SECOND)
    expect(bodies()).toEqual([
      { type: 'init_ok', in_reply_to: 1 },
      { type: 'who_ok', nodeId: 'n1', nodeIds: ['n1', 'n2'], peers: ['n2'], in_reply_to: 5 },
    ])
  })
})

describe('rpc', () => {
  const asking = (options: object, answers: readonly unknown[], attempts: number[] = []) =>
    defineNode(({ on, rpc, now, nodeId }) => {
      if (nodeId === 'n2') {
        let count = 0
        on('ping', () => {
          attempts.push(Math.round(now()))
          const answer = answers[Math.min(count++, answers.length - 1)]
          if (answer instanceof Error) throw answer
          return answer as object
        })
      } else {
        on('go', async () => {
          const began = now()
          try {
            return { ...(await rpc('n2', { type: 'ping' }, options)), type: 'go_ok', took: now() - began }
          } catch (error) {
            const { code, message, definite } = error as MaelstromError
            return { code, message, definite, took: now() - began }
          }
        })
      }
    })
  const outcome = async (options: object, answers: readonly unknown[]) => {
    const attempts: number[] = []
    const { ask } = await run(asking(options, answers, attempts), ['n1', 'n2'])
    return { ...(await ask({ type: 'go' })), attempts }
  }

  it('resolves to the reply', async () => {
    expect(await outcome({}, [{ pong: 1 }])).toMatchObject({ pong: 1, took: 2 })
  })
  it('rejects with the error that came back', async () => {
    expect(await outcome({}, [new MaelstromError('abort', 'no')])).toMatchObject({
      code: 14,
      message: 'no',
      definite: true,
    })
  })
  it('rejects when nothing came in time, and nobody knows what happened', async () => {
    expect(await outcome({ timeout: '300ms' }, [undefined])).toMatchObject({
      code: 0,
      definite: false,
      took: 300,
      message: 'n2 did not answer ping within 300 ms',
    })
  })
  it('asks again, at the pace of the timeout, when that was asked for and makes sense', async () => {
    const late = { timeout: 100, retry: true }
    expect(await outcome(late, [undefined, undefined, { pong: 3 }])).toMatchObject({ pong: 3, attempts: [1, 101, 201] })
    expect(await outcome(late, [new MaelstromError('temporarily-unavailable'), { pong: 2 }])).toMatchObject({
      pong: 2,
      attempts: [1, 101],
    })
    expect(await outcome(late, [new MaelstromError('precondition-failed')])).toMatchObject({ code: 22, attempts: [1] })
    expect(await outcome({ timeout: 100, retry: { attempts: 2 } }, [undefined])).toMatchObject({
      code: 0,
      attempts: [1, 101],
    })
  })
})

describe('time and chance', () => {
  it('are the clock’s and the seed’s', async () => {
    const node = defineNode(({ every, after, now, random, log }) => {
      const timer = every('10ms', () => log('every', now(), random.int(1000)))
      after('35ms', () => timer.cancel())
      after(5, () => log('after', now())).cancel()
    })
    const logs = async (seed: number) => {
      const { stepper } = await run(node, ['n1'], seed)
      await stepper.run(SECOND)
      return stepper.log()
    }
    const first = await logs(1)
    expect(first.map(line => line.split(' ').slice(0, 2).join(' '))).toEqual(['every 10', 'every 20', 'every 30'])
    expect(await logs(1)).toEqual(first)
    expect(await logs(2)).not.toEqual(first)
  })

  it('stand still for a paused node, and end with a killed one', async () => {
    const { stepper } = await run(defineNode(({ every, log, now }) => void every(10, () => log(now()))))
    await stepper.run(15 * MILLISECOND)
    stepper.nodes.get('n1')!.pause()
    await stepper.run(20 * MILLISECOND)
    expect(stepper.log()).toEqual(['10'])
    stepper.nodes.get('n1')!.resume()
    expect(stepper.log()).toEqual(['10', '35'])
    await stepper.nodes.get('n1')!.kill()
    await stepper.run(SECOND)
    expect(stepper.log()).toEqual(['10', '35'])
  })

  it('follow the node’s own clock', async () => {
    const { stepper, host } = await run(defineNode(({ on, now }) => on('time', () => ({ now: now() }))))
    host.clockOf('n1').drift(2)
    await stepper.run(100 * MILLISECOND)
    stepper.send('n1', { type: 'time', msg_id: 5 })
    expect(JSON.parse(stepper.out().at(-1)!).body.now).toBe(200)
  })
})

it('an error for which nobody waits ends the node, with its stack', async () => {
  for (const action of [
    () => {
      throw new RangeError('alone')
    },
    async () => {
      throw new RangeError('alone')
    },
  ]) {
    const { stepper } = await run(defineNode(({ after }) => void after(10, action)))
    await stepper.run(SECOND)
    expect(stepper.exits.get('n1')).toMatchObject({ code: 1, signal: null })
    expect(stepper.exits.get('n1')?.reason).toMatch(/^RangeError: alone\n\s+at .*sdk\.test\.ts/)
  }
})

it('promises that nobody returns are done before anything else happens', async () => {
  const { stepper } = await run(
    defineNode(({ on, log, after }) => {
      const chain = async () => {
        for (let i = 0; i < 50; i++) await null
        log('chain')
      }
      on('x', () => void chain())
      after(10, () => log('after'))
    }),
  )
  stepper.clock.after(10 * MILLISECOND - 1, () => stepper.send('n1', { type: 'x' }))
  await stepper.run(SECOND)
  expect(stepper.log()).toEqual(['chain', 'after'])
})

describe('a file of the node’s own', () => {
  const keeping = defineNode(({ on, file }) => {
    const log = file('log')
    const before = log.read()
    on('before', () => ({ before }))
    on('add', ({ text, sync }) => {
      log.append(text)
      if (sync) log.sync()
    })
    on('replace', ({ text }) => log.replace(text))
  })
  /** What a node finds in its file after it did this and was started again. */
  const found = async (steps: readonly object[], powerLost: number | undefined = undefined) => {
    const { host, stepper, ask } = await run(keeping)
    for (const step of steps) stepper.send('n1', step)
    await stepper.nodes.get('n1')!.kill()
    if (powerLost !== undefined) {
      host.simulated!('n1').disk!.crash({ loseUnsynced: true, random: random(powerLost) })
    }
    await stepper.start(host)
    await stepper.init()
    return (await ask({ type: 'before' }))?.before
  }
  const seeds = Array.from({ length: 40 }, (_, seed) => seed)

  it('is there again after a kill', async () => {
    expect(await found([])).toBe('')
    expect(
      await found([
        { type: 'add', text: 'é1\n' },
        { type: 'add', text: '2\n' },
      ]),
    ).toBe('é1\n2\n')
  })

  it('keeps what was synced when the power fails, and of the rest the beginning at most', async () => {
    const steps = [
      { type: 'add', text: '1\n', sync: true },
      { type: 'add', text: '2\n' },
    ]
    const outcomes = new Set(await Promise.all(seeds.map(seed => found(steps, seed))))
    for (const outcome of outcomes) expect('1\n2\n'.startsWith(String(outcome))).toBe(true)
    for (const outcome of ['1\n', '1\n2\n']) expect(outcomes).toContain(outcome)
    expect(outcomes).not.toContain('')
  })

  it('holds the new text once it was replaced, whatever happens', async () => {
    const steps = [
      { type: 'add', text: 'old', sync: true },
      { type: 'replace', text: 'new' },
    ]
    expect(new Set(await Promise.all(seeds.map(seed => found(steps, seed))))).toEqual(new Set(['new']))
  })

  it('is not written by a node that is gone, whose promises still run', async () => {
    const late = defineNode(({ on, file }) => {
      const log = file('log')
      on('add', async () => {
        await null
        log.append('late')
      })
      on('before', () => ({ before: log.read() }))
    })
    const { host, stepper, ask } = await run(late)
    stepper.send('n1', { type: 'add' })
    await stepper.nodes.get('n1')!.kill()
    await stepper.start(host)
    await stepper.init()
    expect(await ask({ type: 'before' })).toMatchObject({ before: '' })
  })
})

it('bad durations are refused', async () => {
  const { stepper } = await run(defineNode(({ every }) => void every('soon' as never, () => {})))
  expect(stepper.exits.get('n1')?.reason).toMatch(/"soon" is no duration/)
})

it('types follow from a map of requests, or from schemas', () => {
  const schemas = {
    read: { request: z.object({ key: z.number() }), reply: z.object({ value: z.string() }) },
    write: { request: z.object({ key: z.number(), value: z.string() }), reply: z.object({}) },
  }
  type Schemas = typeof schemas
  expectTypeOf<Request<Schemas, 'read'>['key']>().toEqualTypeOf<number>()
  expectTypeOf<Reply<Schemas, 'read'>>().toEqualTypeOf<{ value: string }>()
  const typed = (node: NodeContext<Schemas>) => {
    node.on('read', ({ key }) => ({ value: String(key) }))
    // @ts-expect-error The reply needs a value.
    node.on('read', () => ({}))
    // @ts-expect-error There is no such request.
    node.on('delete', () => ({}))
    // @ts-expect-error The value is missing.
    node.send('n1', { type: 'write', key: 1 })
    expectTypeOf(node.rpc('n1', { type: 'read', key: 1 })).resolves.toEqualTypeOf<{ value: string }>()
  }
  expect(typeof defineNode<Schemas>(typed).start).toBe('function')
})
