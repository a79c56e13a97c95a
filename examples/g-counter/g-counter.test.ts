import '@jepsen-ts/maelstrom/vitest'
import { type ClusterOptions, cluster } from '@jepsen-ts/maelstrom'
import { describe, expect, it } from 'vitest'
import { itWith } from '../toolchains.ts'

/** For bugs that need a certain moment: the same run each time, however busy the machine is. */
const SIMULATED: Partial<ClusterOptions> = { clock: 'virtual', latency: 2, seed: 7 }

async function count(bin: string, nemesis: ('partition' | 'kill' | 'pause')[], options: Partial<ClusterOptions> = {}) {
  return await cluster({
    ...options,
    bin,
    nodes: 3,
    workload: 'g-counter',
    nemesis,
    nemesisInterval: '500ms',
    rate: 100,
    concurrency: '10n', // a client waits five seconds for a node that was killed, so there are some to spare
    timeLimit: '2s',
    recovery: '3s',
  })
}

describe('a grow-only counter', () => {
  it('counts right as a CRDT, through partitions', async () => {
    expect(await count('./node.js', ['partition'])).toBeValid()
  })

  itWith('python3')('counts right as a CRDT, through partitions and restarts, in Python', async () => {
    expect(await count('./node.py', ['partition', 'kill'])).toBeValid()
  })

  it('counts right on the service seq-kv, while nodes fall asleep, in TypeScript', async () => {
    expect(await count('./node.ts', ['pause'])).toBeValid()
  })

  it('is caught when it overwrites instead of merging', async () => {
    expect(await count('./broken-overwrites.js', [], SIMULATED)).not.toBeValid()
  })

  itWith('python3')('is caught when it loses updates', async () => {
    expect(await count('./broken-lost-update.py', [])).not.toBeValid()
  })
})
