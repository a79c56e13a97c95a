/** Everything in the docs runs: each page is followed as a reader would, in an empty folder with the built package; outputs are as shown. */

import { rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { installedPackage } from '../installed-package.ts'
import { readPage } from './blocks.ts'
import { absolute, pagesOfDocs, ROOT } from './docs.ts'
import { hasPython, type PageRun, runPage } from './page-run.ts'
import { checkTypes } from './snippets.ts'

const pages = pagesOfDocs()
const followed = new Map<string, PageRun>()
const modules = async () => join(await installedPackage(), 'node_modules')

afterAll(() => {
  for (const { folder } of followed.values()) rmSync(folder, { recursive: true, force: true })
})

describe('everything in the docs runs:', () => {
  // Two at a time: each page starts test runners of its own.
  it.concurrent.each(pages)('%s', { timeout: 600_000 }, async path => {
    const run = await runPage(absolute(path), await modules())
    followed.set(path, run)
    const skipped = run.skipped.map(reason => `\n    not run: ${reason}`)
    process.stderr.write(`  ${path} ${run.seconds.toFixed(1)} s${skipped.join('')}\n`)
    const told = run.findings.map(({ page, line, message }) => `${relative(ROOT, page)}:${line}\n${message}`)
    if (told.length > 0) expect.fail(told.join('\n\n'))
  })
})

it.skipIf(hasPython())('there is no python3: the Python programs of the docs were not run', () => {})

it('every TypeScript file and snippet of the docs type-checks', { timeout: 300_000 }, async () => {
  const modulesFolder = await modules()
  const snippets = await Promise.all(
    pages.map(async path => ({
      page: readPage(absolute(path)),
      folder: (await runPage(absolute(path), modulesFolder)).folder,
    })),
  )
  expect(checkTypes(snippets, modulesFolder)).toEqual([])
})
