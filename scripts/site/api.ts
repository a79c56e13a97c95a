/** The API of the three packages as Markdown, by typedoc: docs/reference/api, which is not in the repository. */

import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application, ReflectionKind } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { MODULES } from './modules.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const LAYOUT: PluginOptions = {
  entryFileName: 'index',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useCodeBlocks: true,
  useHTMLEncodedBrackets: true,
  sanitizeComments: true,
  expandParameters: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  tableColumnSettings: { hideInherited: true, hideOverrides: true },
}

/** Writes the pages into `folder`, and takes away what was there. */
export async function writeApi(folder: string): Promise<void> {
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: Object.values(MODULES).map(path => `${ROOT}${path}`),
    tsconfig: `${ROOT}tsconfig.json`,
    name: 'API',
    readme: 'none',
    router: 'module',
    disableSources: true,
    excludeScopesInPaths: true,
    excludePrivate: true,
    excludeInternal: true,
    excludeExternals: true,
    skipErrorChecking: true,
    logLevel: 'Error',
    ...LAYOUT,
  })
  const project = await app.convert()
  if (project === undefined) throw new Error('typedoc could make nothing of the sources.')
  for (const module of project.children ?? []) {
    const file = relative(ROOT, project.getSymbolIdFromReflection(module)?.fileName ?? '')
    const [name] = Object.entries(MODULES).find(([, path]) => path === file) ?? []
    if (!module.kindOf(ReflectionKind.Module) || name === undefined)
      throw new Error(`${module.name} is no module of ours.`)
    module.name = name
  }
  await app.outputs.writeOutput({ name: 'markdown', path: folder }, project)
}
