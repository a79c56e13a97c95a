/** docs/reference/options.md: every option with its default and its flag. */

import { readFileSync } from 'node:fs'
import { models } from '../../packages/isolation/src/lattice/models.ts'
import { LATENCY_DISTRIBUTIONS } from '../../src/network/latency.ts'
import { makeTopology, TOPOLOGIES, type TopologyName } from '../../src/workloads/topology.ts'
import { code, page, prose, table } from './markdown.ts'
import { forEachOption } from './names.ts'

const DISTRIBUTIONS: Readonly<Record<keyof typeof LATENCY_DISTRIBUTIONS, string>> = {
  constant: 'always the mean',
  uniform: 'between nothing and twice the mean, all alike',
  exponential: 'mostly short, now and then long',
}

const SHAPES: Readonly<Record<TopologyName, string>> = {
  line: 'each node between its predecessor and its successor',
  grid: 'as square as it goes, filled row by row; up to four neighbours',
  tree: 'a tree with two branches (the same as `tree2`), rooted at the first node',
  tree2: 'a tree with two branches',
  tree3: 'a tree with three branches',
  tree4: 'a tree with four branches',
  total: 'every node with every other',
}

/** Options of `explore()`, from the comments of their interface. */
function explorationOptions(): string[][] {
  const source = readFileSync(new URL('../../src/explore/explore.ts', import.meta.url), 'utf8')
  const body = /export interface ExploreOptions [^{]*\{([\s\S]*?)\n\}/.exec(source)![1]!
  return [...body.matchAll(/\/\*\* ([\s\S]*?) \*\/\n\s+readonly (\w+)\?/g)].map(([, doc, name]) => {
    const [, text, value] = /^([\s\S]*?)(?: Default:? ([\s\S]*?)\.)?$/.exec(doc!.replace(/\s*\n\s*\*?\s*/g, ' '))!
    return [code(name!), prose(text!), prose(value ?? '')]
  })
}

export function optionsPage(): string {
  const options = forEachOption()
  const names = Array.from({ length: 25 }, (_, i) => `n${i}`)
  return page(
    'Options',
    'src/options.ts',
    "What `cluster()` takes, and the flags of `npx maelstrom test` that say the same. Durations are `'10s'`, `'250ms'`, or a number of milliseconds; on the command line they are in seconds, and `--latency` in milliseconds, as in the original. Options that are unknown or wrong are all named in one [OptionsError](errors.md#optionserror).",
    table(
      ['option', 'meaning', 'default', 'flag'],
      options.map(([name, { doc, default: value, flag }]) => [
        `<a id="${name.toLowerCase()}"></a>${code(name)}`,
        prose(doc),
        value === undefined ? '' : prose(value),
        flag === undefined ? '' : code(flag),
      ]),
    ),
    'The command line knows a few more flags, of the shell alone: see [Commands](commands.md). The names of workloads are in [Workloads](workloads.md), those of faults in [Faults](faults.md).',
    '## Environment variables',
    table(
      ['variable', 'what it does'],
      [
        ['`MAELSTROM_SEED`', 'The seed of every run that is not given one: how a failure is repeated.'],
        ['`MAELSTROM_REPLAY`', 'A schedule that a failed `explore()` printed: that run, and no search.'],
        [
          '`MAELSTROM_DATA_DIR`',
          'Set for the programs of nodes: the private folder of the node, which survives its restarts within a run.',
        ],
      ],
    ),
    '## Distributions of latency',
    table(
      ['`latencyDist`', 'how long a message takes'],
      Object.keys(LATENCY_DISTRIBUTIONS).map(name => [code(name), DISTRIBUTIONS[name as keyof typeof DISTRIBUTIONS]]),
    ),
    '## Topologies',
    'Whom the request `topology` of [broadcast](workloads.md#broadcast) names as neighbours. Following it is up to the node: the network connects everybody with everybody. Besides, a map from each node to its neighbours.',
    table(
      ['`topology`', 'shape', 'links with 25 nodes', 'hops, at most'],
      Object.keys(TOPOLOGIES).map(name => {
        const topology = makeTopology(name as TopologyName, names)
        const links = Object.values(topology).reduce((sum, neighbours) => sum + neighbours.length, 0) / 2
        return [code(name), SHAPES[name as TopologyName], String(links), String(longestWay(topology))]
      }),
    ),
    '## Consistency models',
    'What `consistencyModels` and `toSatisfyModel()` know, with other names in brackets, and what each one implies. `strict-serializable` is the strongest.',
    table(
      ['model', 'implies'],
      Object.entries(models as Record<string, { aliases: readonly string[]; implies: readonly string[] }>).map(
        ([name, { aliases, implies }]) => [
          `${code(name)}${aliases.length === 0 ? '' : ` (${aliases.map(code).join(', ')})`}`,
          implies.map(code).join(', '),
        ],
      ),
    ),
    '## Options of explore()',
    "`explore()` takes the options of `cluster()`, with other defaults (`clock: 'virtual'`, `latency: 2`, `latencyDist: 'exponential'`), and these:",
    table(['option', 'meaning', 'default'], explorationOptions()),
  )
}

/** The most hops that a message needs from one node to another. */
function longestWay(topology: Readonly<Record<string, readonly string[]>>): number {
  let longest = 0
  for (const start of Object.keys(topology)) {
    const distance = new Map([[start, 0]])
    for (const [node, hops] of distance)
      for (const next of topology[node]!) if (!distance.has(next)) distance.set(next, hops + 1)
    longest = Math.max(longest, ...distance.values())
  }
  return longest
}
