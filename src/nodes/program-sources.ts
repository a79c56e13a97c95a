/**
 * Which files a node's program is made of, so that a save of one of them runs its tests again. Of JavaScript and TypeScript the bundler knows exactly; of
 * other languages the program's file is known, and that its neighbours in the same language are likely parts of it.
 */

import { existsSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'

/** All paths are absolute. */
export interface ProgramSources {
  /** Files that certainly belong to the program. */
  readonly files: readonly string[]
  /** Folders whose files (also further down) with one of the extensions (`.py`) probably do, unless they are programs themselves. */
  readonly folders: readonly { readonly folder: string; readonly extensions: readonly string[] }[]
}

const BUNDLED = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'])
/** What commands that build and run a whole folder read. */
const BUILT_BY: Readonly<Record<string, readonly string[]>> = {
  go: ['.go'],
  cargo: ['.rs'],
  dotnet: ['.cs', '.fs'],
  gradle: ['.java', '.kt'],
  gradlew: ['.java', '.kt'],
  mvn: ['.java', '.kt'],
  zig: ['.zig'],
  stack: ['.hs'],
  cabal: ['.hs'],
  mix: ['.ex', '.exs'],
}

/** The sources of a `bin`, relative to `cwd`; those of a `node` are in the test's own module graph. */
export async function programSources(
  { bin }: { readonly bin?: string | readonly string[] | undefined },
  cwd: string,
): Promise<ProgramSources> {
  const words = bin === undefined ? [] : typeof bin === 'string' ? [bin] : bin
  const paths = words.filter(word => !word.startsWith('-')).map(word => resolve(cwd, word))
  const files = paths.filter(isFile)
  const folders: { folder: string; extensions: readonly string[] }[] = []
  const [command = ''] = words
  const built = BUILT_BY[basename(command)]
  if (built !== undefined && !isFile(resolve(cwd, command)))
    folders.push({ folder: paths.slice(1).find(isFolder) ?? cwd, extensions: built })
  const all = new Set(files)
  for (const file of files) {
    const extension = extname(file)
    const inputs = BUNDLED.has(extension) ? await inputsOf(file) : undefined
    if (inputs !== undefined) for (const input of inputs) all.add(input)
    // What does not compile now may be mended in any of its parts.
    else if (extension !== '') folders.push({ folder: dirname(file), extensions: [extension] })
  }
  // A program that is not there yet: whoever creates it wants to see the test.
  if (files.length === 0 && built === undefined && words.length > 0) all.add(resolve(cwd, command))
  return { files: [...all], folders }
}

/** All that a script imports, without packages; undefined when that cannot be told. */
async function inputsOf(entry: string): Promise<string[] | undefined> {
  const { buildSync } = await import('esbuild')
  try {
    const folder = dirname(entry)
    const { metafile } = buildSync({
      entryPoints: [entry],
      absWorkingDir: folder,
      outdir: join(folder, 'unwritten'),
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'silent',
    })
    return Object.keys(metafile.inputs).map(path => resolve(folder, path))
  } catch {
    return undefined
  }
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
}
