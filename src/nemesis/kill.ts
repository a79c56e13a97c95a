/** kill: nodes crash (SIGKILL) and are started again later, with a new `init`; only what they kept in their private folder is left. */

import type { FaultDefinition } from './fault.ts'
import { drawTargets, TARGETS } from './targets.ts'

export const kill: FaultDefinition = {
  name: 'kill',
  doc: 'Some nodes crash, and start again later with a new init and the files of their private folder.',
  hitWord: 'nodes killed',
  variants: TARGETS,
  create({ nodes }, variant) {
    let killed = 0
    let down: string[] = []
    return {
      async start(random) {
        const up = [...nodes.values()].filter(node => node.state === 'up').map(node => node.id)
        const targets = new Set(drawTargets([...nodes.keys()], random, variant))
        down = up.filter(id => targets.has(id))
        killed += down.length
        await Promise.all(down.map(id => nodes.get(id)!.kill()))
        return down
      },
      async stop() {
        // Those that crashed by themselves as well: whoever starts nodes starts all that should run.
        const crashed = [...nodes.values()].filter(node => node.state === 'crashed').map(node => node.id)
        const started = [...down, ...crashed]
        down = []
        // A node that does not come up again is recorded as a problem; the run goes on without it.
        await Promise.allSettled(started.map(id => nodes.get(id)!.restart()))
        return started
      },
      hits: () => killed,
    }
  },
}
