/** The site: it is built by one command, and every page of it opens in a browser, on a desk and on a phone, without asking anybody else for anything. */

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import sirv from 'sirv'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { apiPages } from '../../scripts/site/modules.ts'
import { CHROMIUM, openBrowser } from '../report/page/browser.ts'
import { pagesOfDocs, ROOT } from './docs.ts'

const scratch = mkdtempSync(join(tmpdir(), 'maelstrom-site-'))
const DESK = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }
/** Paths on the site. */
const PAGES = [
  ...pagesOfDocs()
    .filter(path => path.startsWith('docs/'))
    .map(path => path.slice('docs/'.length).replace(/^README\.md$/, 'index.md')),
  'reference/api/index.md',
  ...apiPages().map(({ file }) => `reference/api/${file}`),
].map(path => path.replace(/\.md$/, '.html'))

let server: Server
let origin: string
let browser: Browser

beforeAll(async () => {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV)/.test(name)),
  )
  await promisify(execFile)('npm', ['run', 'docs', '--', scratch], { cwd: ROOT, env: environment })
  const answer = sirv(scratch, { dev: false })
  server = createServer((request, response) =>
    answer(request, response, () => {
      response.statusCode = 404
      response.end()
    }),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  if (CHROMIUM !== undefined) browser = await openBrowser()
}, 180_000)

afterAll(async () => {
  await browser?.close()
  server?.close()
  rmSync(scratch, { recursive: true, force: true })
})

/** A page, and whatever went wrong on it since; closed when the test is over. */
async function open(
  { onTestFinished }: TestContext,
  path: string,
  viewport = DESK,
): Promise<{ page: Page; wrong: string[] }> {
  const page = await browser.newPage({ viewport })
  onTestFinished(() => page.close())
  const wrong: string[] = []
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) wrong.push(`console: ${message.text()}`)
  })
  page.on('pageerror', error => wrong.push(`error: ${error.message}`))
  page.on('requestfailed', request => wrong.push(`failed: ${request.url()}`))
  page.on('response', response => {
    if (response.status() >= 400) wrong.push(`${response.status()}: ${response.url()}`)
  })
  page.on('request', request => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:'))
      wrong.push(`a request to another host: ${request.url()}`)
  })
  await page.goto(`${origin}/${path}`, { waitUntil: 'networkidle' })
  return { page, wrong }
}

/** By how much the page is wider than the window. */
const overflow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

it('has every heading that a link leads to', () => {
  const html = (path: string) => readFileSync(join(scratch, path), 'utf8')
  const idsOf = (path: string) => new Set([...html(path).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!))
  const ids = new Map(PAGES.map(path => [`/${path}`, idsOf(path)]))
  const links = PAGES.flatMap(path =>
    [...html(path).matchAll(/<a [^>]*href="([^"]+)"/g)]
      .map(([, href]) => new URL(href!.replaceAll('&amp;', '&'), `http://site/${path}`))
      .filter(({ host }) => host === 'site')
      .map(({ pathname, hash }) => ({ path, pathname: pathname.replace(/\/$/, '/index.html'), hash })),
  )
  const lost = links.filter(({ pathname, hash }) => {
    const target = ids.get(pathname)
    return target === undefined || (hash !== '' && !target.has(decodeURIComponent(hash.slice(1))))
  })
  expect(links.length).toBeGreaterThan(1000)
  expect(lost).toEqual([])
})

describe.skipIf(CHROMIUM === undefined)('the site', () => {
  it.concurrent.for(PAGES)('%s opens without a complaint, on a desk and on a phone', async (path, context) => {
    const { page, wrong } = await open(context, path)
    expect((await page.textContent('h1'))?.trim()).toMatch(/\w/)
    expect(await overflow(page)).toBe(0)
    await page.setViewportSize(PHONE)
    expect(await overflow(page)).toBe(0)
    expect(wrong).toEqual([])
  })

  it('finds what is looked for', async context => {
    const { page, wrong } = await open(context, 'index.html')
    await page.keyboard.press('Control+k')
    await page.fill('.VPLocalSearchBox input', 'partition')
    const hit = page.locator('.VPLocalSearchBox .result').first()
    await hit.waitFor()
    await hit.click()
    await page.waitForURL(url => url.pathname !== '/index.html')
    expect(await page.textContent('.vp-doc')).toMatch(/partition/i)
    expect(wrong).toEqual([])
  })

  it('is dark for those who want it dark', async context => {
    const { page } = await open(context, 'guide/02-echo.html')
    const brightness = () => page.evaluate('Number(/\\d+/.exec(getComputedStyle(document.body).backgroundColor)[0])')
    expect(await brightness()).toBeGreaterThan(200)
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(brightness).toBeLessThan(80)
  })

  it('has the pages at its side in the order of the table of contents', async context => {
    const { page } = await open(context, 'index.html')
    const targets = async (selector: string) => {
      const links = await page.locator(selector).all()
      const hrefs = await Promise.all(links.map(link => link.getAttribute('href')))
      return hrefs.map(href => new URL(href!, `${origin}/`).pathname).filter(path => !/api|benchmarks/.test(path))
    }
    const aside = await targets('.VPSidebar a.link')
    expect(aside).toEqual(await targets('.vp-doc td:first-child a'))
    expect(aside.length).toBeGreaterThan(20)
  })

  it('shows all programs in the language that was chosen once', async context => {
    const { page } = await open(context, 'guide/02-echo.html')
    const groups = page.locator('.vp-code-group:has(label[data-title$=".py"])')
    const visible = (extension: string) => groups.locator(`input:checked + label[data-title$=".${extension}"]`)
    expect(await visible('ts').count()).toBe(await groups.count())
    await groups.nth(1).locator('label[data-title$=".py"]').click()
    expect(await visible('py').count()).toBe(await groups.count())
    await page.click('.VPSidebar a[href$="/guide/03-unique-ids.html"]')
    await page.waitForURL(/03-unique-ids/)
    await expect.poll(() => page.textContent('h1')).toContain('Unique ids')
    await expect.poll(async () => (await visible('py').count()) - (await groups.count())).toBe(0)
  })
})

it('is built without touching the repository', async () => {
  const { stdout } = await promisify(execFile)('git', ['status', '--short', '--ignored=no', 'docs'], { cwd: ROOT })
  const generated = stdout.split('\n').filter(line => /\.vitepress\/(dist|cache|\.temp)|reference\/api/.test(line))
  expect(generated).toEqual([])
})

it.skipIf(CHROMIUM !== undefined)('there is no Chromium: no page of the site was opened', () => {})
