/** What Jest's reports say of runs, and its watch mode: real runs of Jest in a user's project. */

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../nodes/fixtures/processes.ts'
import { ANSWER_PY, BROKEN_PY, type Command, ECHO_PY, Project, PYTHON, TERMINAL } from './project.ts'

const OPTIONS = "nodes: 2, workload: 'echo', rate: 50, timeLimit: '600ms'"
const HEAD = `
  const { cluster } = require('@jepsen-ts/maelstrom')
  require('@jepsen-ts/maelstrom/jest')
  const { describe, expect, it } = require('@jest/globals')`

const FILES = {
  'package.json': '{}',
  'node.py': ECHO_PY,
  'answer.py': ANSWER_PY,
  'broken.py': BROKEN_PY,
  'jest.config.js': `
    module.exports = {
      testEnvironment: 'node',
      verbose: true,
      maxWorkers: 2,
      moduleFileExtensions: ['js', 'json', 'node', 'py'],
      transform: { '\\\\.py$': '@jepsen-ts/maelstrom/jest-transform' },
      modulePathIgnorePatterns: ['maelstrom-results'],
      reporters: [
        'default',
        '@jepsen-ts/maelstrom/jest-reporter',
        ['jest-junit', { testCasePropertiesFile: 'node_modules/@jepsen-ts/maelstrom/dist/jest-junit.cjs' }],
      ],
    }`,
  'right.test.js': `${HEAD}
    it.concurrent.each([21, 22])('seed %i', async seed => {
      expect(await cluster({ ${OPTIONS}, bin: require('./node.py'), seed })).toBeValid()
    })`,
  'wrong.test.js': `${HEAD}
    it('is wrong', async () => {
      const history = await cluster({ // started here
        ${OPTIONS}, bin: require('./broken.py'), seed: 23,
      })
      expect(history).toBeValid()
    })
    it('is wrong otherwise', () => expect(1).toBe(2))`,
}

let project: Project
let run: Command
const read = (name: string) => readFileSync(project.path(name), 'utf8')
const lineOf = (name: string, text: string) =>
  read(name)
    .split('\n')
    .findIndex(line => line.includes(text)) + 1

describe.skipIf(!PYTHON)('Jest (needs python3)', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    project = await Project.of(FILES)
    run = project.start('jest/bin/jest.js', ['--no-color'], {
      env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: project.path('summary.md') },
    })
    expect(await run.ended, run.output()).toBe(1)
  }, 60_000)
  afterAll(() => project.remove())

  describe('the report of jest-junit', () => {
    const testCase = (name: string) =>
      new RegExp(`<testcase [^>]*name="[^"]*${name}"[\\s\\S]*?</testcase>`).exec(read('junit.xml'))![0]

    it.each([21, 22])('has seed, verdict and folder of each of several tests that ran at once (%i)', seed => {
      const text = testCase(`seed ${seed}`)
      expect(text).toContain(`<property name="seed" value="${seed}"/>`)
      expect(text).toContain('<property name="verdict" value="valid"/>')
      expect(text).toContain(`<property name="folder" value="maelstrom-results/right/seed-${seed}/${seed}"/>`)
    })

    it('has the explanation in the failure', () => {
      const text = testCase('is wrong')
      expect(text).toContain('<property name="verdict" value="invalid"/>')
      expect(text).toMatch(
        /<failure>[^<]*The workload echo must come out right\.[^<]*Please echo[^<]*MAELSTROM_SEED=23/,
      )
    })
  })

  it('GitHub Actions gets one annotation, at the line that called cluster', () => {
    const commands = run.output().match(/^::\w+ .*$/gm)
    expect(commands).toHaveLength(1)
    expect(commands![0]).toContain(`::error file=wrong.test.js,line=${lineOf('wrong.test.js', 'started here')},`)
    expect(commands![0]).toMatch(/title=is wrong::.*The workload echo must come out right\.%0A/)
  })

  it('GitHub Actions gets a table of runs in the summary of the job', () => {
    const rows = read('summary.md')
      .split('\n')
      .filter(line => /^\| \w+\.test/.test(line))
    expect(rows).toHaveLength(3)
    expect(rows).toContain(
      '| wrong.test.js \\> is wrong | echo | 2 | none | 23 | ❌ INVALID | `MAELSTROM_SEED=23 npx jest wrong.test.js -t "is wrong"` |',
    )
  })

  it('the terminal has a block for each passed run with --verbose', () => {
    expect(run.output()).toMatch(/seed 21\n +echo: VALID\n +echo +\d+ ok +0 failed/)
    expect(run.output()).not.toContain('echo: INVALID')
  })

  it('leaves no folder for temporary files', () => {
    expect(readdirSync(tmpdir()).filter(name => name.startsWith(`maelstrom-jest-${run.process.pid}-`))).toEqual([])
  })

  it.skipIf(!TERMINAL)(
    'a save of a program runs exactly its tests again, in watch mode (needs script of util-linux)',
    async () => {
      const git = (...args: string[]) =>
        execFileSync(
          'git',
          ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...args],
          { cwd: project.folder, stdio: 'ignore' },
        )
      project.write('.gitignore', 'node_modules\nmaelstrom-results\njunit.xml\nsummary.md\n')
      git('init')
      git('add', '.')
      git('commit', '-m', 'all')
      const watching = project.start('jest/bin/jest.js', ['--watch', '--no-color'], { terminal: true })
      await eventually(() => watching.output().includes('No tests found related'), 20_000)
      expect(watching.output()).not.toContain('.test.js')
      project.write('node.py', `${ECHO_PY}\n`)
      await eventually(() => /Tests: .*2 passed/.test(watching.output()), 20_000)
      expect(watching.output()).toMatch(/Tests: +2 passed, 2 total/)
      expect(watching.output()).toMatch(/PASS .*right\.test\.js/)
      expect(watching.output()).not.toContain('wrong.test.js')
      // Jest takes no heed of a key while a run is not quite over.
      const quitting = setInterval(() => watching.type('q'), 300)
      await watching.ended
      clearInterval(quitting)
      await eventually(() => watching.processes().length === 0)
      expect(watching.processes()).toEqual([])
    },
  )
})
