import '@jepsen-ts/maelstrom/vitest'
import { type ClusterOptions, cluster } from '@jepsen-ts/maelstrom'
import { describe, expect, it } from 'vitest'
import { itWith } from '../toolchains.ts'

/** For bugs that need a certain moment: the same run each time, however busy the machine is. */
const SIMULATED: Partial<ClusterOptions> = { clock: 'virtual', latency: 2, seed: 7 }

async function count(bin: string, nemesis: ('partition' | 'kill' | 'loss')[], options: Partial<ClusterOptions> = {}) {
  return await cluster({
    ...options,
    bin,
    nodes: 3,
    workload: 'pn-counter',
    nemesis,
    nemesisInterval: '500ms',
    rate: 100,
    concurrency: '10n', // a client waits five seconds for a node that was killed, so there are some to spare
    timeLimit: '2s',
    recovery: '3s',
  })
}

describe('a counter that goes both ways', () => {
  it('counts right as two grow-only counters, through partitions and loss', async () => {
    expect(await count('./node.js', ['partition', 'loss'])).toBeValid()
  })

  it('counts right as two grow-only counters, through partitions and loss, in TypeScript', async () => {
    expect(await count('./node.ts', ['partition', 'loss'])).toBeValid()
  })

  itWith('python3')('counts right on the service lin-kv, through partitions and restarts, in Python', async () => {
    expect(await count('./node.py', ['partition', 'kill'])).toBeValid()
  })

  it('is caught when it is one grow-only counter', async () => {
    expect(await count('./broken-one-way.js', [], SIMULATED)).not.toBeValid()
  })

  itWith('python3')('is caught when it counts what was sent twice', async () => {
    expect(await count('./broken-retries.py', ['loss'])).not.toBeValid()
  })
})
