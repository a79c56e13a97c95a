/** The same seed gives the same run: twice in a process, in two processes, and whatever the host's clock and dice do. */

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { gossipRun, hashOf, PROGRAMS } from './gossip-run.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(PROGRAMS)('%s', program => {
  it('writes the same lines at the same times again', async () => {
    const once = await gossipRun(program, 7)
    expect(once.length).toBeGreaterThan(60)
    expect(await gossipRun(program, 7)).toEqual(once)
  })
})

describe('chance', () => {
  it('comes from the seed', async () => {
    const hashes = await Promise.all([1, 2, 3].map(async seed => hashOf(await gossipRun('chancy.mjs', seed))))
    expect(new Set(hashes).size).toBe(3)
  })

  it('and time are never taken from the host', async () => {
    const expected: string[] = []
    for (const program of PROGRAMS) expected.push(hashOf(await gossipRun(program, 3)))
    const trapped = (name: string) => () => {
      throw new Error(`the simulation used the host's ${name}`)
    }
    vi.spyOn(Date, 'now').mockImplementation(trapped('Date.now'))
    vi.spyOn(Math, 'random').mockImplementation(trapped('Math.random'))
    vi.spyOn(performance, 'now').mockImplementation(trapped('performance.now'))
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(trapped('setTimeout') as never)
    vi.spyOn(globalThis, 'setInterval').mockImplementation(trapped('setInterval') as never)
    vi.spyOn(globalThis, 'setImmediate').mockImplementation(trapped('setImmediate') as never)
    vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(trapped('queueMicrotask'))
    vi.spyOn(process, 'hrtime').mockImplementation(trapped('process.hrtime') as never)
    const found: string[] = []
    for (const program of PROGRAMS) found.push(hashOf(await gossipRun(program, 3)))
    vi.restoreAllMocks()
    expect(found).toEqual(expected)
  })

  it('is the same in another process, in another zone and language', async () => {
    const expected: string[] = []
    for (const program of PROGRAMS) expected.push(hashOf(await gossipRun(program, 11)))
    const env = { ...process.env, TZ: 'Asia/Kathmandu', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', join(import.meta.dirname, 'gossip-run.ts'), '11'],
      { env },
    )
    expect(JSON.parse(stdout)).toEqual(expected)
  })
})

describe('zone and language of the host', () => {
  const output = async (env: Readonly<Record<string, string>>) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', join(import.meta.dirname, 'output-run.ts'), 'zones.mjs'],
      { env: { ...process.env, ...env } },
    )
    return stdout.split('\n')
  }

  it('do not show in what a node reads and writes', async () => {
    const [expected, ...others] = await Promise.all([
      output({ TZ: 'UTC', LANG: 'C', LC_ALL: 'C' }),
      output({ TZ: 'America/New_York', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }),
      output({ TZ: 'Europe/Berlin', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }),
    ])
    expect(expected!.length).toBeGreaterThan(80)
    for (const other of others) expect(other).toEqual(expected)
  })
})
