/** When a run is drawn, and what happens when it cannot be. */

import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { cluster } from '../../src/cluster.ts'
import type { History } from '../../src/history/history.ts'
import type { ClusterOptions } from '../../src/options.ts'
import { DIAGRAMS } from '../../src/report/diagrams/index.ts'
import { reportRun, writeReport } from '../../src/report/write-report.ts'
import { scratchFolder, writeRun } from './run-folder.ts'

const results = scratchFolder('report')
afterAll(() => rmSync(results, { recursive: true, force: true }))

const drawn = ['index.html', ...Object.keys(DIAGRAMS)].sort()
const pictures = (history: History) =>
  readdirSync(history.folder!)
    .filter(name => /\.(html|svg)$/.test(name))
    .sort()

const run = (options: Partial<ClusterOptions>) =>
  cluster({
    bin: resolve('examples/echo/node.ts'),
    clock: 'virtual',
    nodes: 1,
    workload: 'echo',
    rate: 20,
    timeLimit: '1s',
    results,
    ...options,
  })

describe('the report of a run', () => {
  it('is written into its folder: a page, and the diagrams', async () => {
    expect(pictures(await run({ seed: 1 }))).toEqual(drawn)
  })

  it('is written for runs that are not valid only, where the option says so, or never', async () => {
    // A scenario that asks nothing proves nothing: its verdict is unknown.
    const nothing = { bin: resolve('examples/echo/node.ts'), clock: 'virtual', nodes: 1, results, seed: 2 } as const
    expect(pictures(await run({ seed: 3, report: 'failure' }))).toEqual([])
    expect(pictures(await cluster({ ...nothing, report: 'failure' }, async () => {}))).toEqual(drawn)
    expect(pictures(await run({ seed: 4, report: 'never' }))).toEqual([])
    expect((await run({ results: false })).folder).toBeUndefined()
  })

  it('is written as well when the test that steers the run throws', async () => {
    const failing = cluster(
      { bin: resolve('examples/echo/node.ts'), clock: 'virtual', nodes: 1, results: join(results, 'thrown'), seed: 5 },
      async () => {
        throw new Error('the test says no')
      },
    )
    await expect(failing).rejects.toThrow('the test says no')
    const files = readdirSync(join(results, 'thrown'), { recursive: true }).map(String)
    expect(files.filter(name => name.endsWith('index.html'))).toHaveLength(1)
  })

  it('that cannot be written fails no run: one line says so', async () => {
    const print = vi.fn<(line: string) => void>()
    const folder = writeRun(join(results, 'broken'), {})
    writeFileSync(join(folder, 'results.json'), 'no JSON')
    await reportRun(folder, undefined, print)
    expect(print).toHaveBeenCalledTimes(1)
    const [line] = print.mock.calls[0]!
    expect(line).toContain(`the page and the diagrams of ${folder} could not be written (NotARunError`)
    expect(line).not.toContain('\n')
  })

  it('is left out, and that is said, when the time of the test is nearly over', async () => {
    const print = vi.fn<(line: string) => void>()
    const folder = writeRun(join(results, 'late'), {})
    await reportRun(folder, 50, print)
    expect(readdirSync(folder)).not.toContain('index.html')
    expect(print.mock.calls[0]![0]).toContain("too little of the test's time is left")
    await reportRun(folder, 5000, print)
    expect(readdirSync(folder)).toContain('index.html')
    expect(print).toHaveBeenCalledTimes(1)
  })

  it('refuses a folder without a run', async () => {
    await expect(writeReport(results)).rejects.toThrow(/holds no finished run/)
  })
})
