/** docs/reference/errors.md: every error class. Where one can be provoked in a line, its message is a real one. */

import { toBeValid } from '../../matchers/to-be-valid.ts'
import { parseTestCommand } from '../../src/cli/flags.ts'
import { cluster } from '../../src/cluster.ts'
import { ERRORS, type ErrorClassName, type ErrorExplanation } from '../../src/explanations/errors.ts'
import { explore } from '../../src/explore/explore.ts'
import { parseShard } from '../../src/explore/shard.ts'
import { glomersFor } from '../../src/glomers/suite.ts'
import { readHistory } from '../../src/history/files.ts'
import { languageNamed } from '../../src/init/choices.ts'
import { writeProject } from '../../src/init/write-project.ts'
import { defineNode } from '../../src/nodes/sdk.ts'
import type { ClusterOptions } from '../../src/options.ts'
import { readRun } from '../../src/report/run-data.ts'
import { parseSchedule } from '../../src/schedule.ts'
import { fence, page, prose } from './markdown.ts'
import { example } from './runs.ts'

const ROOT = process.cwd()
const virtual = { clock: 'virtual', nodes: 1, seed: 7, results: false, workload: 'echo' } as const
const silent = defineNode(() => new Promise(() => {}))
const withoutTopology = defineNode(({ on }) => {
  on('echo', () => ({ echo: 'something else' }))
})
const glomers = glomersFor({ describe: () => {}, it: () => {}, afterAll: () => {}, print: () => {} })
const scenario = (type: 'read' | 'broadcast', options: ClusterOptions = {}) =>
  cluster({ ...virtual, workload: 'lin-kv', bin: example('lin-kv/single.js'), ...options }, async ({ client }) => {
    await client().call(type as 'read', { key: 1 })
  })

/** How to get one. */
const PROVOKE: Partial<Record<ErrorClassName, () => unknown>> = {
  OptionsError: () =>
    cluster({
      bin: './node.py',
      workload: 'broadcst' as 'broadcast',
      node: 3 as never,
      timelimit: '10s',
    } as ClusterOptions),
  ProgramError: () => cluster({ bin: './gosip.py', workload: 'echo', results: false }),
  NotSimulatedError: () => cluster({ ...virtual, bin: example('echo/node.py') }),
  NodeStartError: () => cluster({ ...virtual, node: silent }),
  SetupError: () => cluster({ ...virtual, node: withoutTopology, workload: 'broadcast' }),
  RpcError: () => scenario('read'),
  MalformedReplyError: () =>
    cluster(
      { ...virtual, node: defineNode(({ on }) => on('read', () => ({ val: 4 }))), workload: 'lin-kv' },
      async ({ client }) => {
        await client().call('read', { key: 1 })
      },
    ),
  NotAHistoryError: () => toBeValid.call({ utils: { matcherHint: () => '' } }, Promise.resolve()),
  ExplorationFailedError: () =>
    explore(
      {
        ...virtual,
        bin: example('unique-ids/broken-clock.js'),
        workload: 'unique-ids',
        nodes: 3,
        rate: 200,
        timeLimit: '1s',
        runs: 5,
      },
      history => {
        const [anomaly] = history.verdict.anomalies
        if (anomaly !== undefined) throw new Error(anomaly.message)
      },
    ),
  ReplayFormatError: () => parseSchedule('7:partition'),
  ShardFormatError: () => parseShard('4/3'),
  NotARunError: () => readRun('maelstrom-results/echo/7'),
  UnknownPartError: () => glomers.broadcast({ bin: './node.py', parts: ['3f' as '3a'] }),
  ChoiceError: () => languageNamed('pyton'),
  InTheWayError: () => writeProject(ROOT, [{ path: 'package.json', text: '' }], false),
  UsageError: () => parseTestCommand(['--nodse', '3']),
  HistoryParseError: () => readHistory('package.json'),
}

export async function errorsPage(): Promise<string> {
  const sections: string[] = []
  for (const [name, explanation] of Object.entries(ERRORS) as [ErrorClassName, ErrorExplanation][]) {
    const provoke = PROVOKE[name]
    const shown = provoke === undefined ? [] : [fence('text', await messageOf(name, provoke))]
    const where = explanation.package === undefined ? '' : ` Of the package \`${explanation.package}\`.`
    sections.push(
      [
        `## ${name}`,
        prose(explanation.meaning),
        ...shown,
        prose(explanation.advice),
        `From ${prose(explanation.from)}.${where}`,
      ].join('\n\n'),
    )
  }
  return page(
    'Errors',
    'src/explanations/errors.ts, and from errors that were provoked',
    'Errors are named classes: `error.name` is the heading here. Their messages say what was wrong, where, and what to do, and end with the way to this page; `npx maelstrom doc <name>` prints the same in a terminal. What goes wrong *within* a run is no error but part of its history: [Anomalies](anomalies.md). The error codes of the protocol: [Protocol](protocol.md#error-codes).',
    ...sections,
  )
}

async function messageOf(name: string, provoke: () => unknown): Promise<string> {
  try {
    await provoke()
  } catch (error) {
    const { name: given, message } = error as Error
    if (given !== name) throw new Error(`What should provoke ${name} gave ${given}: ${message}`)
    return `${given}: ${message.replaceAll(`${ROOT}/`, '/home/you/project/').replaceAll(ROOT, '/home/you/project')}`
  }
  throw new Error(`What should provoke ${name} threw nothing.`)
}
