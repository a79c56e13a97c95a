/**
 * Node binaries of other versions, for test/virtual/node-versions.test.ts: those that MAELSTROM_OTHER_NODES names, and those of nvm.
 *
 * As a program (`npx tsx test/virtual/other-nodes.ts 22 24`) it fetches some from npm into node_modules/.cache, and runs that test with them.
 */

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The major versions that the package supports. */
export const SUPPORTED = [20, 22, 24]

export interface NodeBinary {
  /** `v22.11.0` */
  readonly version: string
  readonly path: string
}

/** One binary for each supported major version other than this process's, as far as they are found. */
export function otherNodes(): NodeBinary[] {
  const nvm = join(process.env.NVM_DIR ?? join(homedir(), '.nvm'), 'versions/node')
  const installed = existsSync(nvm) ? readdirSync(nvm).map(version => join(nvm, version, 'bin/node')) : []
  const named = (process.env.MAELSTROM_OTHER_NODES ?? '').split(delimiter).filter(path => path !== '')
  const byMajor = new Map<number, NodeBinary>()
  for (const path of [...installed, ...named]) {
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout?.trim()
    if (version === undefined || version === '') {
      if (named.includes(path)) throw new Error(`MAELSTROM_OTHER_NODES names ${path}, which is no Node that runs here`)
      continue
    }
    byMajor.set(majorOf(version), { version, path })
  }
  return SUPPORTED.filter(major => major !== majorOf(process.version)).flatMap(major => byMajor.get(major) ?? [])
}

export function majorOf(version: string): number {
  return Number(/^v?(\d+)/.exec(version)?.[1])
}

/** Installs a version from npm, which has the binaries as packages; returns its path. */
function fetchNode(major: string): string {
  const folder = fileURLToPath(new URL(`../../node_modules/.cache/node-${major}`, import.meta.url))
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const binary = join(folder, 'node_modules', name, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node')
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true })
    const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', `${name}@${major}`]
    const { status } = spawnSync('npm', args, { stdio: 'inherit' })
    if (status !== 0) throw new Error(`npm could not install ${name}@${major}`)
  }
  return binary
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const majors = process.argv.slice(2)
  const wanted =
    majors.length > 0 ? majors : SUPPORTED.map(String).filter(major => majorOf(process.version) !== Number(major))
  const paths = wanted.map(fetchNode)
  const test = fileURLToPath(new URL('node-versions.test.ts', import.meta.url))
  const { status } = spawnSync('npx', ['vitest', 'run', test, '--reporter', 'verbose'], {
    stdio: 'inherit',
    env: { ...process.env, MAELSTROM_OTHER_NODES: paths.join(delimiter) },
  })
  process.exitCode = status ?? 1
}
