import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cluster } from '../../src/cluster.ts'
import { NodeStartError } from '../../src/nodes/node.ts'
import { ProgramError } from '../../src/nodes/program-error.ts'
import { defineNode } from '../../src/nodes/sdk.ts'
import { answered, echoes, expectNothingLeft, impatientEcho, options, program, runBroken } from './fixtures/broken.ts'

const errorOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => new Error('it did not fail'),
    error => error as Error,
  )

describe.concurrent('a program that ends', () => {
  it('at once: says so, with its code and the end of its stderr', async () => {
    const error = await errorOf(runBroken('exit-at-once'))
    expect(error).toBeInstanceOf(NodeStartError)
    expect(error.message).toMatch(/n[12] exited with code 9, though nobody stopped it/)
    expect(error.message).toContain('      no configuration found')
  })

  it('at its init: names the node', async () => {
    const error = await errorOf(runBroken('exit-at-init'))
    expect(error).toBeInstanceOf(NodeStartError)
    expect(error.message).toMatch(/^at \d\.\d{3} s: n1 exited with code 4, though nobody stopped it/)
    expect(error.message).toContain('n1 got its init')
  })

  it.each([
    ['exit-middle', /n1 exited with code 3, though nobody stopped it/],
    ['abort', /n1 was ended by SIGKILL, though nobody stopped it/],
    ['fork', /n1 exited with code 7, though nobody stopped it/],
  ])('in the middle (%s): is reported, and everything before and beside it is there', async (mode, told) => {
    const history = await runBroken(mode, { workload: echoes(8, 300) })
    const crash = history.problems.find(({ kind }) => kind === 'crash')
    expect(crash?.message).toMatch(told)
    expect(crash?.stderr).toContain(mode === 'exit-middle' ? 'out of luck' : 'n1 got its init')
    expect(answered(history, 'n1')).toBeGreaterThanOrEqual(2)
    // How many depends on the machine, which has a flood to carry.
    expect(answered(history, 'n2')).toBeGreaterThan(0)
    // That it is gone is known only once its pipes have been read to their end, which a child holds open.
    if (mode !== 'fork') expect(history.network.lost['node-down']).toBeGreaterThan(0)
    expect(history.verdict.valid).toBe(false)
    expect(history.verdict.anomalies[0]).toMatchObject({ type: 'crash' })
    expect(history.cutShort).toBeUndefined()
  })

  it('in the middle of a line: shows what there was of it', async () => {
    const history = await runBroken('exit-in-a-line', { workload: echoes(8, 300) })
    expect(history.problems.map(({ kind }) => kind)).toEqual(['unterminated', 'crash'])
    expect(history.problems[0]).toMatchObject({ node: 'n1', excerpt: '{"src": "n1", "de' })
    // How many depends on the machine, which has a flood to carry.
    expect(answered(history, 'n2')).toBeGreaterThan(0)
  })

  it('by an exception in virtual time: is told by its first line; the stack is in the log', async () => {
    const node = defineNode(({ on, after }) =>
      on('echo', () => {
        after(1, () => {
          throw new RangeError('boom\nand more')
        })
        return { echo: '' }
      }),
    )
    const history = await cluster({ node, clock: 'virtual', workload: 'echo', nodes: 1, results: false })
    const crash = history.problems.find(({ kind }) => kind === 'crash')
    expect(crash?.message).toMatch(/^n1 crashed: RangeError: boom, though nobody stopped it\. It stays down[^\n]*$/)
    expect(crash?.stderr.join('\n')).toMatch(/RangeError: boom\nand more\n +at /)
  })

  it('on every node: the run ends then, instead of waiting', async () => {
    const history = await runBroken('exit-middle', { nodes: 1, workload: impatientEcho() })
    expect(history.cutShort).toBe('every node had crashed')
    expect(history.duration).toBeLessThan(20e9)
    expect(answered(history, 'n1')).toBeGreaterThanOrEqual(2)
  })

  it('with a child that keeps its pipes: neither holds up the run', async () => {
    const history = await runBroken('daemon')
    expect(history.verdict.valid).toBe(true)
    expect(answered(history, 'n1')).toBeGreaterThan(3)
  })
})

describe.concurrent('a program that does not take part', () => {
  it.each([
    ['silent', /n1 did not answer init with init_ok: .*no reply within 3 s/],
    ['refuses-init', /n1 did not answer init with init_ok: .*error 11 \(temporarily-unavailable\): not today/],
    ['init-without-request', /n1 did not answer init with init_ok: it sent c0-n1 an "init_ok" without "in_reply_to"\./],
    ['wrong-init', /n1 did not answer init with init_ok: it answered with type "init_okay"/],
  ])('%s: names the node, says what was expected, shows its stderr', async (mode, told) => {
    const error = await errorOf(runBroken(mode, { initTimeout: mode === 'silent' ? '3s' : '30s' }))
    expect(error).toBeInstanceOf(NodeStartError)
    expect(error.message).toMatch(told)
    expect(error.message).toMatch(/Expected \{"type": "init_ok", "in_reply_to": 1\} within/)
    expect(error.message).toMatch(/its last lines on stderr:\n {6}n1 got its init/)
  })

  it('but prints what is no message: is told that too', async () => {
    const { message } = await errorOf(runBroken('init-unfinished', { initTimeout: '3s' }))
    expect(message).toMatch(/^at \S+ s: n1 did not answer init.*no reply within 3 s/)
    expect(message).toMatch(
      /\n {4}before that:\n {6}at \S+ s: n1 printed a line that is not JSON.*\(2 times\)\n {10}line: hello\n/,
    )
    expect(message).toMatch(
      /\n {6}at \S+ s: n1 printed the beginning of a line, and no newline.*\n {10}line: \{"src":"n1".*\n {4}its last lines on stderr:/,
    )
    expect(message.match(/n1 got its init/g)).toHaveLength(1)
    const crash = await errorOf(runBroken('init-crash'))
    expect(crash.message).toMatch(
      /n1 exited with code 5.*\n {4}before that:\n.*not JSON.*\n {10}line: about to start\n/,
    )
  })

  it('twice: a second init_ok is counted and ignored', async () => {
    const history = await runBroken('twice')
    expect(history.network.unexpectedReplies).toBe(1)
    expect(history.verdict.valid).toBe(true)
  })

  it('deaf: what it does not answer times out, and the others go on', async () => {
    const history = await runBroken('deaf', { workload: echoes(6, 300) })
    // How many depends on the machine, which has a flood to carry.
    expect(answered(history, 'n2')).toBeGreaterThan(0)
    const unanswered = history.pairs.filter(({ completion }) => completion?.type === 'info')
    expect(unanswered.length).toBeGreaterThan(0)
    expect(new Set(unanswered.map(({ completion }) => completion?.error?.name))).toEqual(new Set(['timeout']))
  })
})

describe('a program that does not read', () => {
  it('leaves at most 64 MiB waiting; then messages to it are lost, which is told once', async () => {
    const echo = 'x'.repeat(8_000_000)
    const mark = randomUUID()
    const env = { MAELSTROM_TEST_MARK: mark }
    const history = await cluster({ ...options('deaf'), env }, async ({ client }) => {
      const one = client('n1')
      for (let i = 0; i < 3; i++) await one.call('echo', { echo: '' }, { timeout: '10s' })
      const sent = Array.from({ length: 12 }, () => one.call('echo', { echo }, { timeout: 1 }).catch(() => {}))
      await Promise.all(sent)
      await client('n2').call('echo', { echo: 'still there' }, { timeout: '10s' })
    })
    await expectNothingLeft(mark)
    expect(history.network.lost['node-stuck']).toBeGreaterThan(0)
    expect(history.problems.map(({ node, kind }) => `${node} ${kind}`)).toEqual(['n1 stuck'])
    expect(history.problems[0]!.message).toMatch(/n1 does not read its stdin: 64 MiB of messages wait/)
    expect(history.pairs.at(-1)?.completion).toMatchObject({ type: 'ok', value: 'still there' })
  })
})

describe('a program that floods its stdout', () => {
  it.each(['flood', 'flood-messages'])('%s: the run ends, and the other node is served', async mode => {
    const history = await runBroken(mode, { timeLimit: '3s', workload: echoes(5, 3000) })
    // How many depends on the machine, which has a flood to carry.
    expect(answered(history, 'n2')).toBeGreaterThan(0)
    if (mode === 'flood') {
      expect(history.problems).toHaveLength(10)
      expect(history.problemCounts['n1 not-json']).toBeGreaterThan(1000)
      expect(history.verdict.anomalies[0]?.message).toMatch(/\(\d+ times\)\n {4}line: all work/)
    } else {
      // On a fast machine the other node may be flooded beyond what it can read, which is no fault of its own and is told.
      expect(history.problems.filter(({ kind }) => kind !== 'stuck')).toEqual([])
      expect(history.network.servers.sent).toBeGreaterThan(1000)
    }
  })
})

describe.concurrent('a program that cannot be run', () => {
  it('is missing: says where it was looked for', async () => {
    const error = await errorOf(cluster({ bin: './no-such-node.py', workload: 'echo', results: false }))
    expect(error).toBeInstanceOf(ProgramError)
    expect(error.message).toContain('Cannot run the node program ./no-such-node.py')
    expect(error.message).toMatch(/tried +\//)
  })

  it('is not executable: says the chmod that mends it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'maelstrom-bin-'))
    try {
      const bin = join(folder, 'node.sh')
      await writeFile(bin, '#!/bin/sh\ncat\n')
      await chmod(bin, 0o644)
      const error = await errorOf(cluster({ bin, workload: 'echo', results: false }))
      expect(error).toBeInstanceOf(ProgramError)
      expect(error.message).toContain(`chmod +x ${bin}`)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('the path of a program', () => {
  it('is relative to the folder of the test file that calls cluster()', async () => {
    const history = await cluster({
      bin: ['node', 'fixtures/node.js', 'fine'],
      workload: echoes(3),
      nodes: 1,
      rate: 50,
      timeLimit: '60s',
      results: false,
    })
    expect(history.verdict.valid).toBe(true)
    expect(program('fine')[1]).toBe(join(import.meta.dirname, 'fixtures/node.js'))
  })
})
