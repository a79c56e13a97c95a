/** `maelstrom demo`: a real cluster with faults, right and broken, to see what the tool says of each. Needs nothing but Node. */

import { fileURLToPath } from 'node:url'
import { cluster } from '../cluster.ts'
import { COLOURS } from '../report/palette.ts'
import { statusOf } from './exit-status.ts'
import { formatRun } from './test-command.ts'

const program = (name: string) => fileURLToPath(new URL(`../../examples/broadcast/${name}`, import.meta.url))

/** Exit status 0 when the right program was found valid and the broken one was caught. */
export async function demoCommand(): Promise<number> {
  const print = (text: string) => process.stdout.write(`${text}\n`)
  const options = {
    workload: 'broadcast',
    nodes: 5,
    rate: 40,
    timeLimit: '4s',
    nemesis: ['partition'],
    nemesisInterval: '1s',
    recovery: '2s',
    seed: 2026,
  } as const
  print(COLOURS.title('Five nodes that gossip, and a network that falls apart every second.'))
  print(COLOURS.dim('examples/broadcast/node.js sends again what was not acknowledged.\n'))
  const right = await cluster({ ...options, nemesis: [...options.nemesis], bin: program('node.js') })
  print(formatRun(right))
  print(COLOURS.title('\nThe same with a bug.'))
  print(COLOURS.dim('examples/broadcast/broken-no-retry.js sends everything once.\n'))
  const broken = await cluster({ ...options, nemesis: [...options.nemesis], bin: program('broken-no-retry.js') })
  print(formatRun(broken))
  const caught = broken.verdict.valid === false
  print(
    caught && right.verdict.valid === true
      ? '\nBoth as they should be: the first is valid, the bug of the second is caught.'
      : '\nThat is not as it should be.',
  )
  return right.verdict.valid === true && caught ? 0 : Math.max(1, statusOf(right.verdict.valid))
}
