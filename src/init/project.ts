/** A new project: every file that it consists of. */

import type { WorkloadName } from '../workloads/index.ts'
import type { Choices } from './choices.ts'
import { nodeFile, nodeTemplate } from './node-file.ts'
import { readmeFile } from './readme-file.ts'
import { configFile, configFileName, testFile, testFileName } from './test-file.ts'
import { workflowFile } from './workflow-file.ts'

export interface ProjectFile {
  /** Relative to the project's folder. */
  readonly path: string
  readonly text: string
  /** Whether the system runs it by its first line. */
  readonly executable?: true
}

export interface ProjectSettings extends Choices {
  /** The name in package.json. */
  readonly name: string
  /** The version of this package that the project asks for: `^0.1.0`. */
  readonly version: string
}

/** All files, in the order in which they are told. `template` reads a file from the folder of templates. */
export function projectFiles(settings: ProjectSettings, template: (path: string) => string): ProjectFile[] {
  const { language } = settings
  const node = nodeFile(settings, template(`${language.id}/${nodeTemplate(settings)}`))
  return [
    { path: language.node, text: node, ...(language.script === undefined ? {} : { executable: language.script }) },
    ...Object.entries(language.files).map(([from, path]) => ({ path, text: template(from) })),
    { path: testFileName(settings), text: testFile(settings) },
    { path: configFileName(settings), text: configFile(settings) },
    { path: 'package.json', text: packageFile(settings) },
    { path: '.gitignore', text: ignoreFile(settings) },
    { path: '.github/workflows/test.yml', text: workflowFile(settings) },
    { path: 'README.md', text: readmeFile(settings) },
  ]
}

function packageFile({ name, version, language, workload, runner }: ProjectSettings): string {
  const typescript = language.id === 'ts'
  const manifest = {
    name: packageName(name, workload),
    private: true,
    type: 'module',
    scripts: {
      test: runner === 'jest' ? 'jest' : 'vitest run',
      // Jest's own --watch asks git what has changed, and knows of no file but JavaScript.
      'test:watch': runner === 'jest' ? 'jest --watchAll' : 'vitest',
      ...(typescript ? { check: 'tsc' } : {}),
    },
    devDependencies: {
      '@jepsen-ts/maelstrom': version,
      ...(typescript ? { '@types/node': '^20.19.0' } : {}),
      ...(runner === 'jest' ? { jest: '^30.0.0' } : {}),
      ...(typescript ? { typescript: '^6.0.0' } : {}),
      ...(runner === 'jest' ? {} : { vitest: '^4.1.0' }),
    },
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/** A name that npm takes, after that of the folder; after the workload where nothing is left of that. */
export function packageName(folder: string, workload: WorkloadName): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[._-]+|-+$/g, '')
  return name === '' || name === 'node_modules' ? workload : name
}

function ignoreFile({ language }: Choices): string {
  return ['node_modules/', 'maelstrom-results/', ...language.made.map(folder => `${folder}/`), ''].join('\n')
}
