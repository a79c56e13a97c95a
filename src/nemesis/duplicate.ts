/** duplicate: each message between two nodes may arrive twice. */

import { linkFault } from './link-faults.ts'

export const duplicate = linkFault({
  name: 'duplicate',
  doc: 'Each message between two nodes arrives twice with a probability of 10, 30 or 50 percent.',
  hitWord: 'messages duplicated',
  strengths: [0.1, 0.3, 0.5],
  describe: probability => `${probability * 100} % of messages`,
  make: (probability, _world, random, hit) => ({
    copies() {
      if (!random.chance(probability)) return 0
      hit()
      return 1
    },
  }),
})
