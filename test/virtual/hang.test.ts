/** A node in an endless loop ends the test by an error instead of hanging the runner. */

import '@jepsen-ts/maelstrom/vitest'
import { cluster } from '@jepsen-ts/maelstrom'
import { defineNode } from '@jepsen-ts/maelstrom/node'
import { expect, it } from 'vitest'

/** Forgets to count, now and then. */
const retrying = defineNode(node => {
  node.on('generate', () => {
    const tries = node.random.int(20)
    for (let i = 0; tries > 0 && i < tries; ) if (tries !== 7) i++
    return { id: `${node.nodeId} ${node.now()} ${node.random.float()}` }
  })
})

const options = { node: retrying, nodes: 2, workload: 'unique-ids', rate: 50, timeLimit: '2s', results: false } as const
const told =
  /^n\d did not give way for 1 s of real time, while it handled \{.*"generate".*\n {2}Replay {2}replay: '5\/\*\/\*'\n {2}Read {4}docs\/\S+#nodehangerror .*$/

// The limit follows from what is left of the test's time: one second at least.
it('cluster() rejects with an error that names the node, its request and the seed', {
  timeout: 2000,
  retry: 2,
}, async () => {
  await expect(cluster({ ...options, clock: 'virtual', seed: 5 })).rejects.toThrow(told)
})
