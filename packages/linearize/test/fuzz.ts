/** `npm run fuzz -w packages/linearize -- --runs N [--seed S]`: the laws of laws.ts on N random histories, with another seed each time. */
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { judged, laws } from './laws.ts'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '200000' }, seed: { type: 'string' } } })
const runs = Number(values.runs)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const shares = laws.reduce((sum, { share }) => sum + share, 0)
console.log(`seed ${seed}`)
for (const { name, share, property } of laws) {
  const start = performance.now()
  const numRuns = Math.ceil((share / shares) * runs)
  fc.assert(property, { numRuns, seed })
  console.log(`${name}: ${numRuns} histories, ${((performance.now() - start) / 1000).toFixed(1)} s`)
}
console.log(judged)
