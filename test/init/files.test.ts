/** Every language with every workload and both runners: which files are written, and that each is what its name says. */

import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { cluster } from '../../src/cluster.ts'
import { type Choices, RUNNERS } from '../../src/init/choices.ts'
import { EXERCISES } from '../../src/init/exercises.ts'
import { LANGUAGES } from '../../src/init/languages.ts'
import { resolveOptions } from '../../src/options.ts'
import { WORKLOADS, type WorkloadName } from '../../src/workloads/index.ts'
import { language, project } from './projects.ts'

const inEach = LANGUAGES.flatMap(language => RUNNERS.map(runner => [language.name, runner, language] as const))
const workloads = Object.keys(WORKLOADS) as WorkloadName[]

const textOf = (choices: Partial<Choices>, path: string | RegExp): string =>
  project(choices).find(file => (typeof path === 'string' ? file.path === path : path.test(file.path)))!.text

/** What a test file gives to `cluster()`, and how it calls its tests. */
function runTestFile(text: string): { options: Record<string, unknown>[]; tests: Promise<unknown>[]; todo: string[] } {
  const seen = { options: [] as Record<string, unknown>[], tests: [] as Promise<unknown>[], todo: [] as string[] }
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs' })
  const it = Object.assign((_: string, test: () => Promise<unknown>) => seen.tests.push(test()), {
    todo: (name: string) => seen.todo.push(name),
  })
  const everything = {
    it,
    beforeAll: () => {},
    expect: () => ({ toBeValid: () => {} }),
    cluster: async (options: Record<string, unknown>) => void seen.options.push(options),
  }
  const run = new Function('require', 'module', ...Object.keys(everything), `{${code}}`)
  run(() => everything, { exports: {} }, ...Object.values(everything))
  return seen
}

describe.each(inEach)('a project in %s with %s', (_name, runner, language) => {
  /** Every workload's. */
  const projects = workloads.map(workload => {
    const files = project({ language, workload, runner })
    const text = (path: string) => files.find(file => file.path === path)!.text
    const test = files.find(({ path }) => path.includes('.test.'))!
    return { workload, files, text, test }
  })

  it.each(projects)('has a test of $workload whose options cluster() takes', ({ workload, test }) => {
    const { options, todo } = runTestFile(test.text)
    expect(options).toHaveLength(1)
    const resolved = resolveOptions(options[0], () => 1)
    expect(resolved.workload.name).toBe(workload)
    expect(resolved.clock).toBe(language.virtual === true ? 'virtual' : 'real')
    expect(todo).toHaveLength(EXERCISES[workload].next.length)
  })

  it('has a handler for every request, and nothing left to fill in', () => {
    for (const { workload, files, text } of projects) {
      for (const type of Object.keys(WORKLOADS[workload].rpcs))
        expect(text(language.node), workload).toMatch(new RegExp(`on(?:<\\w+>)?[( ]['"]?${type}\\b`, 'i'))
      for (const { path, text } of files)
        expect(text, `${workload}: ${path}`).not.toMatch(
          /\[\[(?:each|end)|__(?:type|todo|doc|title|what|request|reply|file)__|undefined,|\[object/,
        )
    }
  })

  it('has a package.json, a workflow and a README that fit each other', () => {
    for (const { workload, files, text, test } of projects) {
      const { scripts, devDependencies, type } = JSON.parse(text('package.json'))
      expect(type).toBe('module')
      expect(scripts.test).toMatch(new RegExp(`^${runner}`))
      expect(devDependencies).toHaveProperty(runner)
      expect(text('.github/workflows/test.yml')).toMatch(
        /- run: npm ci\n( {6}- run: npm run check\n)? {6}- run: npm test/,
      )
      expect(files.map(({ path }) => path)).toContain(language.library.file)
      for (const file of [language.node, language.library.file, test.path, `npx maelstrom doc ${workload}`])
        expect(text('README.md'), workload).toContain(file)
    }
  })

  it('has a node whose lines fit on a screen', () => {
    for (const { text } of projects)
      for (const line of text(language.node).split('\n')) expect(line.length, line).toBeLessThan(125)
  })
})

describe('a project', () => {
  it('makes scripts executable, and says which program runs them', () => {
    for (const language of LANGUAGES.filter(({ script }) => script === true)) {
      const node = project({ language }).find(({ path }) => path === language.node)!
      expect(node).toMatchObject({ executable: true, text: expect.stringMatching(/^#!\/usr\/bin\/env \w+\n/) })
    }
  })

  it('knows the steps of GitHub Actions that install a language', () => {
    expect(textOf({ language: language('go') }, '.github/workflows/test.yml')).toContain(
      '      - uses: actions/setup-go@v6\n        with: { go-version: stable, cache: false }\n',
    )
  })

  it('keeps out of git what is made', () => {
    expect(textOf({ language: language('rust') }, '.gitignore').split('\n')).toEqual(
      expect.arrayContaining(['node_modules/', 'maelstrom-results/', 'target/']),
    )
  })
})

it('the share of requests that the next test of lin-kv demands is one that a right store serves', async () => {
  const [asked] = EXERCISES['lin-kv'].next.flatMap(({ options }) => /atLeast: ([\d.]+)/.exec(options)?.[1] ?? [])
  const bin = fileURLToPath(new URL('../../examples/lin-kv/proxy.js', import.meta.url))
  const { options } = EXERCISES['lin-kv']
  for (const seed of [1, 2, 3]) {
    const history = await cluster({
      ...options,
      bin,
      workload: 'lin-kv',
      clock: 'virtual',
      timeLimit: '10s',
      availability: Number(asked),
      results: false,
      seed,
    })
    expect(history.verdict).toMatchObject({ valid: true, anomalies: [] })
  }
})
