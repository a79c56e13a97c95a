/** One row, in a process of its own, so that its memory is its own: prints one line of JSON. Argument: the row's number. With EXPLAIN=1 failures are explained too. */
import { checkLinearizable } from '../src/index.ts'
import { rows } from './rows.ts'
import { tasksOf } from './tasks.ts'

const row = rows[Number(process.argv[2])]!
const tasks = tasksOf(row)
const operations = row.recipe?.operations ?? tasks.reduce((sum, { history }) => sum + history.length, 0)
const times: number[] = []
const cpus: number[] = []
let verdict: unknown
let engines = ''
const base = process.memoryUsage().rss
for (let round = 0; round < row.rounds; round++) {
  const start = performance.now()
  const cpu = process.cpuUsage()
  const results = tasks.map(({ model, history }) =>
    checkLinearizable(model, history, { explain: process.env.EXPLAIN === '1', timeLimit: 60_000 }),
  )
  times.push(performance.now() - start)
  cpus.push(process.cpuUsage(cpu).user / 1000)
  verdict = [...new Set(results.map(({ valid }) => valid))].join('/')
  const used = results.flatMap(({ partitions }) => partitions.map(({ engine }) => engine ?? 'skipped'))
  engines = [...new Set(used)].join('+')
}
const sorted = times.toSorted((a, b) => a - b)
console.log(
  JSON.stringify({
    first: times[0],
    median: sorted[sorted.length >> 1],
    best: sorted[0],
    cpu: cpus.toSorted((a, b) => a - b)[cpus.length >> 1],
    peak: process.resourceUsage().maxRSS / 1024,
    history: base / 2 ** 20,
    operations,
    verdict,
    engines,
  }),
)
