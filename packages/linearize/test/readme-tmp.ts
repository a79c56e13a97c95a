import { checkLinearizable, explainLinearizability, ILLEGAL, type Model } from '@jepsen-ts/linearize'

type Input = { f: 'take' } | { f: 'give'; seat: string }

const seats: Model<readonly string[], Input, string | null> = {
  name: 'seats',
  init: () => ['1A', '1B'],
  step: (free, input, seat) => {
    if (input.f === 'give') return [...free, input.seat].sort()
    if (seat === undefined) return free.slice(1) // nobody knows which one it got
    return seat === null ? (free.length === 0 ? free : ILLEGAL) : free[0] === seat ? free.slice(1) : ILLEGAL
  },
  describe: (input, seat) => (input.f === 'give' ? `give ${input.seat}` : `take → ${seat ?? 'none'}`),
}

const result = checkLinearizable(seats, [
  { process: 1, input: { f: 'take' }, output: '1A', call: 0, return: 4 },
  { process: 2, input: { f: 'take' }, output: '1A', call: 1, return: 5 },
  { process: 1, input: { f: 'give', seat: '1A' }, call: 6, return: 9 },
], { core: true })

console.log(explainLinearizability(seats, result))
