/** slow: the whole network between nodes is slow. */

import { MILLISECOND } from '../time/clock.ts'
import { formatDuration } from '../time/duration.ts'
import type { FaultWorld } from './fault.ts'
import { linkFault } from './link-faults.ts'

const base = ({ latency }: FaultWorld) => Math.max(latency, 10 * MILLISECOND)

export const slow = linkFault({
  name: 'slow',
  doc: 'Every message between two nodes takes longer: by 5, 10 or 20 times the mean latency (of at least 10 ms).',
  hitWord: 'messages slowed down',
  strengths: [5, 10, 20],
  describe: (factor, world) => `by about ${formatDuration(factor * base(world))}`,
  make: (factor, world, random, hit) => ({
    delay(_src, _dest, delay) {
      hit()
      return delay + factor * base(world) * (0.5 + random.float())
    },
  }),
})
