/** With Vitest 5 the plugin, the matchers and the reports are what they are with 4. Skipped where it is not: `npx tsx test/runner/vitest-5.ts` fetches it. */

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installedPackage } from '../installed-package.ts'
import { MODULES, NODE_22, VITEST_5 } from './vitest-5.ts'

const FILES = {
  'package.json': '{ "type": "module" }',
  'vitest.config.ts': `
    import { maelstrom } from '@jepsen-ts/maelstrom/plugin'
    import { defineConfig } from 'vitest/config'
    export default defineConfig({ plugins: [maelstrom()] })`,
  'echo.js': `
    let last
    process.stdin.on('data', lines => {
      for (const line of String(lines).trim().split('\\n')) {
        const { src, dest, body } = JSON.parse(line)
        const echo = process.argv[2] === 'broken' ? last : body.echo
        last = body.echo
        console.log(JSON.stringify({ src: dest, dest: src, body: { type: body.type + '_ok', in_reply_to: body.msg_id, echo } }))
      }
    })`,
  'run.test.ts': `
    import { cluster } from '@jepsen-ts/maelstrom'
    import { describe, it } from 'vitest'
    const options = { bin: './echo.js', clock: 'virtual', nodes: 2, workload: 'echo', rate: 50, timeLimit: '1s' } as const
    describe.concurrent('at once', () => {
      for (const seed of [11, 12]) {
        it('seed ' + seed, async ({ expect }) => {
          expect(await cluster({ ...options, seed })).toBeValid()
        })
      }
    })
    it('is wrong', async ({ expect }) => {
      const history = await cluster({ ...options, args: ['broken'], seed: 13 }) // started here
      expect(history).toBeValid()
    })`,
}

describe.skipIf(!VITEST_5)('Vitest 5 (see test/runner/vitest-5.ts)', { timeout: 60_000 }, () => {
  let folder = ''
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  let run: { readonly all: string; readonly exitCode?: number | undefined }
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'maelstrom-vitest-5-'))
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)
    const own = join(await installedPackage(), 'node_modules')
    const modules = join(folder, 'node_modules')
    mkdirSync(modules)
    // Copied, so that it finds the Vitest beside it and not the one of this repository.
    cpSync(join(own, '@jepsen-ts'), join(modules, '@jepsen-ts'), { recursive: true, dereference: true })
    for (const from of [MODULES, own])
      for (const name of readdirSync(from))
        if (!name.startsWith('.') && !readdirSync(modules).includes(name))
          symlinkSync(join(from, name), join(modules, name))
    const reporters = ['verbose', 'github-actions', 'junit'].flatMap(name => ['--reporter', name])
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--no-color', ...reporters, '--outputFile.junit=junit.xml']
    const env = {
      GITHUB_ACTIONS: 'true',
      CI: 'true',
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
      VITEST: undefined,
    }
    run = await execa(NODE_22, args, { cwd: folder, env, reject: false, all: true })
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is what runs', () => {
    expect(run.all).toMatch(/RUN +v5\./)
    expect(run.exitCode, run.all).toBe(1)
  })

  it('has the explanation in the failure, and a block for each passed run', () => {
    expect(run.all).toMatch(/✗ c\d+'s echo at n\d .* sent "Please echo \d+" and got back/)
    expect(run.all).toMatch(/Replay {2}MAELSTROM_SEED=13 npx vitest run run\.test\.ts -t "is wrong"/)
    expect(run.all.match(/^ *echo +\d+ ok/gm)).toHaveLength(2)
  })

  it('has seed, verdict and folder of each run in the report for JUnit, also of tests that ran at once', () => {
    for (const [seed, verdict] of [
      [11, 'valid'],
      [12, 'valid'],
      [13, 'invalid'],
    ] as const) {
      const [test = ''] = read('junit.xml')
        .match(/<testcase [\s\S]*?<\/testcase>/g)!
        .filter(text => text.includes(`name="seed" value="${seed}"`))
      expect(test).toContain(`name="verdict" value="${verdict}"`)
      expect(test).toMatch(new RegExp(`name="folder" value="maelstrom-results/run/[\\w-]+/${seed}"`))
    }
  })

  it('gives GitHub Actions one annotation, at the line that called cluster, and a table of runs', () => {
    const line = FILES['run.test.ts'].split('\n').findIndex(text => text.includes('started here')) + 1
    const annotations = run.all.match(/^::(?:error|notice) .*/gm) ?? []
    expect(annotations).toHaveLength(1)
    expect(annotations[0]).toContain(`line=${line},`)
    expect(read('summary.md').match(/^\| run\.test\.ts .*(?:VALID|INVALID)/gm)).toHaveLength(3)
  })
})
