/** Runs to look at, each the same to the byte whenever it is made: a right program, and one for each way of being wrong. */

import { join } from 'node:path'
import { type ClusterOptions, cluster } from '@jepsen-ts/maelstrom'

const EXAMPLES = join(import.meta.dirname, '../../../examples')

export const RUNS = {
  passing: {
    bin: join(EXAMPLES, 'lin-kv/raft.ts'),
    nodes: 3,
    workload: 'lin-kv',
    nemesis: ['partition', 'kill'],
    nemesisInterval: '1s',
    rate: 30,
    timeLimit: '5s',
    latency: '5ms',
    seed: 1,
  },
  'lost-broadcast': {
    bin: join(EXAMPLES, 'broadcast/broken-no-retry.js'),
    nodes: 5,
    workload: 'broadcast',
    nemesis: ['partition'],
    nemesisInterval: '1s',
    rate: 20,
    timeLimit: '4s',
    latency: '20ms',
    seed: 1,
  },
  'stale-read': {
    bin: join(EXAMPLES, 'lin-kv/broken-stale-read.ts'),
    nodes: 3,
    workload: 'lin-kv',
    nemesis: ['partition'],
    nemesisInterval: '1s',
    rate: 60,
    timeLimit: '6s',
    latency: '5ms',
    seed: 8,
  },
  'g-single': {
    bin: join(EXAMPLES, 'txn-list-append/broken-stale-root.js'),
    nodes: 3,
    workload: 'txn-list-append',
    rate: 100,
    timeLimit: '3s',
    latency: '5ms',
    seed: 1,
  },
} as const satisfies Record<string, ClusterOptions>

export type RunName = keyof typeof RUNS

/** Performs the run; resolves to its folder, a new one below `results`. */
export async function perform(name: RunName, results: string): Promise<string> {
  const history = await cluster({ ...RUNS[name], clock: 'virtual', results: join(results, name) })
  return history.folder!
}
