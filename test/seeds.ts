/**
 * How much tests depend on luck: runs them with many seeds and prints each that failed, with the seeds that made it fail.
 *
 *   npm run seeds                                     the examples, with 20 seeds
 *   npm run seeds -- 100 examples/kafka -t caught     some of them, with 100; what follows the number goes to Vitest
 *
 * `npm test` runs the examples with one seed (vitest.config.ts), so that those in virtual time end the same on every machine.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'

interface Report {
  readonly numTotalTests: number
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

const [first = '20', ...rest] = process.argv.slice(2)
const seeds = /^\d+$/.test(first) ? Number(first) : 20
const what = /^\d+$/.test(first) ? rest : [first, ...rest]
const folder = mkdtempSync(join(tmpdir(), 'maelstrom-seeds-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const failures = new Map<string, number[]>()
let tests = 0
for (let seed = 1; seed <= seeds; seed++) {
  const file = join(folder, 'report.json')
  await execa(
    'npx',
    ['vitest', 'run', ...(what.length === 0 ? ['examples'] : what), '--reporter=json', `--outputFile=${file}`],
    {
      env: { MAELSTROM_SEED: String(seed) },
      reject: false,
    },
  )
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report
  rmSync(file)
  for (const { fullName, status } of report.testResults.flatMap(({ assertionResults }) => assertionResults)) {
    if (status === 'passed' || status === 'failed') tests++
    if (status === 'failed') failures.set(fullName, [...(failures.get(fullName) ?? []), seed])
  }
  if (process.stdout.isTTY) process.stdout.write(`\r${seed} of ${seeds} seeds, ${failures.size} tests with failures`)
}
if (process.stdout.isTTY) process.stdout.write('\n')
for (const [name, failed] of failures)
  console.log(`${failed.length} of ${seeds}  ${name}  (seeds ${failed.join(', ')})`)
const failed = [...failures.values()].reduce((sum, { length }) => sum + length, 0)
console.log(`${tests - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
