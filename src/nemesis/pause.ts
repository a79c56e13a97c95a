/** pause: nodes stop running (SIGSTOP) and go on later as if nothing had happened, with the messages that came meanwhile. */

import type { FaultDefinition } from './fault.ts'
import { drawTargets, TARGETS } from './targets.ts'

export const pause: FaultDefinition = {
  name: 'pause',
  doc: 'Some nodes stop running, and go on later as if no time had passed; messages to them wait.',
  hitWord: 'nodes paused',
  // A node that is started again while it is paused does not get ready.
  undoneFirst: true,
  variants: TARGETS,
  create({ nodes }, variant) {
    let hits = 0
    let paused: string[] = []
    return {
      start(random) {
        const targets = drawTargets([...nodes.keys()], random, variant)
        // One that is just starting has only so long to answer init.
        paused = targets.filter(id => nodes.get(id)!.state === 'up' && !nodes.get(id)!.starting)
        hits += paused.length
        for (const id of paused) nodes.get(id)!.pause()
        return paused
      },
      stop() {
        const resumed = paused
        paused = []
        for (const id of resumed) nodes.get(id)!.resume()
        return resumed
      },
      hits: () => hits,
    }
  },
}
