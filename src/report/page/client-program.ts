/** The page's program and its looks, as texts. The program is built once for a package (`npm run build`), or, from its sources, once for a process. */

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface ClientProgram {
  readonly script: string
  readonly style: string
}

let program: Promise<ClientProgram> | undefined

export function clientProgram(): Promise<ClientProgram> {
  program ??= load()
  return program
}

/** The sources lie beside this file, or, when it was bundled, in the package's `src`. */
function folder(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  for (let at = here; ; at = dirname(at)) {
    for (const candidate of [join(at, 'client'), join(at, 'src/report/page/client')])
      if (existsSync(join(candidate, 'style.css'))) return candidate
    if (dirname(at) === at)
      throw new Error(`The program of the page is missing: looked for src/report/page/client above ${here}.`)
  }
}

async function load(): Promise<ClientProgram> {
  const source = folder()
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: { script: join(source, 'index.ts'), style: join(source, 'style.css') },
    absWorkingDir: source,
    outdir: source,
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: ['chrome103', 'firefox113', 'safari16.4'],
    minify: true,
    charset: 'utf8',
    // Nothing but the sources decides: a tsconfig.json of the user's project is none of the page's business.
    tsconfigRaw: '{}',
    logLevel: 'silent',
  })
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))!.text.trim()
  // What stands in a script element must not end it.
  return { script: text('.js').replaceAll('</script', '<\\/script'), style: text('.css') }
}
