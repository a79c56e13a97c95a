/** docs/reference/matchers.md: every matcher with what it asserts and what its failure looks like. The failures are real: broken programs of ours, in virtual time. */

import { readFileSync } from 'node:fs'
import { matchers } from '../../matchers/index.ts'
import type { ClusterOptions } from '../../src/options.ts'
import { forgetfulLog, skippingLog } from './broken-logs.ts'
import { code, fence, page, prose, table } from './markdown.ts'
import { example, failureOf, formatArgument, shortRun } from './runs.ts'

type MatcherName = keyof typeof matchers

interface Example {
  /** What is wrong with the program. */
  readonly story: string
  readonly options: ClusterOptions
  readonly args?: readonly unknown[]
}

const transactions = (program: string, story: string, args: readonly unknown[] = []): Example => {
  const workload = program.split('/')[0] as 'txn-list-append'
  return { story, options: { bin: example(program), workload }, args }
}
const WRITE_SKEW = [
  'txn-list-append/broken-write-skew.js',
  'a store that checks at commit only what it writes',
] as const
const DIRTY_READ = ['txn-list-append/broken-dirty-read.js', 'a store that writes each step on its own'] as const

const EXAMPLES: Readonly<Record<MatcherName, Example>> = {
  toBeValid: {
    story: 'a broadcast that sends each message once, during partitions',
    options: { bin: example('broadcast/broken-no-retry.js'), workload: 'broadcast', nemesis: ['partition'], rate: 10 },
  },
  toBeLinearizable: {
    story: 'a store over the service `seq-kv`, whose reads may be old',
    options: { bin: example('lin-kv/broken-seq-kv.js'), workload: 'lin-kv' },
  },
  toConverge: {
    story: 'the broadcast from above',
    options: { bin: example('broadcast/broken-no-retry.js'), workload: 'broadcast', nemesis: ['partition'], rate: 10 },
  },
  toLoseNothing: {
    story: 'a set that forgets its elements when it is killed',
    options: { bin: example('g-set/broken-forgets.js'), workload: 'g-set', nemesis: ['kill'] },
  },
  toLoseNoWrites: {
    story: 'a log that acknowledges a message without keeping it',
    options: { node: forgetfulLog, workload: 'kafka', nodes: 1 },
  },
  toBeMonotonic: {
    story: 'a log whose nodes each keep the committed offsets for themselves',
    options: { bin: example('kafka/broken-local-commits.js'), workload: 'kafka' },
  },
  toSkipNothing: {
    story: 'a log whose polls leave out a message',
    options: { node: skippingLog, workload: 'kafka', nodes: 1, rate: 60 },
  },
  toHaveUniqueIds: {
    story: 'ids made from the time of day',
    options: { bin: example('unique-ids/broken-clock.js'), workload: 'unique-ids', rate: 200 },
  },
  toHaveAvailability: {
    story: 'a Raft, while partitions leave clients with nodes that have no leader',
    options: { bin: example('lin-kv/raft.ts'), workload: 'lin-kv', nemesis: ['partition'] },
    args: [{ atLeast: 0.95 }],
  },
  toHaveMessagesPerOp: {
    story: 'a broadcast that floods a fully connected network',
    options: { bin: example('broadcast/flood.js'), workload: 'broadcast', nodes: 9, topology: 'total' },
    args: [{ below: 10 }],
  },
  toHaveLatency: {
    story: 'a store that asks the service `lin-kv`, which is 50 ms away',
    options: { bin: example('lin-kv/proxy.js'), workload: 'lin-kv', latency: 50 },
    args: [{ p50: '10ms', max: '1s' }],
  },
  toHaveStableLatency: {
    story: 'a broadcast along a line of nine nodes',
    options: { bin: example('broadcast/flood.js'), workload: 'broadcast', nodes: 9, topology: 'line', latency: 100 },
    args: [{ p50: '400ms', max: '600ms' }],
  },
  toBeStrictSerializable: transactions(
    'txn-list-append/broken-stale-root.js',
    'a store that answers reads from a root that it has cached',
  ),
  toBeSerializable: transactions(...WRITE_SKEW),
  toBeSnapshotIsolated: transactions(...DIRTY_READ),
  toBeRepeatableRead: transactions(...WRITE_SKEW),
  toBeReadCommitted: transactions(
    'txn-rw-register/broken-read-skew.js',
    'a store that reads each key when it comes to it',
  ),
  toBeReadUncommitted: transactions(...DIRTY_READ),
  toBeCausal: transactions('txn-rw-register/broken-read-skew.js', 'the same'),
  toSatisfyModel: transactions(...DIRTY_READ, ['snapshot-isolation']),
}

/** What each asserts, and how it is called: from the comments and the types of the matchers' interface. */
export function declarations(): Map<string, { readonly doc: string; readonly call: string }> {
  const source = readFileSync(new URL('../../matchers/index.ts', import.meta.url), 'utf8')
  const body = /export interface MaelstromMatchers[^{]*\{([\s\S]*?)\n\}/.exec(source)![1]!
  return new Map(
    [...body.matchAll(/\/\*\* ([\s\S]*?) \*\/\n\s+((\w+)\(.*?\)): R/g)].map(([, doc, call, name]) => [
      name!,
      { doc: doc!.replace(/\s*\n\s*\*\s*/g, ' '), call: call! },
    ]),
  )
}

export async function matchersPage(): Promise<string> {
  const declared = declarations()
  const names = Object.keys(matchers) as MatcherName[]
  const histories = new Map<string, ReturnType<typeof shortRun>>()
  const sections: string[] = []
  for (const name of names) {
    const { story, options, args = [] } = EXAMPLES[name]
    const { doc, call } = declared.get(name)!
    const key = `${options.bin} ${JSON.stringify(options)}`
    const run = options.node === undefined ? (histories.get(key) ?? shortRun(options)) : shortRun(options)
    histories.set(key, run)
    const given = args.map(formatArgument).join(', ')
    sections.push(
      [
        `## ${name}`,
        fence('ts', `expect(history).${name}(${given})`),
        `${prose(doc)} Takes ${code(call.slice(name.length))}.`.replace(' Takes `()`.', ''),
        `Its failure, of ${story}:`,
        fence('text', failureOf(await run, name, args)),
      ].join('\n\n'),
    )
  }
  return page(
    'Matchers',
    'matchers, and from runs of examples in virtual time',
    "Registered by `import '@jepsen-ts/maelstrom/vitest'` or `'@jepsen-ts/maelstrom/jest'`. Each judges what `cluster()` returned, or, where it needs no more than the operations, what `readHistory()` read. Each works with `.not`. A verdict that is unknown (nothing succeeded, the faults hit nothing, the run was cut short) fails with and without `.not`: [Unknown](results.md#unknown). What the types of anomalies mean: [Anomalies](anomalies.md).",
    table(
      ['matcher', 'asserts'],
      names.map(name => [`[\`${name}\`](#${name.toLowerCase()})`, prose(declared.get(name)!.doc)]),
    ),
    ...sections,
  )
}
