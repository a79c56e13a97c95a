/** The same seed gives the same run whichever test runner asks for it, and with the package as it is published. */

import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, it, onTestFinished } from 'vitest'
import { installedPackage } from '../installed-package.ts'

const EXAMPLES = join(import.meta.dirname, '../../examples')
const TEST =
  "it('prints', async () => writeFileSync('digests.json', JSON.stringify(await digests(process.env.EXAMPLES))))"

const HEADERS = {
  vitest: `import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { cluster } from '@jepsen-ts/maelstrom'
import { defineNode } from '@jepsen-ts/maelstrom/node'
import '@jepsen-ts/maelstrom/vitest'
import { it } from 'vitest'`,
  jest: `const { createHash } = require('node:crypto')
const { readFileSync, writeFileSync } = require('node:fs')
const { cluster } = require('@jepsen-ts/maelstrom')
const { defineNode } = require('@jepsen-ts/maelstrom/node')
require('@jepsen-ts/maelstrom/jest')`,
} as const

/** What the runs come to in a project of this runner's. */
async function digestsIn(runner: keyof typeof HEADERS): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), `maelstrom-${runner}-`))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(join(await installedPackage(), 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{}')
  const scenario = readFileSync(join(import.meta.dirname, 'fixtures/digests.js'), 'utf8')
  const file = runner === 'vitest' ? 'digests.test.mjs' : 'digests.test.js'
  writeFileSync(join(folder, file), [HEADERS[runner], scenario, TEST].join('\n'))
  const args = runner === 'vitest' ? ['run', '--root', folder] : ['--rootDir', folder, '--forceExit']
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:VITEST|JEST|NODE_ENV|NODE_OPTIONS|TEST$|MAELSTROM_)/.test(name),
    ),
  )
  await execa(join(folder, 'node_modules/.bin', runner), args, {
    cwd: folder,
    env: { ...env, EXAMPLES },
    extendEnv: false,
    stdin: 'ignore',
  })
  return JSON.parse(readFileSync(join(folder, 'digests.json'), 'utf8')) as Record<string, string>
}

it('Vitest and Jest get the same runs, to the byte', { timeout: 120_000 }, async () => {
  const vitest = await digestsIn('vitest')
  expect(Object.keys(vitest)).toHaveLength(3)
  expect(await digestsIn('jest')).toEqual(vitest)
})
