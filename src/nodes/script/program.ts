/** A node's program, bundled with all that it imports into one script, which runs in the context of each node. */

import { existsSync, realpathSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { isBuiltin, SourceMap, type SourceMapPayload } from 'node:module'
import { basename, dirname, extname, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import vm from 'node:vm'
import type { BuildFailure, Loader, Plugin } from 'esbuild'
import { ProgramError } from '../program-error.ts'

/** Names in scope of the bundle that lead into the realm. */
const BUILTIN = '__maelstrom_builtin'
const REQUIRE = '__maelstrom_require'
const MAIN = '__maelstrom_main'
const META = '__maelstrom_meta'
const FILE = '__maelstrom_filename'
const FOLDER = '__maelstrom_dirname'
/** Imports the program. */
const ENTRY = '__maelstrom_entry.js'

/** What the bundle's wrapper takes besides the realm's globals. */
export const PARAMETERS = ['require', BUILTIN, REQUIRE, MAIN] as const

export interface ScriptProgram {
  readonly entry: string
  /** All files that the program consists of, absolute: for watch mode. */
  readonly inputs: readonly string[]
  /** ES modules run their first ticks after their first promise reactions; CommonJS the other way round. */
  readonly format: 'esm' | 'cjs'
  /** The name of the script in stack traces, before they are translated. */
  readonly filename: string
  /** The script, for a realm with these globals: evaluates to a function of their values, then PARAMETERS. */
  script(globals: readonly string[]): { readonly script: vm.Script; readonly names: readonly string[] }
  /** The place in the sources of a place in the script (both counted from 1), as `file:line:column`; empty when there is none. */
  locate(line: number, column: number): string
}

interface Cached {
  readonly program: Promise<ScriptProgram>
  stamps: ReadonlyMap<string, string>
}
const cache = new Map<string, Cached>()

const stampOf = (file: string): string => {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat === undefined ? 'gone' : `${stat.mtimeMs}:${stat.size}`
}

/**
 * Bundles `entry` (absolute), or takes the bundle that this process made of the same files.
 * @throws {ProgramError} when it does not exist or does not compile.
 */
export function loadProgram(entry: string): Promise<ScriptProgram> {
  const cached = cache.get(entry)
  if (cached !== undefined && [...cached.stamps].every(([file, stamp]) => stampOf(file) === stamp))
    return cached.program
  const program = bundle(entry)
  const fresh: Cached = { program, stamps: new Map() }
  cache.set(entry, fresh)
  program.then(
    ({ inputs }) => {
      fresh.stamps = new Map(inputs.map(file => [file, stampOf(file)]))
    },
    () => cache.delete(entry),
  )
  return program
}

const LOADERS: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.jsx': 'jsx',
}

const plugin = (entry: string): Plugin => ({
  name: 'maelstrom',
  setup(build) {
    build.onResolve({ filter: /^[a-z0-9_:/]+$/ }, ({ path }) =>
      isBuiltin(path) ? { path, namespace: 'builtin' } : undefined,
    )
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = ${BUILTIN}(${JSON.stringify(path)})`,
      loader: 'js',
    }))
    build.onLoad({ filter: /\.node$/ }, ({ path }) => ({
      contents: `module.exports = ${REQUIRE}(${JSON.stringify(path)})`,
      loader: 'js',
    }))
    // Each file knows where it lies; the bundler would give all of them the place of the bundle.
    build.onLoad({ filter: /\.[mc]?[jt]sx?$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const declarations: string[] = []
      if (text.includes('import.meta')) declarations.push(`${META} = ${meta(path)}`)
      if (!/\.m[jt]s$/.test(path)) {
        if (text.includes('__filename')) declarations.push(`${FILE} = ${JSON.stringify(path)}`)
        if (text.includes('__dirname')) declarations.push(`${FOLDER} = ${JSON.stringify(dirname(path))}`)
      }
      const main = path === entry && text.includes('require.main') ? `${MAIN}.module ??= module;` : ''
      if (declarations.length === 0 && main === '') return undefined
      const prefix = `${declarations.length === 0 ? '' : `var ${declarations.join(', ')};`}${main}`
      // On the first line, so that all lines keep their numbers; behind a first line for the shell.
      const contents = text.startsWith('#!') ? text.replace(/^#!.*/, () => prefix) : prefix + text
      return { contents, loader: LOADERS[extname(path)] ?? 'js' }
    })
  },
})

function meta(path: string): string {
  const url = JSON.stringify(pathToFileURL(path).href)
  return `{ url: ${url}, filename: ${JSON.stringify(path)}, dirname: ${JSON.stringify(dirname(path))}, resolve: path => new URL(path, ${url}).href }`
}

async function bundle(given: string): Promise<ScriptProgram> {
  if (!existsSync(given)) {
    throw new ProgramError({
      given: relative(process.cwd(), given),
      tried: [given],
      problem: 'there is no such file',
      remedies: [],
    })
  }
  const entry = realpathSync(given)
  const { build } = await import('esbuild')
  const folder = dirname(entry)
  try {
    const { outputFiles, metafile } = await build({
      // By way of an import, so that the entry's own exports do not reach the script.
      stdin: { contents: `import ${JSON.stringify(`./${basename(entry)}`)}`, resolveDir: folder, sourcefile: ENTRY },
      absWorkingDir: folder,
      outfile: `${entry}.bundle`,
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      sourcemap: 'external',
      // Run everything that Node would run.
      ignoreAnnotations: true,
      define: { 'import.meta': META, __filename: FILE, __dirname: FOLDER, 'require.main': `${MAIN}.module` },
      supported: { 'dynamic-import': false },
      logLevel: 'silent',
      plugins: [plugin(entry)],
    })
    const map = outputFiles.find(file => file.path.endsWith('.map'))!.text
    const code = outputFiles.find(file => !file.path.endsWith('.map'))!.text
    const files = Object.entries(metafile.inputs).filter(([path]) => !path.startsWith('builtin:') && path !== ENTRY)
    const sloppy = files.some(([path, { format }]) => format === 'cjs' && !path.endsWith('.json'))
    return program({
      entry,
      inputs: files.map(([path]) => resolve(folder, path)),
      modules: new Set(files.filter(([, { format }]) => format === 'esm').map(([path]) => resolve(folder, path))),
      code: named(code),
      strict: !sloppy,
      map: JSON.parse(map) as SourceMapPayload,
    })
  } catch (cause) {
    throw new ProgramError(
      {
        given: relative(process.cwd(), entry),
        tried: [entry],
        problem: `it does not compile: ${firstError(cause)}`,
        remedies: [`npx esbuild ${relative(process.cwd(), entry)} --bundle --platform=node --outfile=/dev/null`],
      },
      { cause },
    )
  }
}

/** The bundler renames a class inside of itself when its static parts speak of it; programs print and compare the names of classes. */
function named(code: string): string {
  return code.replace(
    /^(\s*(?:var|let|const) ([\w$]+) = class _\2\d*\b[^\n]*\{)$/gm,
    '$1 static { if (/^_/.test(this.name)) Object.defineProperty(this, "name", { value: "$2", configurable: true }) }',
  )
}

function firstError(cause: unknown): string {
  const { errors = [] } = cause as Partial<BuildFailure>
  const [first] = errors
  if (first === undefined) return cause instanceof Error ? cause.message : String(cause)
  const place =
    first.location === null ? '' : ` (${first.location.file}:${first.location.line}:${first.location.column + 1})`
  return `${first.text}${place}${errors.length > 1 ? `, and ${errors.length - 1} more` : ''}`
}

interface Bundled {
  readonly entry: string
  readonly inputs: readonly string[]
  /** Those of the inputs that are ES modules. */
  readonly modules: ReadonlySet<string>
  readonly code: string
  readonly strict: boolean
  readonly map: SourceMapPayload
}

function program({ entry, inputs, modules, code, strict, map }: Bundled): ScriptProgram {
  const format = modules.has(entry) ? 'esm' : 'cjs'
  // One line goes before the bundle; sources are named by URL, as debuggers want them.
  const sources = map.sources.map(source => pathToFileURL(resolve(dirname(entry), source)).href)
  const placed: SourceMapPayload = { ...map, mappings: `;${map.mappings}`, sources }
  const filename = `maelstrom-bundle:${entry}`
  let compiled: { script: vm.Script; names: readonly string[] } | undefined
  let places: SourceMap | undefined
  return {
    entry,
    inputs,
    format,
    filename,
    script(globals) {
      if (compiled === undefined) {
        // A program that replaces a global has to see its own.
        const names = globals.filter(name => !replaces(code, name))
        const inline = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(placed)).toString('base64')}`
        const text = [
          `(function (${[...names, ...PARAMETERS].join(', ')}) { return (${format === 'esm' ? 'async ' : ''}function () {${strict ? '"use strict";' : ''}`,
          `${code}}).call(undefined) })`,
          inline,
        ].join('\n')
        compiled = { script: new vm.Script(text, { filename }), names }
      }
      return compiled
    },
    locate(line, column) {
      places ??= new SourceMap(placed)
      const found = places.findEntry(line - 1, column - 1)
      if (
        !('originalSource' in found) ||
        found.originalSource === undefined ||
        found.originalSource.endsWith(`/${ENTRY}`)
      )
        return ''
      const file = fileURLToPath(found.originalSource)
      return `${modules.has(file) ? found.originalSource : file}:${found.originalLine + 1}:${found.originalColumn + 1}`
    },
  }
}

function replaces(code: string, name: string): boolean {
  if (!code.includes(name)) return false
  return new RegExp(
    `(?:globalThis|global|self)(?:\\.|\\[['"])${name.replaceAll('$', '\\$')}(?:['"]\\])?\\s*=[^=]`,
  ).test(code)
}
