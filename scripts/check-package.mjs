#!/usr/bin/env node
/**
 * `npm run check:package`: packs the three packages, installs the tarballs in empty folders outside the repo as a stranger would, and uses them there:
 * Vitest, Jest, plain Node, the commands, the types. A line for each check. `--counts FILE` writes how many passed and failed, for .ci/run.
 */

import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'

const { values } = parseArgs({
  options: { counts: { type: 'string' }, 'no-build': { type: 'boolean' }, keep: { type: 'boolean' } },
})
const root = fileURLToPath(new URL('..', import.meta.url))
const consumer = join(root, 'test/consumer')
const work = await mkdtemp(join(tmpdir(), 'check-package-'))
const TYPESCRIPT = ['typescript@6', '@types/node@20']
const count = { passed: 0, failed: 0 }

// What a stranger's shell has, and not what npm and the test runner that we may run in add to it.
const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|VITEST|JEST|NODE_ENV|NODE_OPTIONS|MAELSTROM_|INIT_CWD)/i.test(name),
  ),
)
const run = (folder, command, args) =>
  execa(command, args, {
    cwd: folder,
    all: true,
    stdin: 'ignore',
    env,
    extendEnv: false,
    timeout: 300_000,
    forceKillAfterDelay: 1000,
  })
/** Runs a program of the repo's own tools, without npx and its search. */
const tool = (folder, name, args) => run(folder, join(root, 'node_modules/.bin', name), args)

async function check(name, action) {
  const began = performance.now()
  try {
    await action()
    count.passed++
    console.log(`ok      ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
  } catch (error) {
    count.failed++
    console.log(`FAILED  ${name}\n${String(error.all || error.stack || error).replace(/^/gm, '        ')}`)
  }
}

/** An empty project with packages installed in it. `type` is left out, so its `.js` files are CommonJS. */
async function project(name, packages, files = []) {
  const folder = join(work, name)
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), '{ "name": "stranger", "private": true }\n')
  for (const file of files)
    await cp(join(consumer, file), extname(file) === '' ? folder : join(folder, basename(file)), {
      recursive: true,
      filter: path => !path.includes('node_modules'),
    })
  if (packages.length > 0)
    await run(folder, 'npm', [
      'install',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      '--loglevel',
      'error',
      ...packages,
    ])
  return folder
}

async function pack(folder) {
  const to = join(work, 'tarballs', folder.replaceAll('/', '-'))
  await mkdir(to, { recursive: true })
  await run(join(root, folder), 'npm', ['pack', '--pack-destination', to])
  const [tarball] = await readdir(to)
  return join(to, tarball)
}

/** Says what does not fit in a file of the consumer's, as ESM and as CommonJS; all declarations that it reaches are checked as well. */
async function typeCheck(folder, source, types) {
  const files = ['types.mts', 'types.cts']
  for (const file of files) await cp(join(consumer, 'types', source), join(folder, file))
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false', '--noEmit']
  const modern = ['--module', 'nodenext', '--target', 'es2023', '--types', types]
  await run(folder, join(folder, 'node_modules/.bin/tsc'), [...strict, ...modern, ...files])
}

function expectText(result, pattern) {
  if (!pattern.test(stripVTControlCharacters(result.all)))
    throw new Error(`Expected output that matches ${pattern}, got:\n${result.all}`)
}

async function checks() {
  if (!values['no-build']) await check('build', () => run(root, 'npm', ['run', 'build']))
  const [main, linearize, isolation] = await Promise.all(['.', 'packages/linearize', 'packages/isolation'].map(pack))

  const vitest = await project('vitest', [main, 'vitest@4', ...TYPESCRIPT], ['vitest'])
  await check('@jepsen-ts/maelstrom: a Vitest file', async () => {
    expectText(await run(vitest, 'npx', ['vitest', 'run']), /Tests +6 passed \(6\)/)
  })
  const jest = await project('jest', [main, 'jest@30', '@types/jest@30', ...TYPESCRIPT], ['jest'])
  await check('@jepsen-ts/maelstrom: a Jest file', async () => {
    const result = await run(jest, 'npx', ['jest'])
    expectText(result, /9 passed, 9 total/)
    // Jest waits for timers and sockets that somebody forgot.
    if (/did not exit/.test(result.all)) throw new Error(result.all)
  })
  const plain = await project('plain', [main], ['vitest/echo.js'])
  await check('@jepsen-ts/maelstrom: without a test runner; ESM and CommonJS know each other’s histories', async () => {
    await run(plain, 'node', [
      '--input-type=module',
      '-e',
      `import { createRequire } from 'node:module'
       import { cluster, History } from '@jepsen-ts/maelstrom'
       const other = createRequire(import.meta.url)('@jepsen-ts/maelstrom')
       const history = await cluster({ bin: './echo.js', nodes: 1, workload: 'echo', rate: 50, timeLimit: '200ms' })
       if (history.verdict.valid !== true) throw new Error(JSON.stringify(history.verdict))
       if (!(history instanceof History && history instanceof other.History)) throw new Error('not a History')
       if (other.History === History) throw new Error('the check checks nothing')`,
    ])
  })
  await check('@jepsen-ts/maelstrom: npx maelstrom test', async () => {
    const args = ['test', '-w', 'echo', '--bin', './echo.js', '--node-count', '1', '--time-limit', '1']
    await run(plain, 'npx', ['maelstrom', ...args])
  })
  await check('@jepsen-ts/maelstrom: npx maelstrom demo', () => run(plain, 'npx', ['maelstrom', 'demo']))

  for (const [name, tarball] of [
    ['linearize', linearize],
    ['isolation', isolation],
  ]) {
    const folder = await project(name, [tarball])
    await check(`@jepsen-ts/${name}: import and require`, () =>
      run(folder, 'node', [
        '--input-type=module',
        '-e',
        `import { createRequire } from 'node:module'
         const names = [await import('@jepsen-ts/${name}'), createRequire(import.meta.url)('@jepsen-ts/${name}')].map(Object.keys)
         if (names[0].length === 0 || names[1].some(name => !names[0].includes(name))) throw new Error(names.join(' | '))`,
      ]),
    )
    await check(`@jepsen-ts/${name}: npx ${name} --help`, async () => {
      expectText(await run(folder, 'npx', [name, '--help']), new RegExp(name))
    })
  }

  const vitest5 = await project('vitest-5', [main, 'vitest@5', 'typescript@6', '@types/node@22'])
  await check('types: Vitest 4', () => typeCheck(vitest, 'vitest.ts', 'node'))
  await check('types: Vitest 5', () => typeCheck(vitest5, 'vitest.ts', 'node'))
  await check('types: glomers, under either runner', async () => {
    for (const folder of [vitest, jest]) await typeCheck(folder, 'glomers.ts', 'node')
  })
  await check('types: @jest/globals', () => typeCheck(jest, 'jest-globals.ts', 'node'))
  await check('types: @types/jest', () => typeCheck(jest, 'types-jest.ts', 'node,jest'))

  for (const [name, tarball] of [
    ['maelstrom', main],
    ['linearize', linearize],
    ['isolation', isolation],
  ]) {
    await check(`publint: @jepsen-ts/${name}`, () => tool(root, 'publint', ['run', tarball, '--strict']))
    const both = name === 'maelstrom' ? ['--exclude-entrypoints', './vitest', './plugin'] : []
    await check(`attw: @jepsen-ts/${name}`, () => tool(root, 'attw', [tarball, '--profile', 'node16', ...both]))
  }
  await check('attw: @jepsen-ts/maelstrom/vitest and /plugin, ESM only', () =>
    tool(root, 'attw', [main, '--profile', 'esm-only', '--entrypoints', './vitest', './plugin']),
  )
}

try {
  await checks()
} catch (error) {
  count.failed++
  console.log(`FAILED  ${error.all || error.stack}`)
} finally {
  if (values.keep) console.log(`kept    ${work}`)
  else await rm(work, { recursive: true, force: true })
}
console.log(`check-package: ${count.passed} passed, ${count.failed} failed`)
if (values.counts !== undefined) await writeFile(values.counts, JSON.stringify(count))
process.exitCode = count.failed === 0 ? 0 : 1
