/** A run in virtual time needs no folder of the host's, so that a thread of explore() that is ended in the middle of one leaves none. */

import { cluster } from '@jepsen-ts/maelstrom'
import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => vi.unstubAllEnvs())

it('makes no temporary folder', async () => {
  vi.stubEnv('TMPDIR', '/there/is/no/such/folder')
  const history = await cluster({
    bin: './examples/g-set/node.js',
    workload: 'g-set',
    nodes: 3,
    rate: 20,
    timeLimit: '1s',
    clock: 'virtual',
    results: false,
    seed: 1,
  })
  expect(history.verdict.valid).toBe(true)
})
