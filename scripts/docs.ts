/** `npm run docs`: the docs as a site, in docs/.vitepress/dist or in the folder that is named. Needs no network, and writes nothing that is in the repository. */

import { fileURLToPath } from 'node:url'
import { build } from 'vitepress'
import { writeApi } from './site/api.ts'

const docs = fileURLToPath(new URL('../docs', import.meta.url))
const [folder] = process.argv.slice(2)
await writeApi(`${docs}/reference/api`)
await build(docs, folder === undefined ? {} : { outDir: folder })
