/**
 * `npm run zoo`: looks for each bug of the zoo and prints what it took. `npm run zoo -- --only raft` for some of them, `--seed N`, `--threads N`, `--story`
 * for the text of each failure; `--clean N` runs the unbroken programs over N seeds each instead, and prints false alarms.
 */

import { parseArgs } from 'node:util'
import { ZOO } from '../../examples/zoo/index.ts'
import { runClean } from './clean.ts'
import { hunt } from './hunt.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '3000' },
    'max-time': { type: 'string', default: '60s' },
    threads: { type: 'string', default: '1' },
    story: { type: 'boolean', default: false },
    clean: { type: 'string' },
  },
})
const print = (line: string) => process.stdout.write(`${line}\n`)
const chosen = ZOO.filter(({ name, base }) => name.includes(values.only) || base.includes(values.only))
const seed = Number(values.seed)

if (values.clean !== undefined) {
  process.exitCode =
    (await runClean(chosen, { seeds: Number(values.clean), seed, threads: Number(values.threads), print })) === 0
      ? 0
      : 1
} else {
  const columns = ['seeds', 'wall s', 'cpu s', 'shrink runs', 'cpu s', 'operations', 'faults', 'messages']
  const row = (name: string, found: string, cells: readonly string[]) =>
    print(
      `${name.padEnd(42)}${found.padEnd(7)}${cells.map((cell, i) => cell.padStart(Math.max(6, columns[i]!.length) + 2)).join('')}`,
    )
  row('bug', 'found', columns)
  let found = 0
  let late = 0
  for (const bug of chosen) {
    const it = await hunt(bug, {
      seed,
      runs: Number(values.runs),
      maxTime: values['max-time'] as `${number}s`,
      threads: Number(values.threads),
    })
    if (it.found) found++
    if (it.found && it.cpuSeconds > 10) late++
    const { seeds, seconds, cpuSeconds, shrinks, shrinkCpuSeconds, operations, faults, messages } = it
    const search = [String(seeds), seconds.toFixed(1), cpuSeconds.toFixed(1)]
    const shrunk = [shrinks, shrinkCpuSeconds.toFixed(1), operations, faults, messages].map(String)
    row(bug.name, it.found ? 'yes' : 'NO', it.found ? [...search, ...shrunk] : search)
    if (values.story && it.found) print(`\n${it.message}\n`)
  }
  print(`\n${found} of ${chosen.length} found; ${late} of these after more than 10 s on the processor`)
}
