/** loss: each message between two nodes may be lost. */

import { linkFault } from './link-faults.ts'

export const loss = linkFault({
  name: 'loss',
  doc: 'Each message between two nodes is lost with a probability of 10, 30 or 50 percent.',
  hitWord: 'messages lost',
  strengths: [0.1, 0.3, 0.5],
  describe: probability => `${probability * 100} % of messages`,
  make: (probability, _world, random, hit) => ({
    loses() {
      if (!random.chance(probability)) return undefined
      hit()
      return 'loss'
    },
  }),
})
