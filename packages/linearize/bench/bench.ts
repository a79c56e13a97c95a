/** `npm run bench -w packages/linearize [-- PART OF A ROW'S NAME]`: the table of the reference, measured here and now. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { rows } from './rows.ts'

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

console.log(
  'Milliseconds: first call in a fresh process | median | best | median of processor time, all threads. Peak: resident memory of that process, of which Node and the history.',
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
  ].join(' | '),
)
const growth: string[] = []
rows.forEach((row, index) => {
  if (!row.name.includes(only)) return
  const { first, median, best, cpu, operations, peak, history, verdict, engines } = measure(index)
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
      row.porcupine,
    ].join(' | '),
  )
  if (row.name.startsWith('10 keys') && row.recipe?.clients === 10) {
    growth.push(`${operations.toLocaleString('en')} ops: ${((median * 1e6) / operations).toFixed(0)} ns/op`)
  }
})
if (growth.length > 0) console.log(`Growth, 10 keys and 10 clients: ${growth.join(', ')}`)
