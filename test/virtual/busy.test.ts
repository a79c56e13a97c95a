/** Messages that beget messages: simulated time goes on nevertheless, as it does on a machine that has more to do than it can. */

import '@jepsen-ts/maelstrom/vitest'
import { cluster } from '@jepsen-ts/maelstrom'
import { defineNode } from '@jepsen-ts/maelstrom/node'
import { expect, it } from 'vitest'

const brief = { clock: 'virtual', timeLimit: '500ms', seed: 1, results: false } as const

/** Answers, and sends each ping back where it came from. */
const pingPong = defineNode(node => {
  node.on('echo', ({ echo }) => {
    if (node.nodeId === 'n1') node.send('n2', { type: 'ping' })
    return { echo }
  })
  node.on('ping', (_, { src }) => node.send(src, { type: 'ping' }))
})

it('two nodes that never stop to talk do not hold up time, though messages take none', async () => {
  const history = await cluster({ ...brief, node: pingPong, nodes: 2, workload: 'echo' })
  expect(history).toBeValid()
  expect(history.duration).toBeGreaterThanOrEqual(0.5e9)
  expect(history.network.servers.sent).toBeGreaterThan(10_000)
  const again = await cluster({ ...brief, node: pingPong, nodes: 2, workload: 'echo' })
  expect(again.operations).toEqual(history.operations)
})

it('nor do clients that ask again as soon as they are answered', async () => {
  const echo = defineNode(node => node.on('echo', ({ echo }) => ({ echo })))
  expect(
    await cluster({ ...brief, node: echo, nodes: 1, workload: 'echo', rate: Number.POSITIVE_INFINITY }),
  ).toBeValid()
})

/** Sends on whatever comes, to everyone, whether it knows it or not. */
const storm = defineNode(node => {
  let neighbours: readonly string[] = []
  const seen = new Set<unknown>()
  const spread = (message: unknown) => {
    seen.add(message)
    for (const neighbour of neighbours) node.send(neighbour, { type: 'gossip', message })
  }
  node.on('topology', ({ topology }) => {
    neighbours = topology[node.nodeId]
    return {}
  })
  node.on('broadcast', ({ message }) => {
    spread(message)
    return {}
  })
  node.on('gossip', ({ message }) => spread(message))
  node.on('read', () => ({ messages: [...seen] }))
})

it.each([0, 1])(
  'a storm of messages ends the run before it fills the memory, and is named (latency %i ms)',
  async latency => {
    const history = await cluster({ ...brief, node: storm, nodes: 5, workload: 'broadcast', rate: 50, latency })
    expect(history.verdict.valid).toBe('unknown')
    expect(history.cutShort).toMatch(
      /^250,000 messages were under way at once, and each begot others\. The last of them: n\d → n\d \{.*"gossip"/,
    )
  },
)
