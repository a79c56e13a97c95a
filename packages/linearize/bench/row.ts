/** One row, in a process of its own, so that its memory is its own: prints one line of JSON. Argument: the row's number. */
import { checkLinearizable, kv, register } from '../src/index.ts'
import type { Model } from '../src/types.ts'
import { generate } from './generate.ts'
import { rows } from './rows.ts'

const row = rows[Number(process.argv[2])]!
const model = (row.recipe.values === 0 ? { ...register() } : kv()) as Model
const history = generate(row.recipe)
const times: number[] = []
let verdict: unknown
let engines = ''
const base = process.memoryUsage().rss
for (let round = 0; round < row.rounds; round++) {
  const start = performance.now()
  const result = checkLinearizable(model, history, { explain: process.env.EXPLAIN === '1', timeLimit: 60_000 })
  times.push(performance.now() - start)
  verdict = result.valid
  engines = [...new Set(result.partitions.map(partition => partition.engine))].join()
}
const sorted = times.toSorted((a, b) => a - b)
console.log(
  JSON.stringify({
    first: times[0],
    median: sorted[sorted.length >> 1],
    peak: process.resourceUsage().maxRSS / 1024,
    history: base / 2 ** 20,
    verdict,
    engines,
  }),
)
