/** No process outlives a run, however the run ends. Real processes, looked for in the system's own list. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Bundle, bundleTypeScript } from '../../src/nodes/typescript-program.ts'
import { eventually, marked, runs } from './fixtures/processes.ts'

let driver: Bundle
let folder: string
let mark: string
beforeAll(async () => {
  driver = await bundleTypeScript(join(import.meta.dirname, 'fixtures/driver.ts'))
})
afterAll(() => driver.remove())
afterEach(async () => {
  // A failing test must not leave its own survivors to the next ones.
  for (const pid of marked(mark)) process.kill(pid, 'SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

interface Run {
  readonly worker: number
  readonly reaper: number
  readonly ended: Promise<number | string>
}

/** Starts node with arguments in which DRIVER and FOLDER stand for the paths of both, and waits until its nodes run. */
async function launch(args: readonly string[]): Promise<Run> {
  mark = `MARK_OF_SURVIVORS=${randomUUID()}`
  folder = await mkdtemp(join(tmpdir(), 'maelstrom-survivors-'))
  await mkdir(join(folder, 'results'))
  const child: ChildProcess = spawn(
    process.execPath,
    args.map(arg => arg.replaceAll('DRIVER', driver.path).replaceAll('FOLDER', folder)),
    {
      detached: true,
      env: { ...process.env, MARK_OF_SURVIVORS: mark.split('=')[1] },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  const ended = new Promise<number | string>(resolve => child.on('exit', (code, signal) => resolve(code ?? signal!)))
  const { pid, reaper } = await new Promise<{ pid: number; reaper: number }>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', line => resolve(JSON.parse(line)))
    void ended.then(code => reject(new Error(`the driver ended with ${code} before its nodes ran`)))
  })
  // The premise of every test below: there is something to survive. A worker, seven shells and a sleep or more.
  await eventually(() => marked(mark).length >= 9)
  expect(marked(mark).length).toBeGreaterThanOrEqual(9)
  expect(runs(reaper)).toBe(true)
  return { worker: pid, reaper, ended }
}

async function nothingIsLeft({ reaper }: Run): Promise<void> {
  await eventually(
    () => marked(mark).length === 0 && !runs(reaper) && !existsSync(join(folder, `it's a "temp" folder $HOME`)),
  )
  expect(marked(mark)).toEqual([])
  expect(runs(reaper)).toBe(false)
  expect(existsSync(join(folder, `it's a "temp" folder $HOME`))).toBe(false)
  // Only what was registered is removed.
  expect(existsSync(join(folder, 'results'))).toBe(true)
}

describe('no node, no child of a node, no reaper and no temporary folder is left', () => {
  it('when the nodes are stopped; the reaper, which still has a folder to watch, does not keep the process from ending', async () => {
    const run = await launch(['DRIVER', 'stop', 'FOLDER'])
    process.kill(run.worker, 'SIGUSR2')
    expect(await run.ended).toBe(0)
    await nothingIsLeft(run)
  })

  it('when the process calls exit', async () => {
    const run = await launch(['DRIVER', 'exit', 'FOLDER'])
    process.kill(run.worker, 'SIGUSR2')
    expect(await run.ended).toBe(0)
    await nothingIsLeft(run)
  })

  it('when the process dies of an error', async () => {
    const run = await launch(['DRIVER', 'throw', 'FOLDER'])
    process.kill(run.worker, 'SIGUSR2')
    expect(await run.ended).toBe(1)
    await nothingIsLeft(run)
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
    'when %s reaches the process and its group',
    async signal => {
      const run = await launch(['DRIVER', 'wait', 'FOLDER'])
      process.kill(-run.worker, signal)
      expect(await run.ended).toBe(signal)
      await nothingIsLeft(run)
    },
  )

  it('when a worker thread is terminated, although its process goes on', async () => {
    const parent = `
      process.on('SIGUSR2', () => worker.terminate())
      const worker = new (require('node:worker_threads').Worker)('DRIVER', { workerData: ['wait', 'FOLDER'] })
      setInterval(() => {}, 1000)`
    const run = await launch(['-e', parent])
    process.kill(run.worker, 'SIGUSR2')
    await eventually(() => marked(mark).length === 1 && !runs(run.reaper))
    expect(marked(mark)).toEqual([run.worker])
    process.kill(run.worker, 'SIGKILL')
    await nothingIsLeft(run)
  })

  it('when the process that forked the worker is killed, as a test runner may be', async () => {
    const parent = `require('node:child_process').fork('DRIVER', ['wait', 'FOLDER'], { stdio: ['ignore', 'inherit', 'ignore', 'ipc'] })`
    const run = await launch(['-e', parent])
    const [runner] = marked(mark)
      .filter(pid => pid !== run.worker)
      .sort((a, b) => a - b)
    process.kill(runner!, 'SIGKILL')
    expect(await run.ended).toBe('SIGKILL')
    await nothingIsLeft(run)
  })

  it('when even the reaper was killed first', async () => {
    const run = await launch(['DRIVER', 'wait', 'FOLDER'])
    process.kill(run.reaper, 'SIGKILL')
    await eventually(() => !runs(run.reaper))
    // Another one takes over as soon as the worker hears of it.
    await new Promise(resolve => setTimeout(resolve, 100))
    process.kill(run.worker, 'SIGKILL')
    await run.ended
    await nothingIsLeft(run)
  })
})
