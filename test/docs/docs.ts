/** Which pages there are. */

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Paths from the root of the repository, in order. The generated API is typedoc's, and not in the repository. */
export function pagesOfDocs(): string[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.md') && !/^(\.vitepress|reference\/api)\//.test(path))
    .map(path => `docs/${path}`)
  return ['README.md', ...docs.sort()]
}

export const absolute = (page: string) => join(ROOT, page)
