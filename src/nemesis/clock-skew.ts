/** clock-skew: the wall clocks of some nodes are ahead or behind; timers do not notice. */

import { MILLISECOND, SECOND } from '../time/clock.ts'
import { formatDuration } from '../time/duration.ts'
import { clockFault } from './clocks.ts'

const OFFSETS = [50 * MILLISECOND, SECOND, 60 * SECOND, 3600 * SECOND]

export const clockSkew = clockFault({
  name: 'clock-skew',
  doc: 'The wall clocks of some nodes are set ahead or back by 50 ms, a second, a minute or an hour.',
  disturb(clock, random) {
    const size = random.pick(OFFSETS)
    const ahead = random.chance(0.5)
    clock.skew(ahead ? size : -size)
    return `${formatDuration(size)} ${ahead ? 'ahead' : 'behind'}`
  },
  restore: clock => clock.skew(0),
})
