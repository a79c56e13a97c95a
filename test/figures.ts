/**
 * Prints the figures that a faithful network reproduces, expected beside measured: `npx tsx test/figures.ts` in virtual time (half a minute), with
 * `--processes` as 25 real processes on the real clock (four minutes), where the machine adds what it adds.
 */

import { join } from 'node:path'
import { checkBroadcast } from '../src/checkers/set-full.ts'
import { cluster } from '../src/cluster.ts'
import { type Case, EXPECTED, type Measured, measure, stableLatencies } from './workloads/fixtures/flood.ts'

const SECONDS = 20
const SEEDS = [1, 2, 3]
const real = process.argv.includes('--processes')

async function measureProcesses({ nodes, topology, latency, latencyDist = 'constant' }: Case): Promise<Measured> {
  const history = await cluster({
    bin: ['node', join(import.meta.dirname, '../examples/broadcast/flood.js')],
    workload: 'broadcast',
    nodes,
    topology,
    latency,
    latencyDist,
    rate: 100,
    timeLimit: SECONDS * 1000,
    seed: 1,
    results: false,
  })
  return {
    messages: history.network.servers.perOperation,
    stable: stableLatencies(checkBroadcast(history.operations).figures),
  }
}

/** The mean of several runs: of 2000 operations, the share of broadcasts alone varies by two percent. */
async function measureSimulated(expected: Case): Promise<Measured> {
  const runs: Measured[] = []
  for (const seed of SEEDS) runs.push(await measure(expected, SECONDS, seed))
  const mean = (of: (run: Measured) => number) => runs.reduce((sum, run) => sum + of(run), 0) / runs.length
  return { messages: mean(run => run.messages), stable: [0, 1, 2, 3].map(i => mean(run => run.stable[i]!)) }
}

const list = (numbers: readonly number[] | undefined) =>
  numbers === undefined ? '' : numbers.map(ms => ms.toFixed(0)).join(' / ')

console.log(
  `broadcast by flooding, rate 100, ${SECONDS} s, ${real ? 'real processes' : `virtual time, mean of ${SEEDS.length} seeds`}; stable latency in ms at 0.5 / 0.95 / 0.99 / 1\n`,
)
console.log(`${'run'.padEnd(42)}${'messages per op'.padEnd(22)}stable latency`)
console.log(`${''.padEnd(42)}${'expected  measured'.padEnd(22)}${'expected'.padEnd(24)}measured`)
for (const expected of EXPECTED) {
  const { nodes, topology, latency, latencyDist, exceptSender } = expected
  // The example program always leaves out the sender.
  if (real && exceptSender === false) continue
  const { messages, stable } = real ? await measureProcesses(expected) : await measureSimulated(expected)
  const name = `${nodes} nodes, ${topology}, ${latency} ms${latencyDist ? ` ${latencyDist}` : ''}${exceptSender === false ? ', sender too' : ''}`
  console.log(
    `${name.padEnd(42)}${(expected.messages?.toFixed(2) ?? '').padStart(8)}  ${messages.toFixed(2).padStart(8)}    ${list(expected.stable).padEnd(24)}${latency === 0 ? '' : list(stable)}`,
  )
}
