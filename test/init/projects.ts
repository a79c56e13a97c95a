/** Projects in temporary folders, as `maelstrom init` writes them, and what a user has installed. */

import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, it } from 'vitest'
import { has } from '../../examples/toolchains.ts'
import { type Choices, DEFAULTS } from '../../src/init/choices.ts'
import { LANGUAGES, type Language } from '../../src/init/languages.ts'
import { type ProjectFile, projectFiles } from '../../src/init/project.ts'

const TEMPLATES = fileURLToPath(new URL('../../src/init/templates/', import.meta.url))

/** A folder for the tests of a file, removed after them. Its name says which languages are at work when something hangs. */
export function temporaryFolder(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `maelstrom-${name}-`)))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The files of a project; what is not chosen is the default. */
export function project(choices: Partial<Choices>): ProjectFile[] {
  return projectFiles({ ...DEFAULTS, ...choices, name: 'a-project', version: '^0.1.0' }, path =>
    readFileSync(join(TEMPLATES, path), 'utf8'),
  )
}

export function language(id: string): Language {
  return LANGUAGES.find(language => language.id === id)!
}

/** `it`, for a test that needs a language; skipped, with the reason in its name, where that is not installed. */
export function itIn({ needs }: Language): (name: string, test: () => Promise<void>) => void {
  const missing = needs !== undefined && !has(needs.command)
  return missing ? (name, test) => it.skip(`${name} (skipped: ${needs.command} is not installed)`, test) : it
}
