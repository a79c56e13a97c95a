/** `vitest --shard`: files are split among machines, and the seeds of those that call `explore()` among all of them. */

import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Project, vitestConfig } from './project.ts'

const NODE = `
  process.stdin.on('data', lines => {
    for (const line of String(lines).trim().split('\\n')) {
      const { src, dest, body } = JSON.parse(line)
      console.log(JSON.stringify({ src: dest, dest: src, body: { ...body, type: body.type + '_ok', in_reply_to: body.msg_id } }))
    }
  })`
/** Notes which seeds it was tried with, on which machine. */
const EXPLORED = `
  import { appendFileSync } from 'node:fs'
  import { explore } from '@jepsen-ts/maelstrom'
  import { it } from 'vitest'
  it('is explored', () => explore(
    { bin: './node.js', nodes: 1, workload: 'echo', rate: 5, timeLimit: '1s', seed: 70, runs: 5 },
    history => appendFileSync(process.env.MACHINE + '.seeds', history.seed + ' '),
  ))`
const PLAIN = `
  import { appendFileSync } from 'node:fs'
  import { it } from 'vitest'
  it('is plain', () => appendFileSync(process.env.MACHINE + '.plain', 'x'))`

describe('--shard', { timeout: 60_000 }, () => {
  let project: Project
  beforeAll(async () => {
    project = await Project.of({
      'node.js': NODE,
      'vitest.config.ts': vitestConfig(),
      'explored.test.ts': EXPLORED,
      'one.test.ts': PLAIN,
      'two.test.ts': PLAIN,
      'three.test.ts': PLAIN,
    })
  }, 60_000)
  afterAll(() => project.remove())

  it('gives each machine other seeds of explore(), and other files without', async () => {
    for (const machine of ['1', '2']) {
      const run = project.start('vitest/vitest.mjs', ['run', `--shard=${machine}/2`], { env: { MACHINE: machine } })
      expect(await run.ended, run.output()).toBe(0)
    }
    const of = (name: string) => readFileSync(project.path(name), 'utf8')
    expect([of('1.seeds'), of('2.seeds')]).toEqual(['70 72 74 ', '71 73 '])
    expect(
      readdirSync(project.folder)
        .filter(name => name.endsWith('.plain'))
        .map(of)
        .join(''),
    ).toBe('xxx')
  })
})
