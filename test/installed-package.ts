/**
 * The packages as a stranger has them: built, and found under `node_modules`, without a registry. For tests that act as a user in an empty folder; what
 * `npm pack` and `npm install` do with the tarball is test/consumer's and `npm run check:package`'s.
 */

import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CACHE = join(ROOT, 'node_modules/.cache/installed-package')
const PACKAGES = ['.', 'packages/linearize', 'packages/isolation']
/** Builds that are kept, so that going back and forth between two states builds nothing. */
const KEPT = 3

let installed: Promise<string> | undefined

/**
 * A folder whose `node_modules` holds the three packages, built from the sources as they are now, and everything that is installed in the repo. Link or name its
 * `node_modules` from the project's folder. Built once for each state of the sources (about ten seconds), by whichever process comes first.
 */
export function installedPackage(): Promise<string> {
  installed ??= install()
  return installed
}

async function install(): Promise<string> {
  const folder = join(CACHE, stateOfSources())
  const lock = `${folder}.lock`
  mkdirSync(CACHE, { recursive: true })
  while (!existsSync(folder)) {
    if (!take(lock)) {
      await sleep(200)
      continue
    }
    try {
      if (!existsSync(folder)) await build(folder)
    } finally {
      rmSync(lock, { recursive: true, force: true })
    }
  }
  return folder
}

/** Whether the lock is ours now; that of a process that is gone is taken away. */
function take(lock: string): boolean {
  try {
    mkdirSync(lock)
    writeFileSync(join(lock, 'pid'), String(process.pid))
    return true
  } catch {
    try {
      process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0)
    } catch (error) {
      // No process of that number, and not one that is between the two calls above.
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') rmSync(lock, { recursive: true, force: true })
    }
    return false
  }
}

async function build(folder: string): Promise<void> {
  for (const old of builds().slice(KEPT - 1)) rmSync(old, { recursive: true, force: true })
  const making = `${folder}.making`
  rmSync(making, { recursive: true, force: true })
  const modules = join(making, 'node_modules')
  const dist = join(making, 'dist')
  mkdirSync(join(modules, '@jepsen-ts'), { recursive: true })
  await execa(join(ROOT, 'node_modules/.bin/tsdown'), [], {
    cwd: ROOT,
    env: { MAELSTROM_DIST: dist },
    all: true,
    stdin: 'ignore',
  })
  for (const path of PACKAGES) {
    const from = join(ROOT, path)
    const { name } = manifest(path)
    const to = join(modules, name)
    await cp(join(dist, path, 'dist'), join(to, 'dist'), { recursive: true })
    // npm itself says what it would pack besides.
    const { stdout } = await execa('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: from,
      stdin: 'ignore',
    })
    const [packed] = JSON.parse(stdout) as [{ files: { path: string }[] }]
    for (const file of packed.files)
      if (!file.path.startsWith('dist/')) await cp(join(from, file.path), join(to, file.path), { recursive: true })
  }
  rmSync(dist, { recursive: true })
  linkDependencies(modules)
  renameSync(making, folder)
}

/** Everything else comes from the repo's own `node_modules`. */
function linkDependencies(modules: string): void {
  const from = join(ROOT, 'node_modules')
  for (const name of readdirSync(from)) {
    if (name === '.cache' || name === '@jepsen-ts' || name === '.package-lock.json') continue
    symlinkSync(join(from, name), join(modules, name))
  }
  // The commands of the packages themselves, which npm would have linked.
  rmSync(join(modules, '.bin'))
  mkdirSync(join(modules, '.bin'))
  for (const name of readdirSync(join(from, '.bin'))) symlinkSync(join(from, '.bin', name), join(modules, '.bin', name))
  for (const path of PACKAGES) {
    const { name, bin = {} } = manifest(path)
    for (const [command, file] of Object.entries(bin)) {
      const link = join(modules, '.bin', command)
      rmSync(link, { force: true })
      symlinkSync(join('..', name, file), link)
    }
  }
}

/** Finished builds, the newest first. */
function builds(): string[] {
  return readdirSync(CACHE)
    .filter(name => !name.includes('.'))
    .map(name => join(CACHE, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
}

function manifest(path: string): { readonly name: string; readonly bin?: Readonly<Record<string, string>> } {
  return JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8'))
}

/** A hash of everything that is built or run; the documentation is shipped too, but a word in it changes nothing that a build does. */
function stateOfSources(): string {
  const hash = createHash('sha256')
  const add = (path: string) => {
    const full = join(ROOT, path)
    if (!existsSync(full)) return
    if (statSync(full).isDirectory()) for (const name of readdirSync(full).sort()) add(join(path, name))
    else hash.update(`${path}\0`).update(readFileSync(full))
  }
  for (const path of [
    'tsdown.config.ts',
    'tsconfig.json',
    'bin',
    'src',
    'matchers',
    'examples/broadcast',
    'examples/lib',
  ])
    add(path)
  for (const path of [...PACKAGES, 'packages/history'])
    for (const name of ['package.json', 'bin', 'src']) if (path !== '.' || name !== 'src') add(join(path, name))
  return hash.digest('hex').slice(0, 16)
}
