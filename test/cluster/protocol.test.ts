/** The protocol to the letter, as a node sees it. In virtual time, where five seconds cost nothing. */

import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from '../../src/network/errors.ts'
import { SECOND } from '../../src/time/clock.ts'
import { echoing, messagesTo, type Program, simulate } from './fixtures/simulation.ts'

const silent: Program = () => () => {}
const failing =
  (code: number): Program =>
  () =>
  ({ reply }) =>
    reply({ type: 'error', code, text: 'because' })

/** One operation of each function, by code. */
async function outcomes(program: Program, workload: 'lin-kv' | 'echo' = 'lin-kv') {
  const { operations } = await simulate({ workload, nodes: 1, rate: 20, timeLimit: '20s' }, program)
  const completions = operations.filter(({ type }) => type !== 'invoke')
  return (f: string) => [
    ...new Set(completions.filter(op => op.f === f).map(({ type, error }) => `${type} ${error?.code} ${error?.name}`)),
  ]
}

describe('init', () => {
  it('is the first message that a node gets, with msg_id 1 for each', async () => {
    const run = await simulate({ workload: 'echo', nodes: 3, timeLimit: '1s' }, echoing)
    for (const id of ['n1', 'n2', 'n3']) {
      const [first, ...rest] = messagesTo(run, id)
      expect(first).toEqual({
        src: expect.stringMatching(/^c/),
        dest: id,
        body: { type: 'init', msg_id: 1, node_id: id, node_ids: ['n1', 'n2', 'n3'] },
      })
      expect(rest.every(({ body }) => body.type === 'echo')).toBe(true)
    }
  })

  it('has ten seconds to be answered', async () => {
    const { options } = await simulate({ workload: 'echo', nodes: 1, timeLimit: '1s' }, echoing)
    expect(options.initTimeout).toBe(10 * SECOND)
  })

  it('comes again after a restart, with the same ids', async () => {
    const run = await simulate({ nodes: 2 }, echoing, {
      scenario: async ({ nodes }) => {
        await nodes.kill('n1')
        await nodes.start('n1')
      },
    })
    const inits = messagesTo(run, 'n1').filter(({ body }) => body.type === 'init')
    expect(inits.map(({ body }) => body)).toEqual(
      [1, 1].map(msg_id => ({ type: 'init', msg_id, node_id: 'n1', node_ids: ['n1', 'n2'] })),
    )
  })
})

describe('a request of a client', () => {
  it('has the shape of the workload, and a msg_id that is unique for its sender', async () => {
    const run = await simulate({ workload: 'echo', nodes: 1, concurrency: 3, rate: 50, timeLimit: '2s' }, echoing)
    const requests = messagesTo(run, 'n1').slice(1)
    expect(requests.length).toBeGreaterThan(50)
    const ids = new Set(requests.map(({ src, body }) => `${src} ${body.msg_id}`))
    expect(ids.size).toBe(requests.length)
    expect(new Set(requests.map(({ src }) => src))).toEqual(new Set(['c0', 'c1', 'c2']))
    for (const { src, dest, body } of requests) {
      expect(dest).toBe('n1')
      expect(src).toMatch(/^c\d+$/)
      expect(Object.keys(body).sort()).toEqual(['echo', 'msg_id', 'type'])
      expect(body.echo).toMatch(/^Please echo (\d|\d\d|1[01]\d|12[0-7])$/)
    }
  })

  it.each([
    ['echo', 0, 5 * SECOND],
    ['lin-kv', 0, SECOND],
    ['lin-kv', 50, SECOND],
    ['lin-kv', 300, 3 * SECOND],
  ] as const)('of %s at a latency of %d ms is given up after %d ns', async (workload, latency, timeout) => {
    const { operations } = await simulate(
      { workload, nodes: 1, latency, concurrency: 1, rate: Infinity, timeLimit: '10s' },
      silent,
    )
    const [invoked, gaveUp] = operations
    expect(gaveUp!.time - invoked!.time).toBe(timeout)
    expect(gaveUp!.error).toMatchObject({ code: 0, name: 'timeout' })
  })

  it('that was given up may have happened: its process never acts again, and a new one takes its place', async () => {
    const { operations } = await simulate(
      { workload: 'echo', nodes: 2, concurrency: 2, rate: Infinity, timeLimit: '12s' },
      silent,
    )
    const invocations = operations.filter(({ type }) => type === 'invoke')
    expect(invocations.map(({ process }) => process).sort((a, b) => Number(a) - Number(b))).toEqual([0, 1, 2, 3, 4, 5])
    expect(operations.filter(({ type }) => type === 'info')).toHaveLength(6)
    // A thread stays with its node.
    for (const { process, node } of invocations) expect(node).toBe(`n${(Number(process) % 2) + 1}`)
  })
})

describe('an error body', () => {
  const definite = [1, 10, 11, 12, 14, 20, 21, 22, 30]
  const indefinite = [0, 13]

  it('knows the codes of the protocol', () => {
    const table = Object.entries(ERROR_CODES).map(([code, { name, definite }]) => [Number(code), name, definite])
    expect(table).toEqual([
      [0, 'timeout', false],
      [1, 'node-not-found', true],
      [10, 'not-supported', true],
      [11, 'temporarily-unavailable', true],
      [12, 'malformed-request', true],
      [13, 'crash', false],
      [14, 'abort', true],
      [20, 'key-does-not-exist', true],
      [21, 'key-already-exists', true],
      [22, 'precondition-failed', true],
      [30, 'txn-conflict', true],
    ])
  })

  it.each(definite)('of code %d, which is definite, makes its operation fail', async code => {
    const by = await outcomes(failing(code))
    for (const f of ['read', 'write', 'cas']) expect(by(f)).toEqual([`fail ${code} ${ERROR_CODES[code]!.name}`])
  })

  it.each([...indefinite, 1000, 4711])(
    'of code %d, which is indefinite, makes its operation info, unless it is a read',
    async code => {
      const by = await outcomes(failing(code))
      const name = ERROR_CODES[code]?.name ?? `user-${code}`
      expect(by('write')).toEqual([`info ${code} ${name}`])
      expect(by('cas')).toEqual([`info ${code} ${name}`])
      expect(by('read')).toEqual([`fail ${code} ${name}`])
    },
  )

  it('brings its text into the history', async () => {
    const { operations } = await simulate({ workload: 'echo', nodes: 1, timeLimit: '1s' }, failing(11))
    expect(operations[1]!.error).toEqual({ code: 11, name: 'temporarily-unavailable', text: 'because' })
  })
})

describe('a timeout', () => {
  it('makes a write info, and a read fail', async () => {
    const by = await outcomes(silent)
    expect(by('read')).toEqual(['fail 0 timeout'])
    expect(by('write')).toEqual(['info 0 timeout'])
  })
})

describe('a whole number beyond 2^53', () => {
  const big = 2n ** 63n + 1n

  it('is an id as good as any other, with all its digits', async () => {
    let next = big
    const { operations } = await simulate(
      { workload: 'unique-ids', nodes: 1, rate: 20, timeLimit: '2s' },
      self =>
        ({ body }) => {
          self.print(
            `{"src":"n1","dest":"c0","body":{"type":"generate_ok","in_reply_to":${body.msg_id},"id":${next++}}}`,
          )
        },
    )
    const ids = operations.filter(({ type }) => type === 'ok').map(({ value }) => value)
    expect(ids.length).toBeGreaterThan(10)
    expect(ids).toEqual(ids.map((_, i) => big + BigInt(i)))
  })

  it('survives from node to service to node, as a value, as a key and as a msg_id', async () => {
    const replies: string[] = []
    await simulate(
      { nodes: 1 },
      self =>
        ({ src, body, reply }) => {
          if (src === 'lin-kv') {
            replies.push(`${body.type} ${body.in_reply_to} ${body.value}`)
            return
          }
          const ask = (id: string, fields: string) =>
            self.print(`{"src":"n1","dest":"lin-kv","body":{"msg_id":${id},${fields}}}`)
          ask('18446744073709551615', `"type":"write","key":${big},"value":[${big + 1n}]`)
          ask('18446744073709551614', `"type":"read","key":${big}`)
          ask('18446744073709551613', `"type":"read","key":${big - 1n}`)
          reply({ type: 'go_ok' })
        },
      {
        scenario: async ({ client, sleep }) => {
          await client().rpc('n1', { type: 'go' })
          await sleep('1s')
        },
      },
    )
    expect(replies).toEqual([
      'write_ok 18446744073709551615 undefined',
      `read_ok 18446744073709551614 ${big + 1n}`,
      'error 18446744073709551613 undefined',
    ])
  })
})

describe('what some languages write for nothing', () => {
  it('null for msg_id and in_reply_to is as if they were not there', async () => {
    const seen: unknown[] = []
    const run = await simulate(
      { nodes: 1 },
      self =>
        ({ src, body, reply }) => {
          if (src === 'lin-tso') seen.push(body)
          else {
            self.print('{"src":"n1","dest":"lin-tso","body":{"type":"ts","msg_id":7,"in_reply_to":null}}')
            self.print('{"src":"n1","dest":"lin-tso","body":{"type":"ts","msg_id":null,"in_reply_to":null}}')
            reply({ type: 'go_ok' })
          }
        },
      {
        scenario: async ({ client, sleep }) => {
          await client().rpc('n1', { type: 'go' })
          await sleep('1s')
        },
      },
    )
    expect(run.problems).toEqual([])
    expect(seen).toEqual([
      { type: 'ts_ok', ts: 0, in_reply_to: 7 },
      { type: 'ts_ok', ts: 1 },
    ])
  })
})

describe('a node with --nodes', () => {
  it('has the id that it was given', async () => {
    const run = await simulate({ workload: 'echo', nodes: ['berlin', 'paris.eu'], timeLimit: '1s' }, echoing)
    expect(messagesTo(run, 'paris.eu')[0]!.body).toMatchObject({
      node_id: 'paris.eu',
      node_ids: ['berlin', 'paris.eu'],
    })
  })
})
