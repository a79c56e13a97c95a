#!/usr/bin/env node
// The `linearize` command. A clone has no build to go stale: there the source runs, through tsx.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const tsconfig = new URL('../../../tsconfig.json', import.meta.url)
if (existsSync(tsconfig) && existsSync(new URL('../test', import.meta.url))) {
  const { register } = await import('tsx/esm/api')
  process.env.TSX_TSCONFIG_PATH ??= fileURLToPath(tsconfig)
  register()
  await import('../src/cli.ts')
} else {
  await import('../dist/cli.js')
}
