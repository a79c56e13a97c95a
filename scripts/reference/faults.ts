/** docs/reference/faults.md: every fault with its variants, what it counts as a hit, and how it is recorded. */

import type { Operation } from '../../src/history/operation.ts'
import { PARTITION_SHAPES } from '../../src/nemesis/partition.ts'
import { code, fence, page, prose, table } from './markdown.ts'
import { type FaultName, forEachFault } from './names.ts'
import { example, shortRun } from './runs.ts'

const TARGETS: Readonly<Record<string, string>> = {
  one: 'one node',
  minority: 'so many that the others are a majority',
  majority: 'a bare majority',
  all: 'every node',
}

export async function faultsPage(): Promise<string> {
  const sections: string[] = []
  for (const [name, { doc, hitWord, variants = [], virtualOnly }] of forEachFault()) {
    const kinds = variants.map(variant => [
      code(`${name}:${variant}`),
      (name === 'partition' ? PARTITION_SHAPES[variant]?.doc : TARGETS[variant]) ?? '',
    ])
    const { hits, operations } = await recorded(name)
    sections.push(
      [
        `## ${name}`,
        prose(doc),
        ...(virtualOnly === true ? ["In virtual time only: add `clock: 'virtual'`."] : []),
        `Counted as hits: ${hitWord}.`,
        ...(kinds.length === 0 ? [] : [table(['narrower', 'which'], kinds)]),
        `In the history of a run of our broadcast (in which it hit ${hits}):`,
        fence('json', operations.map(operation => JSON.stringify(operation)).join('\n')),
      ].join('\n\n'),
    )
  }
  return page(
    'Faults',
    'src/nemesis',
    'What the option `nemesis` injects: any number together. Each is on for about a `nemesisInterval`, then off for about as long (half to one and a half of it), and so on until the time limit; each goes its own way, so that several overlap. All are undone before the final reads.',
    'A run whose faults hit nothing shows nothing: its verdict is [unknown](results.md#unknown), unless `faultsMustHit: false` is given. What each has hit is in `results.json`.',
    table(
      ['fault', 'what happens', 'a hit'],
      forEachFault().map(([name, { doc, hitWord }]) => [`[\`${name}\`](#${name})`, prose(doc), hitWord]),
    ),
    'Each is recorded as operations of the process `nemesis`, `start-…` and `stop-…`: twice, since it takes its time; the second one tells what was done. Messages of clients are never hit, and those to and from services only by the latency of the network.',
    ...sections,
  )
}

/** Its first occasion. */
async function recorded(name: FaultName): Promise<{ hits: number; operations: readonly Operation[] }> {
  const history = await shortRun({
    bin: example('broadcast/node.js'),
    workload: 'broadcast',
    nemesis: [name],
    nodes: 5,
  })
  const told = history.operations.filter(({ process, value }) => process === 'nemesis' && value !== null)
  return { hits: history.faults[0]!.hits, operations: told.slice(0, 2) }
}
