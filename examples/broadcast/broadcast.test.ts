import '@jepsen-ts/maelstrom/vitest'
import { join } from 'node:path'
import { type ClusterOptions, cluster } from '@jepsen-ts/maelstrom'
import { describe, expect, it } from 'vitest'
import { itWith } from '../toolchains.ts'

/** For bugs that need a certain moment: the same run each time, however busy the machine is. */
const SIMULATED: Partial<ClusterOptions> = { clock: 'virtual', latency: 2, seed: 7 }

async function broadcast(
  bin: string | string[],
  nemesis: ('partition' | 'loss')[],
  options: Partial<ClusterOptions> = {},
) {
  return await cluster({
    ...options,
    bin,
    nodes: 5,
    workload: 'broadcast',
    nemesis,
    nemesisInterval: '500ms',
    rate: 100,
    timeLimit: '2500ms',
    recovery: '3s',
  })
}

describe('broadcast', () => {
  it('reaches every node by flooding, as long as the network is whole', async () => {
    const history = await broadcast('./flood.js', [])
    expect(history).toBeValid()
    expect(history).toHaveMessagesPerOp({ atMost: 4 })
  })

  it('reaches every node in spite of partitions and loss', async () => {
    expect(await broadcast('./node.js', ['partition', 'loss'])).toBeValid()
  })

  itWith('python3')('… in Python', async () => {
    expect(await broadcast('./node.py', ['partition', 'loss'])).toBeValid()
  })

  it('… in TypeScript', async () => {
    expect(await broadcast('./node.ts', ['partition', 'loss'])).toBeValid()
  })

  itWith('java')('… in Java', async () => {
    const program = ['java', '-XX:TieredStopAtLevel=1', join(import.meta.dirname, 'Node.java')]
    expect(await broadcast(program, ['partition', 'loss'])).toBeValid()
  })

  it('reaches 25 nodes with few messages, and soon', async () => {
    const history = await cluster({
      ...SIMULATED,
      bin: './node.ts',
      nodes: 25,
      workload: 'broadcast',
      latency: '100ms',
      rate: 100,
      timeLimit: '4s',
    })
    expect(history).toBeValid()
    expect(history).toHaveMessagesPerOp({ below: 20 })
    expect(history).toHaveStableLatency({ p50: '1s', max: '2s' })
  })

  it('is caught when it floods through a partition', async () => {
    expect(await broadcast('./flood.js', ['partition'], SIMULATED)).not.toBeValid()
  })

  it('is caught when it does not send again', async () => {
    expect(await broadcast('./broken-no-retry.js', ['partition'], SIMULATED)).not.toLoseNothing()
  })

  itWith('python3')('is caught when one acknowledgement counts for all', async () => {
    expect(await broadcast('./broken-acknowledges-first.py', ['partition'])).not.toConverge()
  })
})
