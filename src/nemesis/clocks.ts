/** Faults of clocks, which only a simulator can inject: some nodes' clocks are wrong for a while. */

import type { NodeClock } from '../nodes/node-clock.ts'
import type { Random } from '../random.ts'
import type { FaultDefinition } from './fault.ts'
import { drawTargets, TARGETS } from './targets.ts'

interface ClockFaultKind {
  readonly name: string
  readonly doc: string
  /** Makes a clock wrong, and says how. */
  readonly disturb: (clock: NodeClock, random: Random) => string
  readonly restore: (clock: NodeClock) => void
}

export function clockFault({ name, doc, disturb, restore }: ClockFaultKind): FaultDefinition {
  return {
    name,
    doc,
    hitWord: 'clocks made wrong',
    virtualOnly: true,
    variants: TARGETS,
    create({ nodes, simulated }, variant) {
      let hits = 0
      let wrong: NodeClock[] = []
      return {
        start(random) {
          const targets = drawTargets([...nodes.keys()], random, variant)
          wrong = targets.map(id => simulated!(id).clock)
          hits += wrong.length
          return Object.fromEntries(targets.map((id, i) => [id, disturb(wrong[i]!, random)]))
        },
        stop() {
          for (const clock of wrong) restore(clock)
          wrong = []
          return 'right again'
        },
        hits: () => hits,
      }
    },
  }
}
