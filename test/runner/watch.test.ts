/** Vitest's watch mode: a save runs the tests of that program again, at once; and what is cancelled leaves nothing. */

import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '../nodes/fixtures/processes.ts'
import { ANSWER_PY, type Command, ECHO_PY, Project, PYTHON, TERMINAL, vitestConfig } from './project.ts'

const ECHO_TS = `
  import { createInterface } from 'node:readline'
  import { answer } from './answer.ts'
  createInterface({ input: process.stdin }).on('line', line => {
    const { src, dest, body } = JSON.parse(line)
    console.log(JSON.stringify({ src: dest, dest: src, body: answer(body) }))
  })`
const ANSWER_TS = `export const answer = (body: any) => ({ ...body, type: body.type + '_ok', in_reply_to: body.msg_id })`

const testFile = (name: string, options: string) => `
  import { readFileSync } from 'node:fs'
  import { cluster } from '@jepsen-ts/maelstrom'
  import { expect, it } from 'vitest'
  it('${name}', async () => {
    const timeLimit = readFileSync(new URL('./limit.txt', import.meta.url), 'utf8')
    const history = await cluster({ nodes: 1, workload: 'echo', rate: 50, timeLimit, results: false, ${options} })
    expect(history).toBeValid()
  })`

const FILES = {
  'node.py': ECHO_PY,
  'other.py': ECHO_PY,
  'answer.py': ANSWER_PY,
  'node.ts': ECHO_TS,
  'answer.ts': ANSWER_TS,
  'limit.txt': '100ms',
  'vitest.config.ts': vitestConfig({ test: '{ maxWorkers: 3 }' }),
  'python.test.ts': testFile('runs node.py', "bin: './node.py'"),
  'other.test.ts': testFile('runs other.py', "bin: ['python3', 'other.py']"),
  'virtual.test.ts': `
    import { readFileSync } from 'node:fs'
    import { explore } from '@jepsen-ts/maelstrom'
    import { expect, it } from 'vitest'
    it('runs node.ts', async () => {
      const runs = readFileSync(new URL('./limit.txt', import.meta.url), 'utf8') === '50s' ? 100_000 : 3
      await explore(
        { bin: './node.ts', nodes: 1, workload: 'echo', rate: 50, timeLimit: '1s', runs, threads: 1 },
        history => expect(history).toBeValid(),
      )
    })`,
  'none.test.ts': `import { it } from 'vitest'; it('runs nothing', () => {})`,
}

/** A marker that Vitest prints when it waits for changes. */
const WAITING = /Waiting for file changes|Watching for file changes/g

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

class Watching {
  #seen = 0
  readonly #command: Command
  readonly #project: Project
  constructor(project: Project) {
    this.#project = project
    this.#command = project.start('vitest/vitest.mjs', ['watch', '--reporter=verbose'], { terminal: true })
  }
  get command(): Command {
    return this.#command
  }
  /** What has been printed since the last call, once Vitest waits again: the names of the tests that were run. */
  async tests(): Promise<string[]> {
    await eventually(() => (this.rest.match(WAITING) ?? []).length > 0, 20_000)
    // Whatever else it were to run would come now.
    await sleep(300)
    const rest = this.rest
    this.#seen = this.#command.output().length
    return [...new Set([...rest.matchAll(/(?:✓|×) \S+ > (runs [\w.]+)/g)].map(([, name]) => name!))].sort()
  }
  get rest(): string {
    return this.#command.output().slice(this.#seen)
  }
  save(name: keyof typeof FILES): void {
    this.#project.write(name, `${FILES[name]}\n`)
  }
}

describe.skipIf(!PYTHON || !TERMINAL)(
  'watch mode (needs python3, and script of util-linux)',
  { timeout: 90_000 },
  () => {
    let project: Project
    afterEach(() => project.remove())

    it('runs exactly the tests of the program that was saved', async () => {
      project = await Project.of(FILES)
      const watching = new Watching(project)
      const nodes = (program: string) => watching.command.processes().filter(pid => commandOf(pid).includes(program))
      expect(await watching.tests()).toEqual(['runs node.py', 'runs node.ts', 'runs nothing', 'runs other.py'])
      watching.save('node.py')
      expect(await watching.tests()).toEqual(['runs node.py'])
      watching.save('other.py')
      expect(await watching.tests()).toEqual(['runs other.py'])
      watching.save('answer.py')
      expect(await watching.tests()).toEqual(['runs node.py', 'runs other.py'])
      watching.save('answer.ts')
      expect(await watching.tests()).toEqual(['runs node.ts'])

      // In the middle of a run, whose verdict is of no interest any more. Test files that are cut off with it run as well.
      project.write('limit.txt', '60s')
      watching.save('answer.py')
      await eventually(() => nodes('node.py').length > 0 && nodes('other.py').length > 0, 15_000)
      const before = [...nodes('node.py'), ...nodes('other.py')]
      project.write('limit.txt', '100ms')
      watching.save('node.py')
      await eventually(
        () => ['node', 'other'].every(name => new RegExp(`✓ \\S+ > runs ${name}\\.py`).test(watching.rest)),
        20_000,
      )
      expect(await watching.tests()).toEqual(['runs node.py', 'runs other.py'])
      expect([...nodes('node.py'), ...nodes('other.py')].filter(pid => before.includes(pid))).toEqual([])

      // Many runs are cancelled like one.
      project.write('limit.txt', '50s')
      watching.save('node.ts')
      await eventually(() => /of 100000 runs/.test(watching.rest), 15_000)
      expect(watching.rest).toMatch(/of 100000 runs/)
      project.write('limit.txt', '100ms')
      watching.save('node.ts')
      await eventually(() => /✓ \S+ > runs node\.ts/.test(watching.rest), 15_000)
      expect(await watching.tests()).toEqual(['runs node.ts'])

      // A key in the middle of a run cancels it, for Vitest; Ctrl-C leaves.
      project.write('limit.txt', '60s')
      watching.save('other.py')
      await eventually(() => nodes('other.py').length > 0, 10_000)
      watching.command.type('q')
      await eventually(() => /CANCELLED/.test(watching.rest), 5000)
      expect(watching.rest).toContain('CANCELLED')
      await eventually(() => nodes('other.py').length === 0)
      expect(nodes('other.py')).toEqual([])
      await watching.tests()
      watching.save('other.py')
      await eventually(() => nodes('other.py').length > 0, 10_000)
      watching.command.type('\u0003')
      await watching.command.ended
      await eventually(() => watching.command.processes().length === 0, 5000)
      expect(watching.command.processes()).toEqual([])
    })
  },
)
