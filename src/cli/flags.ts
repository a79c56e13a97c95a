/** From the flags of the original's command line to the options of `cluster()`. */

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { ClusterOptions } from '../options.ts'

/** Something on the command line is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Flags with a value. */
const VALUES = [
  'workload',
  'bin',
  'node-count',
  'nodes',
  'nodes-file',
  'time-limit',
  'rate',
  'concurrency',
  'latency',
  'latency-dist',
  'nemesis',
  'nemesis-interval',
  'topology',
  'availability',
  'consistency-models',
  'key-count',
  'min-txn-length',
  'max-txn-length',
  'max-writes-per-key',
  'test-count',
  'clock',
  'replay',
  'seed',
  'recovery',
  'results',
  'report',
  'keep-runs',
] as const
/** Flags that are on or off. */
const SWITCHES = ['log-stderr', 'log-net-send', 'log-net-recv', 'final-reads', 'help'] as const
/** Flags of the original that mean nothing where nodes run on this machine. */
const IGNORED_VALUES = ['username', 'password', 'ssh-private-key'] as const
const IGNORED_SWITCHES = ['no-ssh', 'strict-host-key-checking', 'leave-db-running', 'logging-json'] as const

export interface TestCommand {
  readonly options: ClusterOptions
  /** How often to run it. */
  readonly testCount: number
  /** Flags that were given and mean nothing here. */
  readonly ignored: readonly string[]
  readonly help: boolean
}

/** Reads the words behind `maelstrom test`; throws UsageError. What stands behind `--` goes to the node's program. */
export function parseTestCommand(words: readonly string[]): TestCommand {
  const end = words.indexOf('--')
  const own = end === -1 ? words : words.slice(0, end)
  const args = end === -1 ? [] : words.slice(end + 1)
  const flags = parse(own)
  const text = (name: (typeof VALUES)[number]) => flags[name] as string | undefined
  const number = (name: (typeof VALUES)[number]): number | undefined => {
    const given = text(name)
    if (given === undefined) return undefined
    const value = Number(given)
    if (given.trim() === '' || Number.isNaN(value))
      throw new UsageError(`--${name} takes a number; got ${JSON.stringify(given)}`)
    return value
  }
  const list = (name: (typeof VALUES)[number]) =>
    text(name)
      ?.split(',')
      .map(word => word.trim())
      .filter(word => word !== '')
  const seconds = (name: (typeof VALUES)[number]) => {
    const value = number(name)
    return value === undefined ? undefined : value * 1000
  }
  const availability = text('availability')
  const concurrency = text('concurrency')
  const seed = text('seed')
  const options = {
    bin: text('bin'),
    args: args.length === 0 ? undefined : args,
    nodes: nodesOf(flags.node as string[] | undefined, list('nodes'), text('nodes-file'), number('node-count')),
    workload: text('workload'),
    nemesis: list('nemesis'),
    nemesisInterval: seconds('nemesis-interval') ?? 10_000,
    rate: number('rate'),
    concurrency: concurrency !== undefined && /^\d+$/.test(concurrency) ? Number(concurrency) : concurrency,
    timeLimit: seconds('time-limit'),
    recovery: seconds('recovery'),
    latency: number('latency'),
    latencyDist: text('latency-dist'),
    topology: text('topology'),
    availability: availability === undefined || availability === 'total' ? availability : number('availability'),
    consistencyModels: list('consistency-models'),
    keyCount: number('key-count'),
    minTxnLength: number('min-txn-length'),
    maxTxnLength: number('max-txn-length'),
    maxWritesPerKey: number('max-writes-per-key'),
    finalReads: flags['final-reads'],
    seed: seed !== undefined && Number.isSafeInteger(Number(seed)) ? Number(seed) : seed,
    clock: text('clock'),
    replay: text('replay'),
    results: text('results'),
    report: text('report'),
    keepRuns: number('keep-runs'),
    logStderr: flags['log-stderr'],
    logNetSend: flags['log-net-send'],
    logNetRecv: flags['log-net-recv'],
  }
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as ClusterOptions
  return {
    options: given,
    testCount: number('test-count') ?? 1,
    ignored: [...IGNORED_VALUES, ...IGNORED_SWITCHES].filter(name => flags[name] !== undefined),
    help: flags.help === true,
  }
}

function parse(words: readonly string[]): Record<string, unknown> {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        ...Object.fromEntries([...VALUES, ...IGNORED_VALUES].map(name => [name, { type: 'string' as const }])),
        ...Object.fromEntries([...SWITCHES, ...IGNORED_SWITCHES].map(name => [name, { type: 'boolean' as const }])),
        workload: { type: 'string', short: 'w' },
        node: { type: 'string', short: 'n', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
      strict: true,
      allowPositionals: false,
    })
    return values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** `--node-count N` names nodes n0 … n(N-1), as the original does; it also wins over a list there. */
function nodesOf(
  single: string[] | undefined,
  list: string[] | undefined,
  file: string | undefined,
  count: number | undefined,
): string[] | undefined {
  if (count !== undefined) {
    if (!Number.isInteger(count) || count < 1)
      throw new UsageError(`--node-count takes a whole number from 1; got ${count}`)
    return Array.from({ length: count }, (_, i) => `n${i}`)
  }
  const fromFile =
    file === undefined
      ? undefined
      : readFileSync(file, 'utf8')
          .split(/\s+/)
          .filter(name => name !== '')
  const named = [...(single ?? []), ...(list ?? []), ...(fromFile ?? [])]
  return named.length === 0 ? undefined : named
}
