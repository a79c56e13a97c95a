/** What Vitest's reports say of runs: one real run of Vitest as GitHub Actions would run it, with every reporter at once. */

import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ANSWER_PY, BROKEN_PY, type Command, ECHO_PY, Project, PYTHON, vitestConfig } from './project.ts'

const OPTIONS = "nodes: 2, workload: 'echo', rate: 50, timeLimit: '600ms'"

const FILES = {
  'node.py': ECHO_PY,
  'answer.py': ANSWER_PY,
  'broken.py': BROKEN_PY,
  'vitest.config.ts': vitestConfig({
    plugins: '[]',
    test: `{
      projects: [
        { plugins: [maelstrom()], test: { name: 'plugin', include: ['plugin*.test.ts'] } },
        { plugins: [], test: { name: 'bare', include: ['bare.test.ts'], setupFiles: ['@jepsen-ts/maelstrom/vitest'] } },
      ],
    }`,
  }),
  'plugin.test.ts': `
    import { cluster } from '@jepsen-ts/maelstrom'
    import { beforeAll, describe, expect, it } from 'vitest'
    describe.concurrent('at once', () => {
      for (const seed of [11, 12, 13]) {
        it('seed ' + seed, async ({ expect }) => {
          expect(await cluster({ ${OPTIONS}, bin: './node.py', seed })).toBeValid()
        })
      }
    })
    it('is wrong', async () => {
      const history = await cluster({ // started here
        ${OPTIONS}, bin: './broken.py', seed: 14,
      })
      await new Promise(resolve => setTimeout(resolve, 10))
      expect(history).toBeValid()
    })
    it('is wrong otherwise', async () => {
      expect(await cluster({ ${OPTIONS}, bin: './node.py', seed: 15 })).toHaveLength(0)
    })
    it('has faults that hit nothing', async () => {
      const history = await cluster({ ${OPTIONS}, bin: './node.py', seed: 16, nemesis: ['partition'], nemesisInterval: '100ms', faultsMustHit: false, summary: true })
      expect(history).toBeValid()
    })`,
  'echo.js': `
    process.stdin.on('data', lines => {
      for (const line of String(lines).trim().split('\\n')) {
        const { src, dest, body } = JSON.parse(line)
        console.log(JSON.stringify({ src: dest, dest: src, body: { ...body, type: body.type + '_ok', in_reply_to: body.msg_id } }))
      }
    })`,
  'plugin-explore.test.ts': `
    import { explore } from '@jepsen-ts/maelstrom'
    import { expect, it } from 'vitest'
    const options = { bin: './echo.js', nodes: 2, workload: 'echo', rate: 20, timeLimit: '1s', runs: 3 }
    it('is right in every run', () => explore({ ...options, seed: 31 }, history => expect(history).toBeValid()))
    it('is wrong in a run', async () => {
      await explore({ ...options, seed: 41 }, history => { // explored here
        expect(history.operations).toHaveLength(0)
      })
    })`,
  'plugin-hook.test.ts': `
    import { cluster } from '@jepsen-ts/maelstrom'
    import { beforeAll, expect, it } from 'vitest'
    let history
    beforeAll(async () => {
      history = await cluster({ ${OPTIONS}, bin: './node.py', seed: 17 })
    })
    it('was run before', () => expect(history).toBeValid())`,
  'bare.test.ts': `
    import { cluster } from '@jepsen-ts/maelstrom'
    import { expect, it } from 'vitest'
    it('has no plugin', async () => {
      const history = await cluster({ ${OPTIONS}, bin: './node.py', seed: 18 }) // started here
      expect(history).toBeValid()
    })`,
}

let project: Project
let run: Command
const read = (name: string) => readFileSync(project.path(name), 'utf8')
const lineOf = (name: string, text: string) =>
  read(name)
    .split('\n')
    .findIndex(line => line.includes(text)) + 1

describe.skipIf(!PYTHON)('the reports of Vitest (needs python3)', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    project = await Project.of(FILES)
    const reporters = ['verbose', 'github-actions', 'junit', 'html', 'json'].flatMap(name => ['--reporter', name])
    const files = ['junit=junit.xml', 'html=html/index.html', 'json=run.json'].map(file => `--outputFile.${file}`)
    run = project.start('vitest/vitest.mjs', ['run', '--no-color', ...reporters, ...files], {
      env: { GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_STEP_SUMMARY: project.path('summary.md') },
    })
    expect(await run.ended, run.output()).toBe(1)
  }, 60_000)
  afterAll(() => project.remove())

  describe('JUnit', () => {
    /** The text of a test case. */
    const testCase = (name: string) =>
      new RegExp(`<testcase [^>]*name="[^"]*${name}"[\\s\\S]*?</testcase>`).exec(read('junit.xml'))![0]
    const property = (name: string, value: string) =>
      expect.stringMatching(new RegExp(`<property name="${name}" value="${value}">`))

    it.each([11, 12, 13])('has seed, verdict and folder of each of several tests that ran at once (%i)', seed => {
      const text = testCase(`seed ${seed}`)
      expect(text).toEqual(property('seed', String(seed)))
      expect(text).toEqual(property('verdict', 'valid'))
      expect(text).toEqual(property('folder', `maelstrom-results/plugin/at-once-seed-${seed}/${seed}`))
      expect(text.match(/name="seed"/g)).toHaveLength(1)
    })

    it('has the explanation in the failure', () => {
      const text = testCase('is wrong')
      expect(text).toEqual(property('verdict', 'invalid'))
      expect(text).toMatch(/<failure [^>]*message="[^"]*The workload echo must come out right\.[^"]*Please echo/)
      expect(text).toContain('MAELSTROM_SEED=14 npx vitest run')
      // What is left of a colour where XML forbids its first character.
      expect(text).not.toMatch(/\[\d+m/)
    })
  })

  describe('the HTML report', () => {
    it('has the page and the diagrams of a run as attachments', () => {
      const report = gunzipSync(readFileSync(project.path('html/html.meta.json.gz'))).toString()
      const pictures = [
        'index.html',
        'latency-quantiles.svg',
        'latency-raw.svg',
        'messages.svg',
        'rate.svg',
        'timeline.svg',
      ]
      for (const picture of pictures) expect(report).toContain(`${picture} of seed 14`)
      const copies = readdirSync(project.path('html/data')).filter(name => name.includes('of-seed-14'))
      expect(copies.map(name => name.replace(/-of-seed.*/, '')).sort()).toEqual(
        pictures.map(name => name.replace('.', '-')),
      )
    })
  })

  describe('the JSON report', () => {
    it('has each run with the line that started it', () => {
      const report = JSON.parse(read('run.json')) as {
        testResults: { assertionResults: { title: string; meta: { maelstrom?: { runs: object[] } } }[] }[]
      }
      const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
      expect(tests.find(({ title }) => title === 'is wrong')!.meta.maelstrom!.runs).toEqual([
        expect.objectContaining({
          workload: 'echo',
          nodes: 2,
          seed: 14,
          valid: false,
          caller: {
            file: project.path('plugin.test.ts'),
            line: lineOf('plugin.test.ts', 'started here'),
            column: expect.any(Number),
          },
        }),
      ])
    })
  })

  describe('GitHub Actions', () => {
    const commands = () => run.output().match(/^::\w+ .*$/gm)!

    it('gets one annotation for a wrong run: at the line that called cluster, with the explanation', () => {
      const about = commands().filter(command => command.includes('MAELSTROM_SEED=14'))
      expect(about).toHaveLength(1)
      expect(about[0]).toMatch(/^::error .*plugin\.test\.ts/)
      expect(about[0]).toContain(`,line=${lineOf('plugin.test.ts', 'started here')},`)
      expect(about[0]).toContain('The workload echo must come out right.%0A')
    })

    it('leaves a failure that is not about a run at the line that failed', () => {
      const about = commands().filter(command => command.includes('is wrong otherwise'))
      expect(about).toHaveLength(1)
      expect(about[0]).toContain(`,line=${lineOf('plugin.test.ts', 'toHaveLength')},`)
    })

    it('gets one for a failed exploration, at the line that called explore', () => {
      const about = commands().filter(command => command.includes('is wrong in a run'))
      expect(about).toHaveLength(1)
      expect(about[0]).toContain(`,line=${lineOf('plugin-explore.test.ts', 'explored here')},`)
    })

    it('gets nothing about runs that are right', () => {
      expect(commands().filter(command => /plugin[\w-]*\.test\.ts/.test(command))).toHaveLength(3)
    })

    it('gets a notice at the line that called cluster where there is no plugin', () => {
      const about = commands().filter(command => command.includes('bare.test.ts'))
      expect(about).toHaveLength(1)
      expect(about[0]).toMatch(/^::notice .*VALID, seed 18, maelstrom-results\/bare\//)
      expect(about[0]).toContain(`,line=${lineOf('bare.test.ts', 'started here')},`)
    })

    it('gets a table of runs in the summary of the job', () => {
      const rows = read('summary.md')
        .split('\n')
        .filter(line => /^\| (?:plugin|bare)/.test(line))
      expect(rows).toHaveLength(10)
      expect(rows.find(row => row.includes('| 14 |'))).toBe(
        '| plugin.test.ts \\> is wrong | echo | 2 | none | 14 | ❌ INVALID | `MAELSTROM_SEED=14 npx vitest run plugin.test.ts -t "is wrong"` |',
      )
      expect(rows.find(row => row.includes('| 16 |'))).toContain('| partition | 16 | ✅ VALID |')
      expect(rows.find(row => row.includes('in every run'))).toContain(
        '| echo | 2 | none | 31 and on, 3 runs | ✅ VALID |',
      )
      expect(rows.find(row => row.includes('wrong in a run'))).toMatch(
        /MAELSTROM_REPLAY=41\S* npx vitest run plugin-explore/,
      )
      expect(rows.find(row => row.includes('| 17 |'))).toContain('| plugin-hook.test.ts | echo |')
    })
  })

  describe('the terminal', () => {
    it('has a block for each passed run with --reporter=verbose', () => {
      expect(run.output()).toMatch(
        /✓ .*at once > seed 11.*\n +echo: VALID\n +echo +\d+ ok +0 failed +0 unknown +median .*\n +messages/,
      )
    })

    it('has it once where the test asked for it, and says that its faults hit nothing', () => {
      const blocks = run
        .output()
        .match(
          /fault +partition: started \d+ times, 0 messages lost; 0 operations did not succeed meanwhile +it hit nothing/g,
        )
      expect(blocks).toHaveLength(1)
      expect(run.output()).toContain('No fault hit anything: this run does not show that the program bears faults.')
    })

    it('has no notes about seeds and folders, and no progress', () => {
      expect(run.output()).not.toMatch(/[↳❯] (?:seed|verdict|folder|maelstrom)$/m)
      expect(run.raw()).not.toContain('▕')
    })
  })
})
