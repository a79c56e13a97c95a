/** Puts a project on disk: all of it, or, where something is in the way, nothing. */

import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pointing } from '../explanations/pointer.ts'
import type { ProjectFile } from './project.ts'

/** Something of the user's would be overwritten. */
export class InTheWayError extends Error {
  override readonly name = 'InTheWayError'
  constructor(message: string) {
    super(pointing('InTheWayError', message))
  }
}

/** Writes the files below `folder`, which is made if it does not exist. Throws InTheWayError before anything is written. */
export function writeProject(folder: string, files: readonly ProjectFile[], force: boolean): void {
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new InTheWayError(`${folder} is a file. Give the name of a folder.`)
  const existing = files.filter(({ path }) => existsSync(join(folder, path)))
  if (existing.length > 0 && !force) {
    const names = existing.map(({ path }) => path).join(', ')
    throw new InTheWayError(
      `Nothing was written: ${names} ${existing.length === 1 ? 'is' : 'are'} there already. Give another folder, or --force to overwrite.`,
    )
  }
  for (const { path, text, executable } of files) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    if (executable === true) chmodSync(file, 0o755)
  }
}
