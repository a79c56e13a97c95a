/** `npm run docs:reference`: writes the generated pages of docs/; those whose paths contain one of the words given, or all. A page is left alone where only times would change. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { firstDifference } from '../test/docs/output.ts'
import { PAGES } from './reference/index.ts'

const folder = fileURLToPath(new URL('../docs', import.meta.url))
mkdirSync(join(folder, 'reference'), { recursive: true })
const asked = process.argv.slice(2)
for (const [name, make] of Object.entries(PAGES)) {
  if (asked.length > 0 && !asked.some(word => name.includes(word))) continue
  const path = join(folder, name)
  const text = await make()
  const same = existsSync(path) && firstDifference(readFileSync(path, 'utf8'), text) === undefined
  if (!same) writeFileSync(path, text)
  console.log(`${same ? 'as it was' : 'written  '}  docs/${name}`)
}
