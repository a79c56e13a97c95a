/** Progress on a terminal: of runs in Vitest, whatever kind of process they are in, and of the command. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ANSWER_PY, ECHO_PY, Project, PYTHON, TERMINAL, vitestConfig } from './project.ts'

const RUN = (name: string, limit: string) => `
  it('${name}', async () => {
    const history = await cluster({
      bin: './node.py', nodes: 2, workload: 'echo', rate: 50, timeLimit: '${limit}', faultsMustHit: false,
      nemesis: ['partition:halves'], nemesisInterval: '300ms',
    })
    expect(history).toBeValid()
  })`

const FILES = {
  'node.py': ECHO_PY,
  'answer.py': ANSWER_PY,
  'vitest.config.ts': vitestConfig({
    plugins: '[]',
    test: `{
      maxWorkers: 3,
      projects: ['forks', 'threads'].map(pool => (
        { plugins: [maelstrom()], test: { name: pool, pool, env: { POOL: pool }, include: ['run.test.ts'] } }
      )).concat({ plugins: [maelstrom()], test: { name: 'others', include: ['others.test.ts'] } }),
    }`,
  }),
  'run.test.ts': `
    import { cluster } from '@jepsen-ts/maelstrom'
    import { expect, inject, it } from 'vitest'
    ${RUN("takes long in ' + process.env.POOL + '", '1700ms')}
    ${RUN('is short', '700ms')}`,
  'echo.js': `
    process.stdin.on('data', lines => {
      for (const line of String(lines).trim().split('\\n')) {
        const { src, dest, body } = JSON.parse(line)
        console.log(JSON.stringify({ src: dest, dest: src, body: { ...body, type: body.type + '_ok', in_reply_to: body.msg_id } }))
      }
    })`,
  'others.test.ts': `
    import { cluster, explore } from '@jepsen-ts/maelstrom'
    import { expect, it } from 'vitest'
    it('is explored', async () => {
      await explore({ bin: './echo.js', nodes: 3, workload: 'echo', rate: 100, timeLimit: '20s', runs: 99, maxTime: '2s' }, history => expect(history).toBeValid())
    })
    it('is simulated', async () => {
      // Longer than any machine can simulate meanwhile, and cancelled once it must have been shown: how fast the machine is does not matter.
      const cancelled = new AbortController()
      setTimeout(() => cancelled.abort(), 2500)
      const { cutShort } = await cluster({
        bin: './echo.js', clock: 'virtual', nodes: 3, workload: 'echo', rate: 2000, timeLimit: '1000000s', signal: cancelled.signal, results: false,
      })
      expect(cutShort).toBeDefined()
    })
    it('is steered', async () => {
      await cluster({ bin: './node.py', nodes: 1 }, ({ sleep }) => sleep('1500ms'))
    })`,
}

describe.skipIf(!PYTHON || !TERMINAL)(
  'on a terminal (needs python3, and script of util-linux)',
  { timeout: 60_000 },
  () => {
    let project: Project
    beforeAll(async () => {
      project = await Project.of(FILES)
    }, 60_000)
    afterAll(() => project.remove())

    it('Vitest shows how far each run is that takes more than a second, in forks and in threads, and takes it away', async () => {
      const run = project.start('vitest/vitest.mjs', ['run'], { terminal: true })
      expect(await run.ended, run.output()).toBe(0)
      const lines = run.output().match(/▕.*/g) ?? []
      for (const pool of ['forks', 'threads']) {
        const shown = lines.filter(line => line.endsWith(`takes long in ${pool}`))
        expect(shown, pool).toContainEqual(expect.stringMatching(/▕█+ *▏ 1\.\d of 1\.7 s {2}\d\d+ operations {2}/))
      }
      expect(lines).toContainEqual(expect.stringMatching(/partition:halves {2}takes long/))
      expect(lines).toContainEqual(expect.stringMatching(/▕.*▏ 1\.\d of 2 s {2}\d+ of 99 runs {2}is explored/))
      const simulated = lines.flatMap(line => {
        const [, seconds, operations] =
          /^▕█* *▏ (\d+\.\d) of 1000000 s {2}(\d+) operations {2}is simulated$/.exec(line) ?? []
        return seconds === undefined ? [] : [{ seconds: Number(seconds), operations: Number(operations) }]
      })
      // Simulated seconds, not those on the wall: as many operations in each of them as were asked for.
      const last = simulated.at(-1)
      expect(last, run.output()).toBeDefined()
      expect(last!.operations / last!.seconds).toBeGreaterThan(1500)
      expect(last!.operations / last!.seconds).toBeLessThan(2500)
      expect(run.output()).toMatch(/^ 1\.\d s {2}\d+ operations {2}is steered/m)
      expect(lines.filter(line => line.includes('is short'))).toEqual([])
      const windows = run.raw().split('\u001b[?2026h')
      expect(windows.at(-1)).not.toContain('▕')
    })

    it('so does a reporter that has no window, in one line', async () => {
      const run = project.start(
        'vitest/vitest.mjs',
        ['run', '--project', 'forks', '--reporter', 'tap-flat', '-t', 'takes long'],
        { terminal: true },
      )
      expect(await run.ended, run.output()).toBe(0)
      const clear = '\r\u001b[K'
      const lines = run.raw().split(clear)
      expect(lines.some(line => /▕.* of 1\.7 s.*takes long/.test(line))).toBe(true)
      expect(lines.at(-1)).not.toContain('▕')
    })

    it('so does npx maelstrom test', async () => {
      const words = [
        'test',
        '-w',
        'echo',
        '--bin',
        './node.py',
        '--node-count',
        '1',
        '--rate',
        '50',
        '--time-limit',
        '1.5',
      ]
      const run = project.start('@jepsen-ts/maelstrom/bin/maelstrom.mjs', words, { terminal: true })
      expect(await run.ended, run.output()).toBe(0)
      expect(run.output()).toMatch(/▕█+ *▏ 1\.\d of 1\.5 s {2}\d\d+ operations/)
    })
  },
)
