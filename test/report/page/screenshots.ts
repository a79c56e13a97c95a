/**
 * `npx tsx test/report/page/screenshots.ts [folder]`: the pictures of the README (docs/screenshots), always of the same runs. With `--all` also each whole
 * page in light, dark and at the width of a telephone, for whoever works on the page.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { writePage } from '../../../src/report/page/write-page.ts'
import { readRun } from '../../../src/report/run-data.ts'
import { openBrowser } from './browser.ts'
import { perform, type RunName } from './runs.ts'

/** What of each page is worth a picture: from which of its elements on, and how much. */
const PICTURES: Readonly<Record<RunName, { readonly from: string; readonly height: number }>> = {
  passing: { from: 'body', height: 1500 },
  'lost-broadcast': { from: '#what-happened', height: 1240 },
  'stale-read': { from: 'body', height: 1560 },
  'g-single': { from: 'body', height: 1360 },
}

const args = process.argv.slice(2)
const into = resolve(args.find(arg => !arg.startsWith('--')) ?? 'docs/screenshots')
const scratch = mkdtempSync(join(tmpdir(), 'maelstrom-screenshots-'))
mkdirSync(into, { recursive: true })
// The page names the folder of its run relative to where it was written.
process.chdir(scratch)
const browser = await openBrowser()
try {
  for (const name of Object.keys(PICTURES) as RunName[]) {
    const folder = await perform(name, 'maelstrom-results')
    await writePage(readRun(folder), folder)
    const open = async (width: number, height: number, colorScheme: 'light' | 'dark') => {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
      await page.goto(pathToFileURL(join(folder, 'index.html')).href)
      await page.locator('html[data-ready]').waitFor()
      return page
    }
    const { from, height } = PICTURES[name]
    const page = await open(1280, height, 'light')
    await page.evaluate(`document.querySelector('${from}').scrollIntoView({ behavior: 'instant' })`)
    await page.waitForTimeout(300)
    await page.screenshot({ path: join(into, `${name}.png`) })
    await page.close()
    if (!args.includes('--all')) continue
    for (const [suffix, width, scheme] of [
      ['light', 1280, 'light'],
      ['dark', 1280, 'dark'],
      ['phone', 390, 'light'],
    ] as const) {
      const whole = await open(width, 900, scheme)
      await whole.waitForTimeout(300)
      await whole.screenshot({ path: join(into, `${name}-${suffix}.png`), fullPage: true })
      await whole.close()
    }
  }
} finally {
  await browser.close()
  process.chdir('/')
  rmSync(scratch, { recursive: true, force: true })
}
