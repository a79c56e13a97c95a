/** The README's first example in virtual time: its options, with the program in JavaScript. Prints how long it took. */

import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { type ClusterOptions, cluster } from '@jepsen-ts/maelstrom'
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
