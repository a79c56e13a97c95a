/** `npm run bench -- engine`: what the engine costs on the real clock. Prints; judges nothing. Several rounds, medians, and the spread as the machine's noise. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { cluster, defineWorkload } from '@jepsen-ts/maelstrom'
import { z } from 'zod'
import { bareLoop } from './bare-loop.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 3)
const SECONDS = Number(process.env.SECONDS ?? 3)
const scratch = mkdtempSync(join(tmpdir(), 'maelstrom-bench-'))
const results = join(scratch, 'results')

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const spread = (values: readonly number[]) =>
  `${Math.round(((Math.max(...values) - Math.min(...values)) / median(values)) * 100)} %`
const print = (line: string) => process.stdout.write(`${line}\n`)

function programs(): [string, string[]][] {
  const found: [string, string[]][] = [['Node', [process.execPath, resolve('examples/echo/node.js')]]]
  try {
    execFileSync('cc', ['-O2', '-o', join(scratch, 'echo'), 'examples/echo/node.c'])
    found.unshift(['C', [join(scratch, 'echo')]])
  } catch {
    print('(no C compiler: the C program is left out)')
  }
  return found
}

async function throughput(): Promise<void> {
  print(
    `Echo round trips a second, ${ROUNDS} rounds of ${SECONDS} s, journal on, 100 requests in flight (median, spread)`,
  )
  for (const [language, bin] of programs()) {
    for (const nodes of [1, 5]) {
      const bare: number[] = []
      const ours: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        bare.push(await bareLoop(bin, nodes, 100, SECONDS))
        const history = await cluster({
          bin,
          nodes,
          workload: 'echo',
          rate: Number.POSITIVE_INFINITY,
          concurrency: 100,
          timeLimit: SECONDS * 1000,
          results,
        })
        ours.push(history.stats['ok-count'] / SECONDS)
      }
      print(
        `  ${language.padEnd(5)}×${nodes}   bare loop ${Math.round(median(bare)).toLocaleString('en')} (${spread(bare)})   cluster() ${Math.round(median(ours)).toLocaleString('en')} (${spread(ours)})   ${Math.round((median(ours) / median(bare)) * 100)} % of the bare loop`,
      )
    }
  }
}

async function overhead(): Promise<void> {
  const beyond: number[] = []
  const start: number[] = []
  for (let round = 0; round < Math.max(5, ROUNDS); round++) {
    const began = performance.now()
    await cluster({ bin: './examples/echo/node.js', nodes: 5, workload: 'echo', rate: 100, timeLimit: '1s', results })
    beyond.push(performance.now() - began - 1000)
    start.push(await bareStart(5))
  }
  print(
    `\nFrom calling cluster({ timeLimit: '1s' }) on 5 Node programs to the verdict, beyond that second: ${Math.round(median(beyond))} ms (${spread(beyond)})`,
  )
  print(
    `  of which the programs' own start, all five at once by a bare loop: ${Math.round(median(start))} ms; the rest: ${Math.round(median(beyond) - median(start))} ms`,
  )
}

async function bareStart(nodes: number): Promise<number> {
  const began = performance.now()
  await bareLoop([process.execPath, resolve('examples/echo/node.js')], nodes, 0, 0)
  return performance.now() - began
}

const burst = defineWorkload({
  name: 'burst',
  rpcs: { burst: { request: z.object({ count: z.int() }), reply: z.object({}) } },
  generator: () => () => ({ f: 'burst', value: 500 }),
  invoke: async (client, { value }) => {
    await client.call('burst', { count: value as number })
    return {}
  },
  check: () => ({ valid: true, anomalies: [], figures: {} }),
})

async function memory(): Promise<void> {
  print('\nMemory over a run of a million messages between 25 nodes (resident set of this process, MB)')
  const samples: string[] = []
  const began = performance.now()
  const timer = setInterval(
    () =>
      samples.push(
        `${((performance.now() - began) / 1000).toFixed(0)} s: ${Math.round(process.memoryUsage.rss() / 1e6)}`,
      ),
    4000,
  )
  const history = await cluster({
    bin: './test/bench/fan-out.mjs',
    nodes: 25,
    workload: burst,
    rate: 80,
    timeLimit: '25s',
    results,
  })
  clearInterval(timer)
  print(
    `  ${history.network.servers.received.toLocaleString('en')} messages in ${((performance.now() - began) / 1000).toFixed(1)} s   ${samples.join('   ')}`,
  )
}

async function broadcast(): Promise<void> {
  print(
    '\nBroadcast, 25 nodes, 100 requests a second, 20 s, each new message forwarded to all neighbours but the sender',
  )
  for (const [topology, latency] of [
    ['grid', 100],
    ['line', 0],
  ] as const) {
    const history = await cluster({
      bin: './examples/broadcast/flood.js',
      nodes: 25,
      workload: 'broadcast',
      topology,
      latency,
      rate: 100,
      timeLimit: '20s',
      results,
    })
    const stable = (history.verdict.figures.workload as Record<string, Record<string, Record<string, number>>>)[
      'set-full'
    ]?.['stable-latencies']
    print(
      `  ${topology}, latency ${latency} ms: ${history.network.servers.perOperation.toFixed(2)} messages for each operation; stable latency ms ${['0.5', '0.95', '0.99', '1'].map(q => stable?.[q]).join(' / ')}; ${String(history.verdict.valid)}`,
    )
  }
  print('  expected  grid, 100 ms: 27.8; 452 / 656 / 748 / 791     line, 0: 12.0')
}

try {
  // Memory first: what others leave behind would be counted.
  for (const part of [memory, throughput, overhead, broadcast]) await part()
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
