/**
 * power-loss: nodes crash, and with them goes everything that they had written but not synced (fsync), the last write perhaps torn. Only a simulated
 * disk can do that; on the real clock `kill` loses the program's memory only.
 */

import type { FaultDefinition } from './fault.ts'
import { drawTargets, TARGETS } from './targets.ts'

export const powerLoss: FaultDefinition = {
  name: 'power-loss',
  doc: 'Some nodes crash and lose every write that they had not synced, the last one perhaps torn; they start again later with a new init.',
  hitWord: 'nodes that lost power',
  virtualOnly: true,
  variants: TARGETS,
  create({ nodes, simulated }, variant) {
    let hits = 0
    let down: string[] = []
    return {
      async start(random) {
        const targets = drawTargets([...nodes.keys()], random, variant)
        down = targets.filter(id => nodes.get(id)!.state === 'up')
        hits += down.length
        for (const id of down) {
          await nodes.get(id)!.kill()
          simulated!(id).disk?.crash({ loseUnsynced: true, random: random.fork(id) })
        }
        return down
      },
      async stop() {
        const started = down
        down = []
        // A node that does not come up again is recorded as a problem; the run goes on without it.
        await Promise.allSettled(started.map(id => nodes.get(id)!.restart()))
        return started
      },
      hits: () => hits,
    }
  },
}
