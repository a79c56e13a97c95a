/** clock-drift: the clocks of some nodes go too fast or too slowly, their timers included. */

import { clockFault } from './clocks.ts'

const RATES = [0.5, 0.9, 0.99, 1.01, 1.1, 2]

export const clockDrift = clockFault({
  name: 'clock-drift',
  doc: 'The clocks of some nodes, timers included, run at half to twice the right speed.',
  disturb(clock, random) {
    const rate = random.pick(RATES)
    clock.drift(rate)
    return `at ${rate} of the right speed`
  },
  restore: clock => clock.drift(1),
})
