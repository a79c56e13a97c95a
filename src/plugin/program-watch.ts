/** Which test files run which program: what a saved file means to watch mode. */

import { realpathSync } from 'node:fs'
import { dirname, extname, sep } from 'node:path'
import type { ProgramSources } from '../nodes/program-sources.ts'

export class ProgramWatch {
  /** By test file. */
  readonly #sources = new Map<string, ProgramSources[]>()
  /** Test files that have told anything in the present run; what they told in one before is replaced. */
  #told = new Set<string>()

  /** Another run of tests begins. */
  begin(): void {
    this.#told = new Set()
  }

  add(testFile: string, sources: ProgramSources): void {
    const known = this.#told.has(testFile) ? (this.#sources.get(testFile) ?? []) : []
    this.#told.add(testFile)
    const real = {
      files: [...new Set(sources.files.flatMap(file => [file, realPath(file)]))],
      folders: sources.folders,
    }
    this.#sources.set(testFile, [...known, real])
  }

  /** Test files whose programs contain the file. Those that certainly do, if there are any; otherwise those that probably do. */
  testFilesOf(file: string): string[] {
    const names = new Set([file, realPath(file)])
    const certain = this.#where(({ files }) => files.some(known => names.has(known)))
    if (certain.length > 0) return certain
    return this.#where(({ folders }) =>
      folders.some(
        ({ folder, extensions }) =>
          extensions.includes(extname(file)) && [...names].some(name => name.startsWith(folder + sep)),
      ),
    )
  }

  /** What has to be watched for that: files, and folders. */
  static paths({ files, folders }: ProgramSources): string[] {
    return [...new Set([...files, ...folders.map(({ folder }) => folder)])]
  }

  #where(test: (sources: ProgramSources) => boolean): string[] {
    return [...this.#sources].filter(([, all]) => all.some(test)).map(([testFile]) => testFile)
  }
}

/** The path without symbolic links; of a file that is not there, that of its folder. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    try {
      return realpathSync(dirname(path)) + path.slice(dirname(path).length)
    } catch {
      return path
    }
  }
}
