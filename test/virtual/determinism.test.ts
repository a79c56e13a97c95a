/** The same seed gives the same run, byte by byte: in another process, on a loaded machine, with the host's time and randomness out of bounds. */

import { spawn } from 'node:child_process'
import { cluster } from '@jepsen-ts/maelstrom'
import { beforeAll, describe, expect, it } from 'vitest'
import { digest, digestsOfProcess, RUNS } from './digest.ts'

describe('the same seed', () => {
  let other: Map<string, string>
  let trapped: Map<string, string>

  beforeAll(async () => {
    // A busy neighbour for the first of them: nothing may depend on how fast the host is.
    const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
    try {
      other = await digestsOfProcess()
    } finally {
      busy.kill('SIGKILL')
    }
    trapped = await digestsOfProcess({ TRAPPED: '1' })
  }, 120_000)

  for (const name of Object.keys(RUNS)) {
    it(`gives the same run of ${name} here, in another process, and with the host's time and randomness trapped`, async () => {
      const here = await digest(name)
      expect(other.get(name)).toBe(here)
      expect(trapped.get(name)).toBe(here)
    })
  }
})

describe('another seed', () => {
  it('gives another run', async () => {
    const run = (seed: number) =>
      cluster({
        bin: './examples/broadcast/node.js',
        nodes: 3,
        workload: 'broadcast',
        rate: 20,
        timeLimit: '2s',
        clock: 'virtual',
        results: false,
        seed,
      })
    const [one, same, other] = [await run(1), await run(1), await run(2)]
    expect(same.operations).toEqual(one.operations)
    expect(other.operations).not.toEqual(one.operations)
  })
})
