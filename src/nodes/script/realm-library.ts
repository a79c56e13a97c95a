/** The realm's own script (./realm), bundled once for a process. */

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import type { Plugin } from 'esbuild'
import type { Bridge, Control } from './realm/bridge.ts'

/** Makes what a node's program finds around it; run in a context of its own for each node. */
export type RealmFactory = (bridge: Bridge) => Control

export const REALM_FILE = 'maelstrom:realm'

let library: Promise<vm.Script> | undefined

export function realmLibrary(): Promise<vm.Script> {
  library ??= build()
  return library
}

/** Names that every realm of JavaScript has. As parameters of a script they are found at once; as globals of a context, slowly. */
export function intrinsicNames(): string[] {
  const names = vm.runInNewContext('Object.getOwnPropertyNames(globalThis)') as string[]
  return Array.from(names).filter(name => !['eval', 'undefined', 'globalThis', 'console', 'Date'].includes(name))
}

/** The sources lie beside this file, or, when it was bundled, in the package's `src`. */
function folder(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  for (let at = here; ; at = dirname(at)) {
    for (const candidate of [join(at, 'realm'), join(at, 'src/nodes/script/realm')]) {
      if (existsSync(join(candidate, 'index.ts'))) return candidate
    }
    if (dirname(at) === at)
      throw new Error(`The sources of the simulated Node are missing: looked for src/nodes/script/realm above ${here}.`)
  }
}

/** What readable-stream asks for, from the realm's own modules. */
const ALIASES: Readonly<Record<string, string>> = {
  buffer: 'module.exports = require("./buffer.ts")',
  'process/': 'module.exports = require("./process.ts").process',
  'abort-controller': 'module.exports = require("./event-target.ts")',
  'string_decoder/': 'module.exports = bridge.host.string_decoder',
  stream: 'module.exports = null',
}

async function build(): Promise<vm.Script> {
  const { build: bundle } = await import('esbuild')
  const source = folder()
  const aliases: Plugin = {
    name: 'realm',
    setup(setup) {
      setup.onResolve({ filter: /^(?:buffer|process\/|abort-controller|string_decoder\/|stream)$/ }, ({ path }) => ({
        path,
        namespace: 'alias',
      }))
      setup.onLoad({ filter: /.*/, namespace: 'alias' }, ({ path }) => ({
        contents: ALIASES[path]!,
        resolveDir: source,
        loader: 'js',
      }))
    },
  }
  const { outputFiles } = await bundle({
    entryPoints: [join(source, 'index.ts')],
    absWorkingDir: source,
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'realm',
    platform: 'neutral',
    mainFields: ['main'],
    target: 'node20',
    minifyWhitespace: true,
    // Programs print and compare the names of classes.
    keepNames: true,
    logLevel: 'silent',
    plugins: [aliases],
  })
  const names = intrinsicNames()
  const code = `(bridge => ((${names.join(', ')}) => {${outputFiles[0]!.text}\nreturn realm.control })(${names.join(', ')}))`
  return new vm.Script(code, { filename: REALM_FILE })
}
