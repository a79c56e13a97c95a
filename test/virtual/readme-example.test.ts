/** The README's examples of virtual time: its first, with the program in JavaScript, which prints how long it took; and what explore() shows. */

import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { type ClusterOptions, cluster, type ExploreOptions, explore } from '@jepsen-ts/maelstrom'
import { expect, it } from 'vitest'
import '@jepsen-ts/maelstrom/vitest'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const written = /cluster\(\{(.*?)\}\)/s.exec(readme)![1]!
const options = new Function(`return {${written}}`)() as ClusterOptions
const run = (bin: string) => cluster({ ...options, bin, clock: 'virtual', seed: 7, results: false })

it('is right, and over at once', async () => {
  expect(options).toMatchObject({ bin: './node.py', workload: 'broadcast', nemesis: ['partition'] })
  const began = performance.now()
  const history = await run('./examples/broadcast/node.js')
  process.stderr.write(
    `  ${(history.duration / 1e9).toFixed(1)} virtual seconds took ${((performance.now() - began) / 1000).toFixed(2)} s\n`,
  )
  expect(history).toBeValid()
})

it('fails with a line that replays it when the program never sends again', async () => {
  const history = await run('./examples/broadcast/broken-no-retry.js')
  let told = ''
  try {
    expect(history).toBeValid()
  } catch (error) {
    told = stripVTControlCharacters((error as Error).message)
  }
  expect(told).toMatch(/Replay {2}MAELSTROM_SEED=7 npx vitest run .*readme-example.test.ts/)
  expect((await run('./examples/broadcast/broken-no-retry.js')).operations).toEqual(history.operations)
})

it('shows what explore() shows, word for word but for the seconds and the names of file and test', async () => {
  const [, code] = /await explore\((\{.*?\}),/s.exec(readme)!
  const [, shown] = /^A Raft whose leader .*?^```\n(.*?)^```/ms.exec(readme)!
  const asked = new Function(`return (${code})`)() as ExploreOptions
  let told = ''
  try {
    // The seeds are counted up from 1 there, so that two runs were needed.
    await explore({ ...asked, bin: './examples/lin-kv/broken-stale-read.ts', seed: 1 }, history =>
      expect(history).toBeLinearizable(),
    )
  } catch (error) {
    told = stripVTControlCharacters((error as Error).message)
  }
  const lasting = (text: string) =>
    text
      .trim()
      .replace(/\(\d+\.\d s\)/, '(… s)')
      .replace(/(?<=Replay {2}MAELSTROM_REPLAY=\S+ npx vitest run ).*/, '…')
      .replace(/(?<=Look {4}maelstrom-results).*\/(?=\S+$)/m, '/…/')
  expect(lasting(told)).toBe(lasting(shown!))
})
