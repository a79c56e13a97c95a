/** The test of the workload, and the configuration of the runner that runs it. */

import type { Choices } from './choices.ts'
import { EXERCISES } from './exercises.ts'
import type { Language } from './languages.ts'

/** Jest runs CommonJS, and Vitest whatever the project is written in. */
export function testFileName({ language, workload, runner }: Choices): string {
  return `${workload}.test.${runner === 'jest' ? 'cjs' : language.id === 'ts' ? 'ts' : 'js'}`
}

export function testFile({ language, workload, runner }: Choices): string {
  const { test, options, next } = EXERCISES[workload]
  const given = {
    bin: language.bin,
    workload,
    ...options,
    // Simulated seconds are over at once.
    ...(language.virtual === true ? { clock: 'virtual', timeLimit: '10s' } : { timeLimit: '2s' }),
  }
  const build =
    language.build === undefined
      ? []
      : [
          '// Before the tests, so that watch mode tests what was saved.',
          'beforeAll(() => {',
          `  execFileSync(${literal(language.build[0])}, ${literal(language.build.slice(1))}, { stdio: 'pipe' })`,
          '})',
          '',
        ]
  return [
    ...(runner === 'jest' ? jestImports(language) : vitestImports(language)),
    '',
    ...build,
    `it(${literal(test)}, async () => {`,
    '  const history = await cluster({',
    ...Object.entries(given).map(([name, value]) => `    ${name}: ${literal(value)},`),
    '  })',
    '  expect(history).toBeValid()',
    '})',
    '',
    '// What could come next, and which options it takes.',
    ...next.map(({ test, options }) => `it.todo(${literal(`${test}: ${options}`)})`),
    '',
  ].join('\n')
}

function vitestImports({ build }: Language): string[] {
  return [
    "import '@jepsen-ts/maelstrom/vitest'",
    ...(build === undefined ? [] : ["import { execFileSync } from 'node:child_process'"]),
    "import { cluster } from '@jepsen-ts/maelstrom'",
    `import { ${build === undefined ? '' : 'beforeAll, '}expect, it } from 'vitest'`,
  ]
}

function jestImports({ build }: Language): string[] {
  return [
    "require('@jepsen-ts/maelstrom/jest')",
    ...(build === undefined ? [] : ["const { execFileSync } = require('node:child_process')"]),
    "const { cluster } = require('@jepsen-ts/maelstrom')",
  ]
}

/** As a programmer would write it. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'string') return String(value)
  return value.includes("'") ? JSON.stringify(value) : `'${value}'`
}

export function configFileName({ language, runner }: Choices): string {
  return runner === 'jest' ? 'jest.config.js' : language.id === 'ts' ? 'vitest.config.ts' : 'vitest.config.js'
}

export function configFile(choices: Choices): string {
  return choices.runner === 'jest' ? jestConfig(choices.language) : vitestConfig(choices.language)
}

function vitestConfig({ build, made, extensions }: Language): string {
  const triggers = extensions.map(extension => `, '**/*.${extension}'`).join('')
  return [
    "import { maelstrom } from '@jepsen-ts/maelstrom/plugin'",
    `import { ${build === undefined ? '' : 'configDefaults, '}defineConfig } from 'vitest/config'`,
    '',
    'export default defineConfig({',
    '  plugins: [maelstrom()],',
    ...(build === undefined
      ? []
      : [
          '  test: {',
          '    // In watch mode, what a save of these runs again …',
          `    forceRerunTriggers: [...configDefaults.forceRerunTriggers${triggers}],`,
          '  },',
          '  // … and what is made of them does not.',
          `  server: { watch: { ignored: ${literal(made.map(folder => `**/${folder}/**`))} } },`,
        ]),
    '})',
    '',
  ].join('\n')
}

function jestConfig({ extensions, made }: Language): string {
  const known = ['js', 'cjs', 'mjs', 'ts', 'json', 'node']
  const watched = [...known, ...extensions.filter(extension => !known.includes(extension))]
  const ignored = ['maelstrom-results', ...made].map(folder => `<rootDir>/${folder}/`)
  return [
    'export default {',
    "  testMatch: ['<rootDir>/*.test.cjs'],",
    "  reporters: ['default', 'github-actions'],",
    '  // So that watch mode sees nodes that are not written in JavaScript.',
    `  moduleFileExtensions: ${literal(watched)},`,
    `  watchPathIgnorePatterns: ${literal(ignored)},`,
    '}',
    '',
  ].join('\n')
}
