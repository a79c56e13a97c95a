/**
 * Where Vitest 5 is, and a Node that runs it (22.12 or newer), for test/runner/vitest-5.test.ts. As a program (`npx tsx test/runner/vitest-5.ts`) it fetches both from
 * npm into node_modules/.cache, and runs that test.
 */

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/vitest-5', import.meta.url))
const NODE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

export const MODULES = join(CACHE, 'node_modules')
export const NODE_22 = join(MODULES, NODE, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node')
export const VITEST_5 = existsSync(NODE_22) && existsSync(join(MODULES, 'vitest/vitest.mjs'))

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(CACHE, { recursive: true })
  writeFileSync(join(CACHE, 'package.json'), '{ "private": true }')
  const packages = ['vitest@5', '@vitest/ui@5', `${NODE}@22`]
  const fetched = spawnSync('npm', ['install', '--prefix', CACHE, '--no-audit', '--no-fund', ...packages], {
    stdio: 'inherit',
  })
  if (fetched.status !== 0) throw new Error(`npm could not install ${packages.join(', ')}`)
  const test = spawnSync('npx', ['vitest', 'run', 'test/runner/vitest-5.test.ts'], { stdio: 'inherit' })
  process.exitCode = test.status ?? 1
}
