#!/usr/bin/env node
// The `maelstrom` command. A clone has no build to go stale: there the source runs, through tsx.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const tsconfig = new URL('../tsconfig.json', import.meta.url)
if (existsSync(tsconfig)) {
  const { register } = await import('tsx/esm/api')
  process.env.TSX_TSCONFIG_PATH ??= fileURLToPath(tsconfig)
  register({ tsconfig: fileURLToPath(tsconfig) })
  await import('../src/cli/main.ts')
} else {
  await import('../dist/cli/main.js')
}
