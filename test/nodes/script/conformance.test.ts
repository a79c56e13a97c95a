/** The oracle of the simulated Node is Node: programs that print what its modules do must print the same in both. */

import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { scriptHost } from '../../../src/nodes/script/script-host.ts'
import { SECOND } from '../../../src/time/clock.ts'
import { Stepper } from './stepper.ts'

const FOLDER = join(import.meta.dirname, 'conformance')
const INPUT = ['{"a":1}', 'żółw', '', 'last']

async function reallyRun(file: string): Promise<{ out: string[]; err: string[] }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'maelstrom-conformance-'))
  const env = { TZ: 'UTC', LANG: 'en_US.UTF-8', PATH: process.env.PATH, MAELSTROM_DATA_DIR: dataDir }
  try {
    const running = promisify(execFile)(process.execPath, [file], { env, cwd: FOLDER })
    running.child.stdin?.end(INPUT.map(line => `${line}\n`).join(''))
    const { stdout, stderr } = await running
    return { out: lines(stdout), err: lines(stderr) }
  } finally {
    await rm(dataDir, { recursive: true })
  }
}

const lines = (text: string): string[] => text.split('\n').slice(0, -1)

/** What differs from run to run of Node itself. */
const stable = (line: string): string =>
  line.replace(/^\(node:\d+\)/, '(node:PID)').replace(/^\(Use `node --trace.*$/, '')

describe('a program prints in virtual time what it prints under Node', async () => {
  for (const name of (await readdir(FOLDER)).filter(each => /\.[cm]js$/.test(each)).sort()) {
    // Node itself keeps real time: on a loaded machine its timers may come in another order.
    it(name, { retry: 3 }, async () => {
      const stepper = new Stepper(1)
      const host = scriptHost({ entry: name, cwd: FOLDER, clock: stepper.clock, random: stepper.random })
      await host.prepare()
      const [expected] = await Promise.all([reallyRun(join(FOLDER, name)), stepper.start(host)])
      for (const line of INPUT) stepper.nodes.get('n1')?.deliver(line)
      await stepper.run(SECOND / 2)
      stepper.nodes.get('n1')?.stop()
      await stepper.run(2 * SECOND)
      expect(stepper.out()).toEqual(expected.out)
      expect(stepper.log().map(stable)).toEqual(expected.err.map(stable).filter(line => line !== ''))
    })
  }
})
