/** No process outlives a run under the test runners, with tests that start nodes and never stop them: the worst a user can do. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { eventually, marked, runs } from './fixtures/processes.ts'

const root = resolve(import.meta.dirname, '../..')
let project: string
let mark: string

/** What a test file does: starts two nodes that ignore everything, tells the outside, and waits for ever. */
const body = `
  const { mkdirSync, writeFileSync } = require('node:fs')
  const { processHost, reaperPid } = require('./host.cjs')
  const host = processHost({ bin: ['sh', '-c', \`trap '' INT TERM HUP; echo ready; while :; do sleep 100; done\`], cwd: __dirname })
  for (const id of ['n1', 'n2']) {
    await new Promise(onMessage => host.start({ id, dataDir: __dirname + '/data', io: { onMessage, onLog() {}, onExit() {} } }))
  }
  writeFileSync(__dirname + '/ready/' + process.pid + '-' + Math.random(), JSON.stringify({ worker: process.pid, reaper: reaperPid() }))
  await new Promise(() => {})`

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'maelstrom-runners-'))
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'))
  await build({
    stdin: {
      contents: `export { processHost } from './src/nodes/process-host.ts'; export { reaperPid } from './src/nodes/reaper.ts'`,
      resolveDir: root,
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['esbuild'],
    outfile: join(project, 'host.cjs'),
  })
  await writeFile(join(project, 'package.json'), '{}')
  // Two files: Jest would run a single one in its main process.
  for (const name of ['a', 'b']) {
    await writeFile(
      join(project, `${name}.jest.js`),
      `test('hangs', async () => {${body}\n}, Number(process.env.TEST_TIMEOUT))`,
    )
    await writeFile(
      join(project, `${name}.test.mjs`),
      `import { createRequire } from 'node:module'
       import { test } from 'vitest'
       const require = createRequire(import.meta.url)
       const __dirname = import.meta.dirname
       test('hangs', async () => {${body}\n}, Number(process.env.TEST_TIMEOUT))`,
    )
  }
})
afterAll(() => rm(project, { recursive: true, force: true }))
afterEach(() => {
  for (const pid of marked(mark)) process.kill(pid, 'SIGKILL')
})

/** A time limit, in ms, that the tests of the fixture meet at once. */
const GIVEN_UP_SOON = 300

const RUNNERS = {
  jest: ['node_modules/jest/bin/jest.js', '--testMatch=**/*.jest.js', '--maxWorkers=2', '--no-cache'],
  'vitest, forks': ['node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=2', '--pool=forks'],
  'vitest, threads': ['node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=2', '--pool=threads'],
} as const

interface Run {
  readonly main: number
  readonly workers: readonly number[]
  readonly reapers: readonly number[]
  readonly ended: Promise<number | string>
}

/** Starts the runner and waits until the nodes of both test files run. */
async function launch(runner: keyof typeof RUNNERS, timeout: number): Promise<Run> {
  mark = `MARK_OF_RUNNERS=${randomUUID()}`
  const [, value] = mark.split('=')
  const ready = join(project, 'ready')
  await rm(ready, { recursive: true, force: true })
  await mkdir(ready)
  const [script, ...args] = RUNNERS[runner]
  // What the runner of this very test put into the environment is not for the other one.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|JEST|NODE_ENV|NODE_OPTIONS|TEST$|DEV$|PROD$|MODE$|BASE_URL$|SSR$)/.test(name),
    ),
  )
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: project,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, MARK_OF_RUNNERS: value, TEST_TIMEOUT: String(timeout) },
  })
  let output = ''
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', chunk => (output += chunk))
  const ended = new Promise<number | string>(done => child.on('exit', (code, signal) => done(code ?? signal!)))
  let files: string[] = []
  for (let i = 0; i < 1000 && files.length < 2 && child.exitCode === null; i++) {
    await new Promise(done => setTimeout(done, 10))
    files = await readdir(ready)
  }
  expect(files, output).toHaveLength(2)
  // The file may exist and be empty for a moment.
  await new Promise(done => setTimeout(done, 20))
  const told = await Promise.all(files.map(async file => JSON.parse(await readFile(join(ready, file), 'utf8'))))
  const reapers = told.map(({ reaper }) => reaper as number)
  // Tests that are given up at once may be over, and their reapers gone, before anyone can look.
  if (timeout > GIVEN_UP_SOON) expect(reapers.every(runs)).toBe(true)
  return { main: child.pid!, workers: told.map(({ worker }) => worker as number), reapers, ended }
}

async function nothingIsLeft({ reapers }: Run): Promise<void> {
  await eventually(() => marked(mark).length === 0 && !reapers.some(runs))
  expect(marked(mark)).toEqual([])
  expect(reapers.filter(runs)).toEqual([])
}

describe.each(Object.keys(RUNNERS) as (keyof typeof RUNNERS)[])('%s: nothing is left', runner => {
  it('after the runner gave up on the tests', async () => {
    const run = await launch(runner, GIVEN_UP_SOON)
    // Jest waits for its workers for half a second and then kills them.
    expect(await run.ended).toBe(1)
    await nothingIsLeft(run)
  })

  it('after the runner was killed', async () => {
    const run = await launch(runner, 60_000)
    process.kill(run.main, 'SIGKILL')
    await run.ended
    await nothingIsLeft(run)
  })

  it('after Ctrl-C', async () => {
    const run = await launch(runner, 60_000)
    process.kill(-run.main, 'SIGINT')
    await run.ended
    await nothingIsLeft(run)
  })
})

it('the nodes of a worker that is killed die with it, while the runner goes on', async () => {
  const run = await launch('vitest, forks', 60_000)
  const [first, second] = run.workers as [number, number]
  expect(first).not.toBe(second)
  const before = marked(mark).length
  process.kill(first, 'SIGKILL')
  await eventually(() => !runs(run.reapers[0]!) && marked(mark).length < before - 2)
  expect(runs(run.reapers[0]!)).toBe(false)
  process.kill(-run.main, 'SIGINT')
  process.kill(run.main, 'SIGKILL')
  await run.ended
  await nothingIsLeft(run)
})
