/**
 * `npm run bench -- virtual`: what a run in virtual time costs. Prints; judges nothing. Several rounds, medians. On a machine that does other things too, the time
 * on the processor says more than the time on the wall; both are printed. MEMORY_RUNS sets up to how many runs memory is watched (default 1000).
 */

import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type ClusterOptions, cluster, explore, type History } from '@jepsen-ts/maelstrom'
import { defineNode } from '@jepsen-ts/maelstrom/node'
import { raft as raftFunction } from '../../examples/lin-kv/raft-function.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 3)
const MEMORY_RUNS = Number(process.env.MEMORY_RUNS ?? 1000)
const print = (line: string) => process.stdout.write(`${line}\n`)
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const count = (value: number) => Math.round(value).toLocaleString('en')

interface Measured {
  readonly history: History
  /** Seconds on the wall and on the processor: of the run, and of the check after it. */
  readonly wall: number
  readonly cpu: number
  readonly check: number
}

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

async function measure(options: ClusterOptions): Promise<Measured> {
  const [wall, cpu] = [performance.now(), cpuSeconds()]
  const history = await cluster({
    clock: 'virtual',
    results: false,
    latency: 2,
    latencyDist: 'exponential',
    ...options,
  })
  const [ran, ranCpu] = [performance.now(), cpuSeconds()]
  if (history.verdict.valid !== true)
    throw new Error(`a program that is right failed: ${JSON.stringify(history.verdict)}`)
  return { history, wall: (ran - wall) / 1000, cpu: ranCpu - cpu, check: cpuSeconds() - ranCpu }
}

async function row(name: string, options: ClusterOptions): Promise<void> {
  const rounds: Measured[] = []
  await measure({ ...options, seed: 0, timeLimit: '1s' })
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measure({ ...options, seed: round + 1 }))
  const rates = (pick: (round: Measured) => number) => count(median(rounds.map(pick))).padStart(9)
  const virtual = ({ history }: Measured) => history.duration / 1e9
  const messages = ({ history }: Measured) => history.network.all.received
  print(
    [
      name.padEnd(44),
      `${rates(it => virtual(it) / it.wall)} ${rates(it => virtual(it) / it.cpu)}`,
      `${rates(it => messages(it) / it.wall)} ${rates(it => messages(it) / it.cpu)}`,
      `${rates(messages)}`,
      `${(median(rounds.map(it => it.cpu)) * 1000).toFixed(0).padStart(7)}`,
      `${(median(rounds.map(it => it.check)) * 1000).toFixed(0).padStart(7)}`,
    ].join(' '),
  )
}

/** examples/broadcast/flood.js as a function. */
const flood = defineNode(node => {
  const seen = new Set<unknown>()
  let neighbours: readonly string[] = []
  const learn = (message: unknown, from: string) => {
    if (seen.has(message)) return
    seen.add(message)
    for (const neighbour of neighbours) if (neighbour !== from) node.send(neighbour, { type: 'gossip', message })
  }
  node.on('topology', ({ topology }) => {
    neighbours = topology[node.nodeId]
    return {}
  })
  node.on('broadcast', ({ message }, { src }) => {
    learn(message, src)
    return {}
  })
  node.on('gossip', ({ message }, { src }) => learn(message, src))
  node.on('read', () => ({ messages: [...seen] }))
})

const broadcast = { workload: 'broadcast', rate: 100, timeLimit: '20s', latency: 100 } as const
const raft = { bin: './examples/lin-kv/raft.ts', workload: 'lin-kv', rate: 100, timeLimit: '10s' } as const
const { bin: _, ...asFunction } = { ...raft, node: raftFunction }

async function speed(): Promise<void> {
  print(
    `Median of ${ROUNDS} rounds; journal off                virtual s per second    messages per second    messages`,
  )
  print(`${' '.repeat(48)}wall       cpu      wall       cpu          ms: run   check`)
  for (const nodes of [5, 25])
    await row(`(a) broadcast, program, ${nodes} nodes, 20 s`, {
      ...broadcast,
      nodes,
      bin: './examples/broadcast/flood.js',
    })
  for (const nodes of [3, 5]) await row(`(b) Raft, program, ${nodes} nodes, 10 s`, { ...raft, nodes })
  for (const nodes of [5, 25])
    await row(`(c) broadcast, function, ${nodes} nodes, 20 s`, { ...broadcast, nodes, node: flood })
  for (const nodes of [3, 5]) await row(`(c) Raft, function, ${nodes} nodes, 10 s`, { ...asFunction, nodes })
}

async function seedsPerMinute(): Promise<void> {
  const runs = 20
  print('\n10-second runs of the 3-node Raft with their check, one thread')
  for (const [name, options] of Object.entries({ program: raft, function: asFunction })) {
    const [wall, cpu] = [performance.now(), cpuSeconds()]
    for (let seed = 100; seed < 100 + runs; seed++) await measure({ ...options, nodes: 3, seed })
    const [seconds, busy] = [(performance.now() - wall) / 1000, cpuSeconds() - cpu]
    print(
      `  ${name.padEnd(9)} ${count((runs / seconds) * 60)} seeds a minute on the wall, ${count((runs / busy) * 60)} on the processor (${Math.round((busy / runs) * 1000)} ms a run)`,
    )
  }
}

/** What `explore()` tries in a minute, on all processors; its threads' own start is part of it. */
async function explored(): Promise<void> {
  const runs = 300
  const began = performance.now()
  const { bin, ...rest } = raft
  await explore({ ...rest, bin, nodes: 3, seed: 1000, runs, maxTime: '10m' }, ({ verdict }) => {
    if (verdict.valid === false) throw new Error('a program that is right failed')
  })
  const seconds = (performance.now() - began) / 1000
  print(
    `  program   ${count((runs / seconds) * 60)} seeds a minute on the wall by explore(), on ${availableParallelism()} processors, its threads' start included`,
  )
}

async function memory(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  print('\nHeap after a collection, MB, after so many runs of the 3-node Raft (1 s each, with check)')
  for (let run = 1; run <= MEMORY_RUNS; run++) {
    const history = await cluster({
      ...raft,
      nodes: 3,
      timeLimit: '1s',
      clock: 'virtual',
      latency: 2,
      results: false,
      seed: run,
    })
    if (history.verdict.valid === false) throw new Error(`a program that is right failed with seed ${run}`)
    if (!/^[13]0*$/.test(String(run))) continue
    await new Promise(resolve => setImmediate(resolve))
    collect()
    const { heapUsed, rss } = process.memoryUsage()
    print(`  ${String(run).padStart(6)} runs   heap ${(heapUsed / 1e6).toFixed(1)}   resident ${Math.round(rss / 1e6)}`)
  }
}

await speed()
await seedsPerMinute()
await explored()
await memory()
