/**
 * A run inside Vitest, however it ends: in order and with a reason where that is possible, and always without a process left behind. Real runs of Vitest
 * on the fixtures beside this file.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually, marked } from '../nodes/fixtures/processes.ts'

const root = join(import.meta.dirname, '../..')

let mark = ''
afterEach(() => {
  // A failing test must not leave its own survivors to the next ones.
  for (const pid of marked(mark)) process.kill(pid, 'SIGKILL')
})

interface Run {
  readonly runner: ChildProcess
  /** Exit status, or the signal that ended it. */
  readonly ended: Promise<number | string>
  output(): string
}

/** Runs one test of the fixtures; or, without a name, all that are not about endings. */
function vitest(test: string | undefined): Run {
  mark = `MARK_OF_RUNNER=${randomUUID()}`
  const choice =
    test === undefined ? ['--project', '!endings'] : ['--project', 'endings', '--testNamePattern', `a test ${test}$`]
  const runner = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--config',
      join(import.meta.dirname, 'fixtures/vitest.config.ts'),
      '--reporter',
      'default',
      '--no-color',
      ...choice,
    ],
    {
      cwd: root,
      // A group of its own, as a shell gives it, for what a terminal sends on Ctrl-C.
      detached: true,
      env: { ...withoutVitest(process.env), MARK_OF_RUNNER: mark.split('=')[1] },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  for (const pipe of [runner.stdout!, runner.stderr!]) pipe.on('data', chunk => (output += chunk))
  const ended = new Promise<number | string>(resolve => runner.on('exit', (code, signal) => resolve(code ?? signal!)))
  return { runner, ended, output: () => stripVTControlCharacters(output) }
}

/** The Vitest that runs this file tells its children so, and they would take themselves for its workers. */
function withoutVitest(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:VITEST|TEST$|VITE_|MAELSTROM_)/.test(name)))
}

/** The nodes of the run that is going on, without their children: until it has become another program, a child has the command line of its parent. */
function nodes(): number[] {
  const alike = marked(mark).filter(pid => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('stubborn.mjs')
    } catch {
      return false
    }
  })
  return alike.filter(pid => !alike.includes(parentOf(pid)))
}

/** `NaN` of a process that has gone. */
function parentOf(pid: number): number {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    return Number.NaN
  }
}

/** The premise of every test here: there is something to leave behind. */
async function nodesRun(): Promise<number[]> {
  // Two nodes, each with a child, the worker and Vitest itself.
  let found: number[] = []
  await eventually(() => {
    found = nodes()
    return found.length === 2 && marked(mark).length >= 6
  }, 20_000)
  expect(found).toHaveLength(2)
  expect(marked(mark).length).toBeGreaterThanOrEqual(6)
  return found
}

async function nothingIsLeft(): Promise<void> {
  await eventually(() => marked(mark).length === 0)
  expect(marked(mark)).toEqual([])
}

describe.skipIf(process.platform !== 'linux')(
  'no process is left (looks into /proc, which only Linux has)',
  { timeout: 60_000 },
  () => {
    it('after a test that passes', async () => {
      const run = vitest('passes')
      await nodesRun()
      expect(await run.ended, run.output()).toBe(0)
      await nothingIsLeft()
    })

    it('after a test that fails, which is explained', async () => {
      const run = vitest('fails')
      await nodesRun()
      expect(await run.ended).toBe(1)
      expect(run.output()).toContain('expect(history).not.toBeValid()')
      expect(run.output()).toMatch(
        /MAELSTROM_SEED=\d+ npx vitest run test\/runner\/fixtures\/endings\.fixture\.ts -t "a test fails"/,
      )
      await nothingIsLeft()
    })

    it('after a test that throws while its cluster runs', async () => {
      const run = vitest('throws while its cluster runs')
      await nodesRun()
      expect(await run.ended).toBe(1)
      expect(run.output()).toContain('the test has a mistake')
      await nothingIsLeft()
    })

    it('after a test that meets its time limit: it is cut short in order, and the option to set is named', async () => {
      const run = vitest(String.raw`meets its time limit \(3 s\)`)
      await nodesRun()
      expect(await run.ended).toBe(1)
      expect(run.output()).toContain('That is unknown: the run was cut short')
      expect(run.output()).toContain('raise testTimeout in vitest.config.ts (or the last argument of it())')
      expect(run.output()).not.toContain('timed out in')
      await nothingIsLeft()
    })

    it("after the runner's own time-out of a test that hangs", async () => {
      const run = vitest('hangs')
      await nodesRun()
      expect(await run.ended).toBe(1)
      expect(run.output()).toContain('Test timed out in 2000ms')
      await nothingIsLeft()
    })

    it('after Ctrl-C', async () => {
      const run = vitest('takes long')
      await nodesRun()
      process.kill(-run.runner.pid!, 'SIGINT')
      expect([130, 1, 'SIGINT']).toContain(await run.ended)
      await nothingIsLeft()
    })

    it('after the worker has been killed', async () => {
      const run = vitest('takes long')
      const [node] = await nodesRun()
      process.kill(parentOf(node!), 'SIGKILL')
      expect(await run.ended).toBe(1)
      await nothingIsLeft()
    })

    it('after Vitest itself has been killed', async () => {
      const run = vitest('takes long')
      await nodesRun()
      process.kill(run.runner.pid!, 'SIGKILL')
      expect(await run.ended).toBe('SIGKILL')
      await nothingIsLeft()
    })
  },
)

describe('what the entry for Vitest registers', { timeout: 60_000 }, () => {
  it('higher time limits, unless they were set; and which test it is, also for tests that run at once', async () => {
    const run = vitest(undefined)
    expect(await run.ended, run.output()).toBe(0)
    expect(run.output()).toContain('20 passed (20)')
    for (const project of ['set-up', 'in-file', 'configured', 'not-isolated', 'concurrent'])
      expect(run.output()).toContain(`|${project}|`)
  })
})
