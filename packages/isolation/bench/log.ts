// How long a check of a log takes and what memory it needs: `npm run bench:log -w packages/isolation`.
// Each figure comes from a process of its own, so that none profits from, or pays for, the one before.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { checkLog } from '../src/log/index.ts'
import { simulate } from '../test/log/simulator.ts'

const sizes = [20_000, 200_000, 2_000_000]
const clientCounts = [2, 20]
const layouts: readonly (readonly [string, number, number])[] = [
  ['dense', 0, 1],
  ['sparse, from 5·10⁹', 5_000_000_000, 1_000_000],
]

interface Figures {
  readonly entries: number
  readonly reads: number
  readonly seconds: number
  /** Processor time, all threads: what the clock says depends on what else the machine does. */
  readonly cpu: number
  readonly history: number
  readonly peak: number
  readonly valid: unknown
}

const [operations, clients, firstOffset, largestGap] = process.argv.slice(2).map(Number)
if (operations === undefined) table()
else measure(operations, clients!, firstOffset!, largestGap!)

function measure(operations: number, clients: number, firstOffset: number, largestGap: number): void {
  // What Maelstrom does: ten keys at a time, each replaced after some hundred messages, and in the end everything is read once more.
  const shape = {
    clients,
    operations,
    keys: 10,
    messagesPerKey: 256,
    batch: 16,
    finalReaders: 1,
    firstOffset,
    largestGap,
  }
  const { history } = simulate({ ...shape, seed: 1 })
  global.gc?.()
  const before = process.memoryUsage().rss
  const cpu = process.cpuUsage()
  const started = performance.now()
  const result = checkLog(history)
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const figures: Figures = {
    entries: history.length,
    reads: result.size.reads,
    seconds,
    cpu: (user + system) / 1e6,
    history: before,
    peak: process.resourceUsage().maxRSS * 1024,
    valid: result.valid,
  }
  console.log(JSON.stringify(figures))
}

function table(): void {
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`
  const rows = [
    ['operations', 'clients', 'offsets', 'entries', 'messages read', 'seconds', 'cpu', 'history', 'peak', 'valid'],
  ]
  for (const operations of sizes) {
    for (const clients of clientCounts) {
      for (const [name, first, gap] of layouts) {
        const argv = ['--expose-gc', '--max-old-space-size=8000', '--import', 'tsx', fileURLToPath(import.meta.url)]
        const child = spawnSync(process.execPath, [...argv, ...[operations, clients, first, gap].map(String)], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        const { entries, reads, seconds, cpu, history, peak, valid } = JSON.parse(child.stdout) as Figures
        const figures = [entries, reads, seconds.toFixed(2), cpu.toFixed(2), gigabytes(history), gigabytes(peak), valid]
        rows.push([operations, clients, name, ...figures].map(String))
      }
    }
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  for (const row of rows) console.log(row.map((cell, column) => cell.padStart(widths[column]!)).join('  '))
}
