// npm run bench -w packages/isolation [-- --max 100000]: how long a check takes, how much memory, and how both grow.
// Each measurement runs in a process of its own, one after the other.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { RwRegisterOptions } from '../src/options.ts'
import type { Shape } from './history.ts'

interface Measurement {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly historyMegabytes: number
  readonly peakMegabytes: number
  readonly valid: boolean
  readonly anomalyTypes: string[]
}

const { values } = parseArgs({ options: { max: { type: 'string', default: '1000000' } } })
const sizes = [10_000, 100_000, 1_000_000].filter(size => size <= Number(values.max))
const questions: [name: string, workload: Shape['workload'], options: RwRegisterOptions][] = [
  ['list-append, strict-serializable', 'list-append', {}],
  ['list-append, serializable', 'list-append', { consistencyModels: ['serializable'] }],
  ['rw-register, strict-serializable, linearizable keys', 'rw-register', { wfrKeys: true, linearizableKeys: true }],
  ['rw-register, serializable, wfr keys', 'rw-register', { wfrKeys: true, consistencyModels: ['serializable'] }],
]

console.log(
  '| check | concurrency | history | transactions | seconds | CPU seconds | growth | history MB | peak MB | verdict |',
)
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |')
for (const [name, workload, options] of questions) {
  for (const concurrency of [10, 50]) {
    for (const planted of [false, true]) {
      let before: Measurement | undefined
      for (const transactions of sizes) {
        const measured = measure({ workload, transactions, concurrency, planted }, options)
        const growth = before ? `×${(measured.cpuSeconds / before.cpuSeconds).toFixed(1)}` : ''
        const cells = [
          name,
          concurrency,
          planted ? 'write skew' : 'valid',
          transactions.toLocaleString('en'),
          measured.seconds.toFixed(2),
          measured.cpuSeconds.toFixed(2),
          growth,
          measured.historyMegabytes.toFixed(0),
          measured.peakMegabytes.toFixed(0),
          measured.valid ? 'valid' : measured.anomalyTypes.join(', '),
        ]
        console.log(`| ${cells.join(' | ')} |`)
        before = measured
      }
    }
  }
}

function measure(shape: Shape, options: RwRegisterOptions): Measurement {
  const one = fileURLToPath(new URL('one.ts', import.meta.url))
  const memory = '--max-old-space-size=6000'
  const args = [memory, '--import', 'tsx', one, JSON.stringify({ shape, options })]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Measurement
}
