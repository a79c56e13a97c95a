/**
 * TypeScript nodes without a build step, the same on every Node: the program is bundled once for a run, with all that it imports, and
 * the bundle is what the nodes execute. Node's own type stripping starts at 22.18 and knows neither enums nor the paths of a
 * tsconfig.json; a loader would cost every node its start.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildFailure } from 'esbuild'
import { ProgramError } from './program-error.ts'
import { registerTempFolder } from './reaper.ts'

/** What stands for `import.meta` in a bundle: as a whole, because programs also hand it on. */
const META = '__maelstrom_meta'

/** A bundle on disk, in a folder of its own. */
export interface Bundle {
  readonly path: string
  /** Removes the folder. */
  remove(): Promise<void>
}

/**
 * Bundles `entry` (absolute) as an ES module that runs as if it stood in the place of `entry`: `import.meta.url`, `require`,
 * `__dirname` and stack traces speak of the source.
 * @throws {ProgramError} with the place of the first error, if it does not compile.
 */
export async function bundleTypeScript(entry: string): Promise<Bundle> {
  const code = await compile(entry)
  const folder = await mkdtemp(join(tmpdir(), 'maelstrom-'))
  const release = registerTempFolder(folder)
  const path = join(folder, `${basename(entry, extname(entry))}.mjs`)
  await writeFile(path, code)
  return {
    path,
    async remove() {
      await rm(folder, { recursive: true, force: true })
      release()
    },
  }
}

async function compile(entry: string): Promise<string> {
  const { buildSync } = await import('esbuild')
  const url = JSON.stringify(pathToFileURL(entry).href)
  try {
    // Not build(), which leaves a process of esbuild's running for as long as ours.
    const { outputFiles } = buildSync({
      entryPoints: [entry],
      absWorkingDir: dirname(entry),
      bundle: true,
      write: false,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      sourcemap: 'inline',
      sourceRoot: pathToFileURL(`${dirname(entry)}/`).href,
      logLevel: 'silent',
      define: { 'import.meta': META },
      // What CommonJS code in the bundle expects; as globals (all but `import.meta`), so that a program's own declarations of these names stay legal.
      banner: {
        js:
          // So that `runNode(node, import.meta)` knows the bundle for the program.
          `const ${META}={...import.meta,url:${url},filename:${JSON.stringify(entry)},dirname:${JSON.stringify(dirname(entry))}};` +
          `process.argv[1]=${JSON.stringify(entry)};` +
          `globalThis.require ??= process.getBuiltinModule('node:module').createRequire(${url});` +
          `globalThis.__filename ??= ${JSON.stringify(entry)};globalThis.__dirname ??= ${JSON.stringify(dirname(entry))};`,
      },
    })
    return outputFiles[0]!.text
  } catch (cause) {
    throw new ProgramError(
      {
        given: relative(process.cwd(), entry),
        tried: [entry],
        problem: `it does not compile: ${firstError(cause)}`,
        remedies: [`npx tsc --noEmit ${relative(process.cwd(), entry)}`],
      },
      { cause },
    )
  }
}

function firstError(cause: unknown): string {
  const { errors = [] } = cause as Partial<BuildFailure>
  const [first] = errors
  if (first === undefined) return cause instanceof Error ? cause.message : String(cause)
  const { location } = first
  const place = location === null ? '' : ` (${location.file}:${location.line}:${location.column + 1})`
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : ''
  return `${first.text}${place}${more}`
}
