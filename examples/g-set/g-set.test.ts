import '@jepsen-ts/maelstrom/vitest'
import { type ClusterOptions, cluster } from '@jepsen-ts/maelstrom'
import { describe, expect, it } from 'vitest'
import { itWith } from '../toolchains.ts'

/** For bugs that need a certain moment: the same run each time, however busy the machine is. */
const SIMULATED: Partial<ClusterOptions> = { clock: 'virtual', latency: 2, seed: 7 }

async function add(bin: string, nemesis: ('partition' | 'kill' | 'loss')[], options: Partial<ClusterOptions> = {}) {
  return await cluster({
    ...options,
    bin,
    nodes: 3,
    workload: 'g-set',
    nemesis,
    nemesisInterval: '500ms',
    rate: 100,
    concurrency: '10n', // a client waits five seconds for a node that was killed, so there are some to spare
    timeLimit: '2500ms',
    recovery: '3s',
  })
}

describe('a grow-only set', () => {
  it('loses nothing to partitions and restarts', async () => {
    expect(await add('./node.js', ['partition', 'kill'])).toBeValid()
  })

  itWith('python3')('loses nothing to partitions and restarts, in Python', async () => {
    expect(await add('./node.py', ['partition', 'kill'])).toBeValid()
  })

  it('spreads as a rumour through partitions and loss, in TypeScript', async () => {
    const history = await add('./node.ts', ['partition', 'loss'])
    expect(history).toConverge()
    expect(history).toLoseNothing()
  })

  it('is caught when it forgets on restart', async () => {
    expect(await add('./broken-forgets.js', ['kill'], SIMULATED)).not.toLoseNothing()
  })

  itWith('python3')('is caught when one set replaces the other', async () => {
    expect(await add('./broken-replaces.py', ['partition'])).not.toBeValid()
  })
})
