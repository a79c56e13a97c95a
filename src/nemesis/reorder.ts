/** reorder: some messages between two nodes are held back, so that later ones overtake them. */

import { MILLISECOND } from '../time/clock.ts'
import { formatDuration } from '../time/duration.ts'
import type { FaultWorld } from './fault.ts'
import { linkFault } from './link-faults.ts'

/** Long enough to be overtaken at the pace of the run. */
const holdBack = ({ latency }: FaultWorld) => Math.max(2 * latency, 20 * MILLISECOND)

export const reorder = linkFault({
  name: 'reorder',
  doc: 'Some messages between two nodes (20, 50 or 80 percent) are held back for a random time, so that later ones overtake them.',
  hitWord: 'messages held back',
  strengths: [0.2, 0.5, 0.8],
  describe: (probability, world) =>
    `${probability * 100} % of messages, by ${formatDuration(holdBack(world))} on average`,
  make: (probability, world, random, hit) => ({
    delay(_src, _dest, delay) {
      if (!random.chance(probability)) return delay
      hit()
      return delay + random.exponential(holdBack(world))
    },
  }),
})
