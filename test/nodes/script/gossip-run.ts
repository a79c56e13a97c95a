/** The runs of determinism.test.ts, and what another process prints of them: `node gossip-run.ts SEED` under any loader of TypeScript. */

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { scriptHost } from '../../../src/nodes/script/script-host.ts'
import { MILLISECOND, SECOND } from '../../../src/time/clock.ts'
import { type Line, Stepper } from './stepper.ts'

export const PROGRAMS = ['gossip-readline.js', 'gossip-data.mjs', 'gossip-class.ts', 'chancy.mjs'] as const
const FOLDER = join(import.meta.dirname, 'fixtures')

/** Five nodes gossip for two virtual seconds; one is paused for a while, one is killed and comes back. */
export async function gossipRun(program: string, seed: number): Promise<readonly Line[]> {
  const stepper = new Stepper(seed, random => MILLISECOND + random.int(10 * MILLISECOND))
  const host = scriptHost({ entry: program, cwd: FOLDER, clock: stepper.clock, random: stepper.random.fork('nodes') })
  await host.prepare()
  const ids = ['n1', 'n2', 'n3', 'n4', 'n5']
  for (const id of ids) await stepper.start(host, id)
  await stepper.init()
  for (let i = 0; i < 20; i++) {
    stepper.send(ids[i % 5] as string, { type: 'broadcast', msg_id: 10 + i, message: i })
    if (i === 5) stepper.nodes.get('n2')?.pause()
    if (i === 8) await stepper.nodes.get('n3')?.kill()
    if (i === 10) await stepper.start(host, 'n3')
    if (i === 10) stepper.send('n3', { type: 'init', msg_id: 1, node_id: 'n3', node_ids: ids })
    if (i === 12) stepper.nodes.get('n2')?.resume()
    await stepper.run(100 * MILLISECOND)
  }
  await stepper.run(SECOND)
  return stepper.lines
}

export const hashOf = (lines: readonly Line[]): string =>
  createHash('sha256').update(JSON.stringify(lines)).digest('hex')

const [, script, seed] = process.argv
if (script === import.meta.filename && seed !== undefined) {
  const hashes: string[] = []
  for (const program of PROGRAMS) hashes.push(hashOf(await gossipRun(program, Number(seed))))
  console.log(JSON.stringify(hashes))
}
