/** The rate of requests: from none at all to as fast as they are answered. */

import { cluster } from '@jepsen-ts/maelstrom'
import { describe, expect, it } from 'vitest'

const run = (rate: number) =>
  cluster({
    bin: './examples/echo/node.js',
    nodes: 2,
    workload: 'echo',
    rate,
    timeLimit: '2s',
    clock: 'virtual',
    latency: 0,
    results: false,
    seed: 4,
  })

describe('the rate', () => {
  it('0 asks nothing for the whole time limit, as the original does, and the verdict says that nothing was shown', async () => {
    const history = await run(0)
    expect(history.length).toBe(0)
    expect(history.duration).toBeGreaterThanOrEqual(2e9)
    expect(history.verdict).toMatchObject({ valid: 'unknown', reason: expect.stringContaining('shows nothing') })
  })

  it('is met on average', async () => {
    const { stats } = await run(100)
    expect(stats.count).toBeGreaterThan(150)
    expect(stats.count).toBeLessThan(250)
  })
})
