/** From a path in a URL to a file of a run, and never to anything else. */

import { realpathSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { RESULTS_FILE } from './runs.ts'

/** The parts of a path below the results folder, or undefined when it has any that no file of a run has: `..`, an empty one, one that begins with a dot. */
export function partsOf(encoded: string): string[] | undefined {
  let path: string
  try {
    path = decodeURIComponent(encoded)
  } catch {
    return undefined
  }
  const parts = path.split('/')
  const fine = parts.every(part => part !== '' && !part.startsWith('.') && !/[\\\0]/.test(part))
  return fine ? parts : undefined
}

/**
 * The real path of what `parts` name below `root`, when it belongs to a run: links are followed first and then have to have stayed inside. Undefined when
 * there is no such file, or none that may be shown.
 */
export function runFile(root: string, parts: readonly string[]): { path: string; folder: boolean } | undefined {
  try {
    const realRoot = realpathSync(root)
    const path = realpathSync(join(realRoot, ...parts))
    const inside = relative(realRoot, path)
    const real = inside.split(sep)
    if (inside === '' || partsOf(real.map(encodeURIComponent).join('/')) === undefined) return undefined
    const stat = statSync(path)
    if (!stat.isFile() && !stat.isDirectory()) return undefined
    const folders = (stat.isDirectory() ? real : real.slice(0, -1)).map((_, i) =>
      join(realRoot, ...real.slice(0, i + 1)),
    )
    const ofRun = folders.some(folder => statSync(join(folder, RESULTS_FILE), { throwIfNoEntry: false })?.isFile())
    return ofRun ? { path, folder: stat.isDirectory() } : undefined
  } catch {
    return undefined
  }
}
