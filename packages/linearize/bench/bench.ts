/**
 * `npm run bench -w packages/linearize [-- PART OF A ROW'S NAME]`: the table of the reference, measured here and now. With `PORCUPINE=/path/to/checkout` also what
 * Porcupine needs for the same histories; `PORCUPINE_SECONDS` (20) and `PORCUPINE_MB` (4096) are what it may take.
 */
import { execFileSync } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { buildPorcupine } from './porcupine.ts'
import { rows } from './rows.ts'
import { tasksOf } from './tasks.ts'

interface Measured {
  readonly first: number
  readonly median: number
  readonly best: number
  readonly cpu: number
  readonly operations: number
  readonly peak: number
  readonly history: number
  readonly verdict: unknown
  readonly engines: string
}

const rowFile = fileURLToPath(new URL('row.ts', import.meta.url))
const only = process.argv[2] ?? ''

function measure(index: number): Measured {
  const output = execFileSync(process.execPath, ['--import', 'tsx', rowFile, String(index)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  })
  return JSON.parse(output) as Measured
}

const limits = {
  seconds: Number(process.env.PORCUPINE_SECONDS ?? 20),
  megabytes: Number(process.env.PORCUPINE_MB ?? 4096),
}
const porcupine = buildPorcupine(process.env.PORCUPINE, limits)

/** Its median, best and memory, and how often our best fits into its best: a busy machine disturbs the best least. */
function againstPorcupine(index: number, ours: Measured): string[] {
  const row = rows[index]!
  if (porcupine === undefined) return [row.porcupine]
  const theirs = porcupine.measure(tasksOf(row), row.rounds)
  if (theirs === undefined) return [`more than ${limits.megabytes} MB`, '-']
  const { median, best, peak, verdict } = theirs
  if (verdict.includes('unknown')) return [`more than ${limits.seconds} s / ${peak.toFixed(0)}`, '-']
  if (verdict.split('/').sort().join('/') !== String(ours.verdict).split('/').sort().join('/'))
    throw new Error(`${row.name}: Porcupine says ${verdict}, and we ${ours.verdict}.`)
  return [`${median.toFixed(1)} / ${best.toFixed(1)} / ${peak.toFixed(0)}`, (best / ours.best).toFixed(1)]
}

const load = loadavg()
  .map(average => average.toFixed(1))
  .join(' ')
console.log(`${availableParallelism()} cores, load average ${load}, Node ${process.version}.`)
console.log(
  'Milliseconds: first call in a fresh process | median | best | median of processor time, all threads. Peak: resident memory of that process, of which Node and the history.',
)
console.log(
  porcupine === undefined
    ? 'Prototype and Porcupine: milliseconds / MB as the reference measured them; set PORCUPINE to a checkout to measure it here and now.'
    : 'Prototype: milliseconds / MB as the reference measured them. Porcupine: median / best milliseconds / peak MB here and now, and how many times our best its best is.',
)
console.log(
  [
    'history',
    'verdict',
    'engine',
    'first ms',
    'median ms',
    'best ms',
    'cpu ms',
    'ops/s',
    'peak MB',
    'history MB',
    'prototype',
    'Porcupine',
    ...(porcupine === undefined ? [] : ['ratio']),
  ].join(' | '),
)
const growth: string[] = []
rows.forEach((row, index) => {
  if (!row.name.includes(only)) return
  const measured = measure(index)
  const { first, median, best, cpu, operations, peak, history, verdict, engines } = measured
  const rate = Math.round((operations / median) * 1000).toLocaleString('en')
  console.log(
    [
      row.name,
      verdict,
      engines,
      first.toFixed(1),
      median.toFixed(1),
      best.toFixed(1),
      cpu.toFixed(1),
      rate,
      peak.toFixed(0),
      history.toFixed(0),
      row.prototype,
      ...againstPorcupine(index, measured),
    ].join(' | '),
  )
  if (row.name.startsWith('10 keys') && row.recipe?.clients === 10) {
    growth.push(`${operations.toLocaleString('en')} ops: ${((median * 1e6) / operations).toFixed(0)} ns/op`)
  }
})
if (growth.length > 0) console.log(`Growth, 10 keys and 10 clients: ${growth.join(', ')}`)
porcupine?.close()
