/** What `explore()` takes for a failure, and what is left of it after shrinking. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explore, type History } from '@jepsen-ts/maelstrom'
import { defineNode } from '@jepsen-ts/maelstrom/node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { failureOf } from './failure-of.ts'
import '@jepsen-ts/maelstrom/vitest'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'maelstrom-explore-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A program with a store in the memory of one node. */
function program(name: string, onRequest: string): string {
  const path = join(folder, `${name}.cjs`)
  writeFileSync(
    path,
    `
const store = new Map()
let messages = 0
let rest = ''
process.stdin.on('data', chunk => {
  const lines = (rest + chunk).split('\\n')
  rest = lines.pop()
  for (const line of lines) {
    const { src, dest, body } = JSON.parse(line)
    const reply = fields => console.log(JSON.stringify({ src: dest, dest: src, body: { in_reply_to: body.msg_id, ...fields } }))
    messages++
    if (body.type === 'init') reply({ type: 'init_ok' })
    else handle(body, reply)
  }
})
function handle({ type, key, value, from, to }, reply) {
  ${onRequest}
  if (type === 'write') {
    store.set(key, value)
    return reply({ type: 'write_ok' })
  }
  if (!store.has(key)) return reply({ type: 'error', code: 20, text: 'there is no ' + key })
  if (type === 'read') return reply({ type: 'read_ok', value: store.get(key) })
  if (store.get(key) !== from) return reply({ type: 'error', code: 22, text: 'not ' + from })
  store.set(key, to)
  reply({ type: 'cas_ok' })
}`,
  )
  return path
}

const store = { workload: 'lin-kv', nodes: 1, rate: 20, timeLimit: '2s', seed: 1, results: false } as const
const linearizable = (history: History) => expect(history).toBeLinearizable()
const valid = (history: History) => expect(history).toBeValid()

describe('a node that crashes', () => {
  for (const [name, property] of Object.entries({ linearizable, valid })) {
    it(`is what the failure tells after shrinking, too (${name})`, async () => {
      const bin = program('boom', "if (messages === 7) throw new Error('boom')")
      const failure = await failureOf(explore({ ...store, bin, runs: 10 }, property))
      expect(failure.message).toMatch(/n1 crashed.*[\s\S]*boom/)
      expect(failure.history!.verdict.valid).toBe(false)
      expect(failure.shrinks).toBeGreaterThan(0)
    })
  }
})

describe('a program that never works', () => {
  it('fails by its first run, with all of its operations', async () => {
    const bin = program('silent', 'return')
    const failure = await failureOf(explore({ ...store, bin, runs: 5 }, linearizable))
    expect(failure.message).toMatch(/timeout/)
    expect(failure).toMatchObject({ runs: 5, shrinks: 0, replay: '1~/*/*' })
    expect(failure.history!.pairs.length).toBeGreaterThan(1)
  })

  it('is told with the text of its errors', async () => {
    const bin = program('skeleton', "return reply({ type: 'error', code: 13, text: 'still to be written' })")
    const failure = await failureOf(explore({ ...store, bin, runs: 5 }, valid))
    expect(failure.message).toContain('still to be written')
    expect(failure.shrinks).toBe(0)
  })
})

describe('a failure on a run that shows nothing', () => {
  it('is none of a program that is right', async () => {
    const report = await explore(
      {
        ...store,
        bin: program('right', ''),
        nemesis: ['pause'],
        nemesisInterval: '1s',
        runs: 40,
      },
      linearizable,
    )
    expect(report).toMatchObject({ runs: 40, interrupted: false })
    expect(report.doubtful).toBeLessThan(40)
  })

  it('is counted as doubtful when other runs passed', async () => {
    const bin = program('right', '')
    const report = await explore({ ...store, bin, rate: 1, timeLimit: '1s', runs: 20 }, valid)
    expect(report.doubtful).toBeGreaterThan(0)
    expect(report.doubtful).toBeLessThan(20)
  })
})

describe('shrinking', () => {
  it('does not end at a run that shows nothing when the first one was valid', async () => {
    const bin = program('right', '')
    const failure = await failureOf(
      explore({ ...store, bin, runs: 5 }, history => {
        expect(history).toBeValid()
        if (history.operations.some(({ f }) => f === 'cas')) throw new Error('a property of its own')
      }),
    )
    expect(failure.message).toContain('a property of its own')
    expect(failure.history!.verdict.valid).toBe(true)
  })
})

describe('what a property may do to fail', () => {
  const ids = { workload: 'unique-ids', nodes: 1, rate: 10, timeLimit: '1s', seed: 1, runs: 2, results: false } as const
  const node = defineNode(node => {
    let next = 0
    node.on('generate', () => ({ id: `${node.nodeId} ${next++}` }))
  })

  it('throw undefined', async () => {
    const failure = await failureOf(
      explore({ ...ids, node }, () => {
        throw undefined
      }),
    )
    expect(failure.message).toContain('The property threw undefined')
    expect(failure.message).not.toContain('not deterministic')
    expect(failure.failure).toBeInstanceOf(Error)
  })

  it('return false, or resolve to it', async () => {
    for (const property of [() => false, async () => false]) {
      const failure = await failureOf(explore({ ...ids, node }, property))
      expect(failure.message).toContain('The property returned false')
    }
    for (const property of [() => true, async () => undefined])
      await expect(explore({ ...ids, node }, property)).resolves.toMatchObject({ runs: 2 })
  })

  it('return false in a replay', async () => {
    await expect(explore({ ...ids, node, replay: '1~/*/*' }, () => false)).rejects.toThrow(
      'The property returned false',
    )
  })
})

describe('operations as fast as they are answered', () => {
  it('are shrunk like others', async () => {
    const bin = program(
      'slow',
      'if (reply.slow !== 1) return setTimeout(() => handle({ type, key, value, from, to }, Object.assign(fields => reply(fields), { slow: 1 })), 10)',
    )
    const failure = await failureOf(
      explore(
        {
          ...store,
          bin,
          rate: Number.POSITIVE_INFINITY,
          timeLimit: '1s',
          runs: 3,
          maxTime: '10s',
        },
        history => {
          if (history.pairs.some(({ completion }) => completion?.type === 'ok')) throw new Error('late')
        },
      ),
    )
    expect(failure.history!.pairs.length).toBeLessThan(4)
  })
})

describe('the options of explore() itself', () => {
  const options = { bin: './none.js', workload: 'echo' } as const
  const refused = async (given: object, option: string, property: unknown = () => {}) => {
    const error = await explore({ ...options, ...given }, property as () => void).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(error).toMatchObject({ name: 'OptionsError', mistakes: [{ option }] })
    expect((error as Error).message).toContain('explore()')
    expect((error as Error).message).not.toContain('cluster()')
  }

  it('are refused by name', async () => {
    for (const runs of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5', null]) await refused({ runs }, 'runs')
    for (const maxTime of ['soon', -1, Number.NaN, null]) await refused({ maxTime }, 'maxTime')
    for (const seed of [0.5, Number.NaN, 2 ** 53, Number.MAX_SAFE_INTEGER, null, {}]) await refused({ seed }, 'seed')
    for (const threads of [0, 1.5, '2']) await refused({ threads }, 'threads')
    for (const property of [null, true, {}]) await refused({}, 'property', property)
  })

  it('a MAELSTROM_SEED with no room for the runs is refused, too', async () => {
    vi.stubEnv('MAELSTROM_SEED', String(Number.MAX_SAFE_INTEGER))
    try {
      await refused({}, 'seed')
    } finally {
      vi.unstubAllEnvs()
    }
  })

  it('take a text as the seed, and a text in MAELSTROM_SEED', async () => {
    const node = defineNode(node => node.on('echo', ({ echo }) => ({ echo })))
    const ids = { workload: 'echo', nodes: 1, node, rate: 5, timeLimit: '1s', runs: 1, results: false } as const
    const { firstSeed } = await explore({ ...ids, seed: 'a text' }, () => {})
    expect(firstSeed).toBeGreaterThanOrEqual(0)
    expect(firstSeed).toBeLessThan(2 ** 31)
    expect(await explore({ ...ids, seed: 'another' }, () => {})).not.toMatchObject({ firstSeed })
    vi.stubEnv('MAELSTROM_SEED', 'a text')
    try {
      expect(await explore(ids, () => {})).toMatchObject({ firstSeed })
      vi.stubEnv('MAELSTROM_SEED', '17')
      expect(await explore(ids, () => {})).toMatchObject({ firstSeed: 17 })
    } finally {
      vi.unstubAllEnvs()
    }
  })
})

describe('a node that does not come up in one of the runs', () => {
  it('is told with a line that replays that run', async () => {
    const bin = join(folder, 'ends.cjs')
    writeFileSync(bin, "process.stdin.on('data', () => process.exit(3))")
    const options = { ...store, bin, runs: 2 }
    await expect(explore(options, linearizable)).rejects.toMatchObject({
      name: 'NodeStartError',
      message: expect.stringMatching(/\n {2}Replay {2}replay: '1~\/\*\/\*'\n {2}Read {4}docs\/\S+#nodestarterror/),
    })
  })
})
