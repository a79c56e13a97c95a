/** One file, three ways to run it: as a process, as a program in virtual time, as a function in virtual time. */

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { functionHost } from '../../../src/nodes/function-host.ts'
import type { NodeHost } from '../../../src/nodes/host.ts'
import { scriptHost } from '../../../src/nodes/script/script-host.ts'
import { SECOND } from '../../../src/time/clock.ts'
import { Stepper } from '../script/stepper.ts'
import { gossip } from './fixtures/gossip.ts'

const FILE = join(import.meta.dirname, 'fixtures/gossip.ts')

async function spread(make: (stepper: Stepper) => NodeHost, seed = 1) {
  const stepper = new Stepper(seed, random => random.int(20_000_000))
  const host = make(stepper)
  if ('prepare' in host) await (host as { prepare(): Promise<void> }).prepare()
  for (const id of ['n1', 'n2', 'n3']) await stepper.start(host, id)
  await stepper.init()
  for (let i = 0; i < 30; i++) {
    stepper.send(`n${(i % 3) + 1}`, { type: 'broadcast', msg_id: 100 + i, message: i })
    await stepper.run(SECOND / 30)
  }
  await stepper.run(SECOND)
  const read = (id: string): number[] => {
    stepper.send(id, { type: 'read', msg_id: 7 })
    return JSON.parse(stepper.out(id).at(-1)!).body.messages
  }
  return { reads: ['n1', 'n2', 'n3'].map(read), lines: stepper.lines }
}

describe('the same node', () => {
  const all = Array.from({ length: 30 }, (_, i) => i)
  const asFunction = (stepper: Stepper) => functionHost({ node: gossip, clock: stepper.clock, random: stepper.random })
  const asProgram = (stepper: Stepper) =>
    scriptHost({ entry: FILE, cwd: import.meta.dirname, clock: stepper.clock, random: stepper.random })

  it.each([
    ['as a function', asFunction],
    ['as a program', asProgram],
  ])('spreads all messages in virtual time %s, each time alike', async (_how, make) => {
    const { reads, lines } = await spread(make)
    for (const read of reads) expect(read.toSorted((a, b) => a - b)).toEqual(all)
    expect((await spread(make)).lines).toEqual(lines)
  })

  it('answers as a process', async () => {
    const node = spawn(process.execPath, ['--import', 'tsx', FILE], { stdio: ['pipe', 'pipe', 'inherit'] })
    const lines = createInterface({ input: node.stdout })[Symbol.asyncIterator]()
    const ask = async (body: object) => {
      node.stdin.write(`${JSON.stringify({ src: 'c1', dest: 'n1', body })}\n`)
      return JSON.parse((await lines.next()).value as string).body
    }
    expect(await ask({ type: 'init', msg_id: 1, node_id: 'n1', node_ids: ['n1', 'n2'] })).toEqual({
      type: 'init_ok',
      in_reply_to: 1,
    })
    expect(await ask({ type: 'broadcast', msg_id: 2, message: 5 })).toEqual({ type: 'broadcast_ok', in_reply_to: 2 })
    expect(JSON.parse((await lines.next()).value as string)).toMatchObject({
      src: 'n1',
      dest: 'n2',
      body: { type: 'gossip', messages: [5] },
    })
    node.stdin.end()
    expect(await new Promise(resolve => node.on('exit', resolve))).toBe(0)
  })
})

it('the SDK stands alone: no dependency, nothing of the engine', async () => {
  const { metafile } = await build({
    entryPoints: [join(import.meta.dirname, '../../../src/nodes/sdk.ts')],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
  })
  expect(Object.keys(metafile.inputs).map(path => path.replace(/^.*src\//, ''))).toEqual([
    'random.ts',
    'nodes/node-file.ts',
    'nodes/sdk.ts',
  ])
})
