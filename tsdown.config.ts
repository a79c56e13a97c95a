/**
 * `npm run build`: what is published, for the package itself and for the two that stand on their own. The names of the files are those that `exports`
 * and `bin` of each package.json promise; `npm run check:package` holds both against each other.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type UserConfig } from 'tsdown'

/** What is bundled although it comes from npm: Jest on Node 20 cannot load ESM from CommonJS, and a private package is on no registry. */
const EXECA = [
  'execa',
  '@sec-ant/readable-stream',
  '@sindresorhus/merge-streams',
  'cross-spawn',
  'figures',
  'get-stream',
  'human-signals',
  'is-plain-obj',
  'is-stream',
  'is-unicode-supported',
  'isexe',
  'npm-run-path',
  'parse-ms',
  'path-key',
  'pretty-ms',
  'shebang-command',
  'shebang-regex',
  'signal-exit',
  'strip-final-newline',
  'unicorn-magic',
  'which',
  'yoctocolors',
]
const HISTORY = ['edn-data']

const common: UserConfig = {
  platform: 'node',
  target: 'node20.19',
  // `.js` and `.d.ts` beside `.cjs` and `.d.cts`: the packages are of the type "module".
  fixedExtension: false,
  dts: true,
  // Jest runs CommonJS without `import()`; there `require()` takes its place.
  outputOptions: { dynamicImportInCjs: false },
  logLevel: 'warn',
  checks: { pluginTimings: false, legacyCjs: false },
}

/** Where a package's files go: its own `dist`, or, for test/installed-package.ts, a folder that no other build disturbs. */
const outDir = (name: string) => {
  const root = process.env.MAELSTROM_DIST
  return root === undefined ? 'dist' : join(root, name, 'dist')
}

/** Entries whose source exists. */
function existing(entries: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(new URL(file, import.meta.url))))
}

/** What a CommonJS test file may load. All entries of one format share their chunks, and so one provider and one class `History`. */
const inBothFormats = existing({
  index: './src/index.ts',
  jest: './matchers/jest.ts',
  'jest-reporter': './matchers/jest-reporter.ts',
  'jest-junit': './matchers/jest-junit.ts',
  'jest-transform': './matchers/jest-transform.ts',
  node: './src/nodes/sdk.ts',
})
const inEsmOnly = existing({
  // Waits at its top level for the runner that it finds itself in, which CommonJS cannot.
  glomers: './matchers/glomers.ts',
  vitest: './matchers/vitest.ts',
  plugin: './src/plugin/index.ts',
  // Started as a thread, by its path: src/explore/pool.ts looks for it under this name.
  'explore-worker': './src/explore/worker.ts',
  // As deep as its source, so that what it finds beside the package it finds from both.
  'cli/main': './src/cli/main.ts',
})
/** The same name for CommonJS, which only Jest's test files are. */
const inCommonJsOnly = existing({ glomers: './matchers/glomers-cjs.ts' })

function localPackage(folder: string): UserConfig {
  const index = { index: 'src/index.ts' }
  const cli = existsSync(new URL(`./${folder}/src/cli.ts`, import.meta.url)) ? { cli: 'src/cli.ts' } : {}
  return {
    ...common,
    cwd: folder,
    name: folder,
    outDir: outDir(folder),
    tsconfig: '../../tsconfig.json',
    entry: index,
    format: { esm: { entry: { ...index, ...cli } }, cjs: {} },
    deps: { onlyBundle: HISTORY },
  }
}

export default defineConfig([
  {
    ...common,
    name: 'maelstrom',
    outDir: outDir('.'),
    entry: inBothFormats,
    format: {
      esm: { entry: { ...inBothFormats, ...inEsmOnly } },
      cjs: { entry: { ...inBothFormats, ...inCommonJsOnly } },
    },
    deps: { onlyBundle: [...EXECA, ...HISTORY] },
  },
  localPackage('packages/linearize'),
  localPackage('packages/isolation'),
])
