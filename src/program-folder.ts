/** Where things are on the host: the folder that a program is relative to, the place that called `cluster()`. */

import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Place } from './environment.ts'
import type { ClusterOptions } from './options.ts'

/** The folder that the program is relative to: `cwd`, else the project's root, else the folder of the test file, whichever has it. */
export function folderOfProgram(given: ClusterOptions, testFile: string | undefined): string {
  if (given.cwd !== undefined) return resolve(given.cwd)
  if (given.bin === undefined) return process.cwd()
  const name =
    typeof given.bin === 'string'
      ? given.bin
      : (given.bin.find(word => existsAnywhere(word, testFile)) ?? given.bin[0]!)
  const root = process.cwd()
  if (isAbsolute(name)) return root
  const folders = testFile === undefined ? [root] : [dirname(testFile), root]
  return folders.find(folder => existsSync(join(folder, name))) ?? root
}

function existsAnywhere(word: string, testFile: string | undefined): boolean {
  return existsSync(resolve(word)) || (testFile !== undefined && existsSync(join(dirname(testFile), word)))
}

/**
 * The place that called `cluster()`: the first on the stack outside the folder that the top of the stack, which is here, lies in. That folder is `src`, or
 * `dist` with all its chunks. The stack knows it in every format and under every loader; `import.meta` would be an error in some.
 */
export function callerPlace(): Place | undefined {
  const frames = (new Error().stack ?? '').split('\n').slice(1)
  const places = frames.map(placeOfFrame).filter(place => place !== undefined)
  const [here] = places
  return here === undefined ? undefined : places.find(({ file }) => !file.startsWith(dirname(here.file) + sep))
}

/** `    at name (file:///home/me/raft.test.ts:12:34)`, with or without name, parentheses and `file://`. */
function placeOfFrame(frame: string): Place | undefined {
  const [, path, line, column] =
    /(?:^\s*at (?:async )?|\()((?:file:\/\/)?(?:\/|[A-Za-z]:\\).*?):(\d+):(\d+)\)?$/.exec(frame) ?? []
  if (path === undefined) return undefined
  return {
    file: path.startsWith('file:') ? fileURLToPath(path) : path,
    line: Number(line),
    column: Number(column),
  }
}
