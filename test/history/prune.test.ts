/** Which folders are removed when a run begins, and which never are. */

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { cluster } from '../../src/cluster.ts'
import { pruneRuns } from '../../src/history/prune.ts'

const scratch = mkdtempSync(join(tmpdir(), 'maelstrom-prune-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

let count = 0
const NOW = Date.now()
const HOUR = 3_600_000

/** A folder with some files, all of them `age` hours old. */
function folder(parent: string, name: string, files: readonly string[], age: number): string {
  const path = join(parent, name)
  mkdirSync(path, { recursive: true })
  for (const file of files) {
    writeFileSync(join(path, file), '{}')
    utimesSync(join(path, file), NOW / 1000, (NOW - age * HOUR) / 1000)
  }
  return path
}

const fresh = () => {
  const parent = join(scratch, String(count++))
  mkdirSync(parent)
  return parent
}
const RUN = ['results.json', 'messages.jsonl']

it('the newest runs stay, as many as are to be kept, and nothing else goes', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(1000), { maxLength: 8 }), fc.nat(10), (ages, keep) => {
      const parent = fresh()
      for (const age of ages) folder(parent, `seed-${age}`, RUN, age)
      pruneRuns(parent, keep, new Set(), NOW)
      const expected = ages.toSorted((a, b) => a - b).slice(0, keep)
      expect(readdirSync(parent).sort()).toEqual(expected.map(age => `seed-${age}`).sort())
    }),
    { numRuns: 30 },
  )
})

it('what no run has written is never removed: other folders, files, links and what they lead to', () => {
  const parent = fresh()
  const elsewhere = folder(fresh(), 'precious', RUN, 900)
  folder(parent, 'notes', ['notes.txt'], 900)
  folder(parent, 'empty', [], 900)
  folder(parent, 'another test/7', RUN, 900)
  writeFileSync(join(parent, 'results.json'), '{}')
  symlinkSync(elsewhere, join(parent, 'link'))
  folder(parent, 'old', RUN, 900)
  pruneRuns(parent, 0, new Set(), NOW)
  expect(readdirSync(parent).sort()).toEqual(['another test', 'empty', 'link', 'notes', 'results.json'])
  expect(readdirSync(elsewhere)).toEqual(RUN.toSorted())
  expect(existsSync(join(parent, 'another test', '7', 'results.json'))).toBe(true)
})

it('a run that another process may still be writing stays, until it is a day old', () => {
  const parent = fresh()
  folder(parent, 'under way', ['messages.jsonl'], 2)
  folder(parent, 'abandoned', ['messages.jsonl'], 30)
  folder(parent, 'finished', RUN, 2)
  pruneRuns(parent, 0, new Set(), NOW)
  expect(readdirSync(parent)).toEqual(['under way'])
})

it('runs that are spared stay, and a folder that is not there is no error', () => {
  const parent = fresh()
  const spared = folder(parent, 'mine', RUN, 900)
  pruneRuns(parent, 0, new Set([spared]), NOW)
  expect(readdirSync(parent)).toEqual(['mine'])
  pruneRuns(join(scratch, 'nowhere'), 0, new Set(), NOW)
})

it('a run removes the oldest of its own test when it begins, and leaves those of this process', async () => {
  const results = fresh()
  const options = {
    bin: resolve('examples/echo/node.ts'),
    clock: 'virtual',
    nodes: 1,
    workload: 'echo',
    timeLimit: '1s',
    results,
    report: 'never',
    keepRuns: 3,
  } as const
  const parent = join((await cluster({ ...options, seed: 1 })).folder!, '..')
  for (const age of [5, 6, 7, 8]) folder(parent, `old-${age}`, RUN, age)
  await cluster({ ...options, seed: 2 })
  expect(readdirSync(parent).sort()).toEqual(['1', '2', 'old-5'])
  for (const seed of [3, 4, 5]) await cluster({ ...options, seed })
  expect(readdirSync(parent).sort()).toEqual(['1', '2', '3', '4', '5'])
})

it('the number of runs to keep is checked', async () => {
  for (const keepRuns of [0, 1.5, -1, Number.NaN])
    await expect(cluster({ bin: 'x', workload: 'echo', keepRuns })).rejects.toThrow(
      'a whole number from 1, or Infinity',
    )
})
