/** The list of runs and the comparison of two, as a reader sees them: colours of verdicts, room for long names, a click to the page. */

import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import { CHROMIUM, openBrowser } from '../report/page/browser.ts'
import { scratchFolder, writeRun } from '../report/run-folder.ts'

const scratch = scratchFolder('serve-browser')
const LONG = 'lists-in-one-value-on-the-service-lin-kv-are-caught-when-who-only-reads-is-shown-t-83ae8f'

describe.skipIf(CHROMIUM === undefined)('in a browser (skipped where no Chromium is found)', () => {
  let server: RunningServer
  let browser: Browser
  let page: Page
  const problems: string[] = []
  beforeAll(async () => {
    mkdirSync(scratch, { recursive: true })
    for (const [i, valid] of ([true, false, 'unknown'] as const).entries()) {
      const anomalies = [{ type: 'G-single-item-realtime', message: 'Skewed.', operations: [] }]
      writeRun(join(scratch, 'examples-txn-list-append-txn-list-append', LONG, `142190326${i}`), {
        valid,
        ...(valid === false ? { anomalies } : {}),
        more: {
          workload: 'txn-list-append',
          seed: 1_421_903_260 + i,
          options: { nodes: ['n1'], nemesis: ['partition'] },
        },
      })
    }
    server = await serve({ root: scratch, port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.setDefaultTimeout(5_000)
    page.on('console', message => problems.push(message.text()))
    page.on('pageerror', error => problems.push(String(error)))
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    rmSync(scratch, { recursive: true, force: true })
    expect(problems).toEqual([])
  })
  const inPage = <T>(script: string) => page.evaluate(script) as Promise<T>

  it('valid is blue, unknown orange, invalid red', async () => {
    await page.goto(server.url)
    const hue = (word: string) =>
      inPage<[number, number, number]>(
        `getComputedStyle(document.querySelector('tbody .${word}')).color.match(/\\d+/g).map(Number)`,
      )
    const [[, , blue], [red, green], [reddest, ...others]] = [
      await hue('valid'),
      await hue('unknown'),
      await hue('invalid'),
    ]
    expect(blue).toBeGreaterThan(150)
    expect(red).toBeGreaterThan(green)
    expect(green).toBeGreaterThan(60)
    expect(reddest).toBeGreaterThan(4 * Math.max(others[1]!, 40))
  })

  it('a long name leaves room for all columns on a desktop, and the list fits a telephone', async () => {
    await page.goto(server.url)
    expect(await inPage('document.querySelector(".scroll").scrollWidth')).toBeLessThanOrEqual(1240)
    const lines = await inPage<number>('document.querySelector("td a").getClientRects().length')
    expect(lines).toBeLessThanOrEqual(4)
    await page.setViewportSize({ width: 390, height: 800 })
    expect(await inPage('document.documentElement.scrollWidth')).toBe(390)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('two that are ticked are compared, each under its whole name', async () => {
    await page.goto(server.url)
    for (const box of (await page.locator('tbody input[type=checkbox]').all()).slice(0, 2)) await box.check()
    await page.getByRole('button', { name: 'Compare the two that are ticked' }).click()
    expect(await page.locator('h1').allInnerTexts()).toEqual(['Two runs'])
    expect(await inPage('document.querySelector(".scroll").scrollWidth')).toBeLessThanOrEqual(1240)
    const cells = await inPage<boolean[]>(
      '[...document.querySelectorAll(".compared thead th")].map(cell => cell.scrollWidth <= cell.clientWidth)',
    )
    expect(cells).not.toContain(false)
  })

  it('a click leads to the page of a run, whose program works there as well', async () => {
    await page.goto(server.url)
    await page.locator('td a').first().click()
    await page.locator('html[data-ready]').waitFor()
    expect(await page.locator('h1').allInnerTexts()).toEqual(['txn-list-append'])
  })
})
