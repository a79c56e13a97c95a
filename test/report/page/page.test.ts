/** The page in a browser: what it shows, what clicks and keys do, and what a hostile node cannot do. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { explainKeys } from '../../../src/report/page/linearizability.ts'
import { renderPage, writePage } from '../../../src/report/page/write-page.ts'
import { readRun } from '../../../src/report/run-data.ts'
import { type GivenMessage, MS, scratchFolder, writeRun } from '../run-folder.ts'
import { CHROMIUM, openBrowser } from './browser.ts'
import { writeLongRun } from './long-run.ts'
import { perform, RUNS, type RunName } from './runs.ts'

const scratch = scratchFolder('page')
const folders = {} as Record<RunName, string>
beforeAll(async () => {
  for (const name of Object.keys(RUNS) as RunName[]) {
    folders[name] = await perform(name, scratch)
    await writePage(readRun(folders[name]), folders[name])
  }
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const pageOf = (name: RunName) => readFileSync(join(folders[name], 'index.html'), 'utf8')

describe('a page', () => {
  it('needs nothing from anywhere', () => {
    for (const name of Object.keys(RUNS) as RunName[]) {
      // Names of namespaces are never fetched.
      const text = pageOf(name).replaceAll(/xmlns(:\w+)?="[^"]*"/g, '')
      expect(text).not.toMatch(/(src|href)="?(https?:)?\/\//)
      expect(text).not.toMatch(/@import|url\(["']?(?!data:|#)/)
    }
  })

  it('is the same whenever it is written', async () => {
    const run = readRun(folders['lost-broadcast'])
    expect(await renderPage(run)).toBe(await renderPage(run))
  })

  it('says all that matters without its program', () => {
    const text = pageOf('lost-broadcast').replaceAll(/<script.*?<\/script>/gs, '')
    for (const part of ['Invalid', 'lost-element', 'seed: 1', 'The journey of 0', '30 messages lost', 'messages.jsonl'])
      expect(text).toContain(part)
  })

  it('says what to look at next, and what is wrong with the operations that it draws', () => {
    const text = pageOf('lost-broadcast')
    expect(text).toMatch(/Look at next<\/strong> A message that was sent once may have been lost/)
    expect(text).toContain('npx maelstrom doc lost-element')
    expect(text).toMatch(/<strong class="note">✗ 0 is missing<\/strong>/)
  })

  it('flags a fault that hit nothing', async () => {
    const faults = [{ fault: 'kill', started: 2, hits: 0, hitWord: 'nodes killed' }]
    const run = readRun(writeRun(join(scratch, 'no-hit'), { more: { faults } }))
    expect(await renderPage(run)).toContain('it hit nothing')
  })

  it('shows the longest legal order of a key that fails, and says so when there is no time for that', () => {
    expect(pageOf('stale-read')).toContain('class="linearize"')
    expect(explainKeys(readRun(folders['stale-read']), 0)).toEqual({
      note: 'The longest legal orders are not drawn: they could not be found again within 0 s.',
    })
    expect(pageOf('passing')).not.toContain('class="linearize"')
  })

  it('draws each cycle of transactions as a graph', () => {
    const [svg = ''] = /<figure class="cycle">.*?<\/svg>/s.exec(pageOf('g-single')) ?? []
    expect(svg.match(/class="node"/g)).toHaveLength(2)
    expect(svg.match(/class="edge"/g)).toHaveLength(2)
    expect(svg).toContain('realtime')
  })

  it('says which messages it does not hold', async () => {
    const folder = join(scratch, 'some')
    writeLongRun(folder, 20_000)
    expect(await renderPage(readRun(folder, { messages: 5_000 }))).toMatch(
      /This page holds [45],\d{3} of 20,000 messages/,
    )
    expect(await renderPage(readRun(folder))).not.toContain('This page holds')
  })

  it('is written for a run in which nothing happened', async () => {
    const run = readRun(writeRun(join(scratch, 'empty'), { valid: 'unknown' }))
    expect(await renderPage(run)).toContain('this run proves nothing')
  })
})

describe.skipIf(CHROMIUM === undefined)('in a browser (skipped where no Chromium is found)', () => {
  let browser: Browser
  const problems: string[] = []
  const open = new Set<Page>()
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
  })
  afterEach(async () => {
    for (const page of open) await page.close()
    open.clear()
    const seen = problems.splice(0)
    expect(seen).toEqual([])
  })

  async function show(folder: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
    open.add(page)
    page.setDefaultTimeout(5_000)
    page.on('console', message => {
      if (message.type() !== 'log') problems.push(message.text())
    })
    page.on('pageerror', error => problems.push(String(error)))
    page.on('request', request => {
      if (!request.url().startsWith('file:') && !request.url().startsWith('data:')) problems.push(request.url())
    })
    page.on('dialog', dialog => {
      problems.push(`dialog: ${dialog.message()}`)
      dialog.dismiss().catch(() => {})
    })
    await page.goto(pathToFileURL(join(folder, 'index.html')).href)
    await page.locator('html[data-ready]').waitFor()
    return page
  }

  /** Runs in the page; a text, since the types of a browser are none of this project's. */
  const inPage = <T>(page: Page, script: string) => page.evaluate(script) as Promise<T>
  // biome-ignore lint/performance/useDomNodeTextContent: this is Playwright's, and what is hidden must not count.
  const read = (locator: Locator) => locator.innerText()
  const detail = (page: Page) => read(page.locator('#detail'))
  const inView = (page: Page) => read(page.locator('#in-view'))
  /** A picture of the diagram as text; equal texts are equal pictures. */
  const picture = (page: Page) =>
    inPage<string>(
      page,
      `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(document.getElementById('lamport').toDataURL()))))`,
    )

  it.each(Object.keys(RUNS) as RunName[])('%s fits a desktop and a telephone, in light and dark', async name => {
    const page = await show(folders[name])
    for (const [width, dark] of [
      [1280, false],
      [390, true],
    ] as const) {
      await page.setViewportSize({ width, height: 844 })
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
      expect(await inPage(page, 'document.documentElement.scrollWidth')).toBe(width)
      const [background, ink] = await inPage<[string, string]>(
        page,
        '[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]',
      )
      const light = (color: string) => Number(/\d+/.exec(color)![0]) > 128
      expect([light(background), light(ink)]).toEqual([!dark, dark])
      // Something is drawn: more than the background and the lines.
      expect((await picture(page)).length).toBeGreaterThan(10_000)
    }
  })

  it('names every control, has its headings in order, and its landmarks once', async () => {
    const page = await show(folders['stale-read'])
    for (const summary of await page.locator('.toolbar summary').all()) await summary.click()
    const found = await inPage<{ nameless: string[]; levels: number[]; landmarks: number[]; ids: string[] }>(
      page,
      `(() => {
        const visible = element => element.offsetParent !== null
        const nameOf = element => (element.getAttribute('aria-label') || element.innerText || element.title ||
          [...(element.labels || [])].map(label => label.innerText).join('') || '').trim()
        const controls = [...document.querySelectorAll('button, select, input, summary, a[href], canvas[tabindex], [role=region]')]
        const all = [...document.querySelectorAll('[id]')].map(element => element.id)
        return {
          nameless: controls.filter(element => visible(element) && nameOf(element) === '').map(element => element.outerHTML.slice(0, 120)),
          levels: [...document.querySelectorAll('h1, h2, h3, h4')].filter(visible).map(element => Number(element.tagName[1])),
          landmarks: ['main:not([role])', 'body > header', 'header nav'].map(selector => document.querySelectorAll(selector).length),
          ids: all.filter((id, i) => all.indexOf(id) !== i),
        }
      })()`,
    )
    expect(found.nameless).toEqual([])
    expect(found.landmarks).toEqual([1, 1, 1])
    expect(found.ids).toEqual([])
    // The fragment of @jepsen-ts/linearize begins anew with its own.
    const own = found.levels.map((level, i) => level - (found.levels[i - 1] ?? 0))
    expect(found.levels[0]).toBe(1)
    expect(Math.max(...own)).toBeLessThanOrEqual(1)
  })

  it('opens at the anomaly, with the journey of the lost element standing out', async () => {
    const page = await show(folders['lost-broadcast'])
    expect(await detail(page)).toContain('5 messages carried it, 2 of which were lost')
    expect(await inView(page)).toMatch(/^0\.1[78]\d+ s – 0\.2\d+ s of 14\./)
    await page.getByRole('button', { name: 'All messages' }).click()
    expect(await detail(page)).toContain('Nothing chosen')
  })

  it('leads from the verdict to the operations of an anomaly', async () => {
    const page = await show(folders['stale-read'])
    const jump = page.locator('.jumps button[data-operation]').first()
    const [, client, f, value, time] = /^(c\d+) (\w+) 0 = (\d), (\d+\.\d+) s$/.exec(await read(jump))!
    await page.getByRole('button', { name: 'Show the whole run' }).click()
    await jump.click()
    expect(await detail(page)).toMatch(new RegExp(`^${client} at n\\d ${f}`))
    expect(await detail(page)).toContain(`[0,${value}]`)
    expect(await inPage(page, 'document.activeElement.id')).toBe('lamport')
    const [, from, to] = /^(\d+\.\d+) s – (\d+\.\d+) s/.exec(await inView(page))!
    expect(Number(from)).toBeLessThan(Number(time))
    expect(Number(to)).toBeGreaterThan(Number(time))
    expect(Number(to) - Number(from)).toBeLessThan(1)
  })

  it('tells what a message says when its arrow is clicked', async () => {
    const run = writeRun(join(scratch, 'two'), {
      nodes: ['n1', 'n2'],
      messages: [
        { src: 'n1', dest: 'n2', sent: 10 * MS, received: 40 * MS, body: { type: 'hello', to: 'you', msg_id: 1 } },
        { src: 'n2', dest: 'n1', sent: 50 * MS, received: 90 * MS, body: { type: 'hello_ok', in_reply_to: 1 } },
        { src: 'n1', dest: 'n2', sent: 60 * MS, lost: 'partition', body: { type: 'bye' } },
      ],
      more: { duration: 100 * MS },
    })
    await writePage(readRun(run), run)
    const page = await show(run)
    await page.getByRole('button', { name: 'Show the whole run' }).click()
    const box = (await page.locator('#lamport').boundingBox())!
    // The line of n1 is at a quarter of the room beside the times, that of n2 at three quarters; the axis begins a little before 0.
    const [left, right, top, bottom] = [78, box.width - 12, 32, box.height - 10]
    const x = (share: number) => left + (right - left) * (0.25 + share / 2)
    const y = (ms: number) => top + ((bottom - top) * (ms + 1)) / 102
    const click = (share: number, ms: number) => page.mouse.click(box.x + x(share), box.y + y(ms))
    await page.locator('#lamport').scrollIntoViewIfNeeded()
    Object.assign(box, await page.locator('#lamport').boundingBox())

    await click(0.5, 25)
    await expect.poll(() => detail(page)).toMatch(/"to": ?"you"/)
    expect(await detail(page)).toMatch(/n1 → n2 hello/)
    expect(await detail(page)).toMatch(/received\s+0\.040000 s, after 30 ms/)
    expect(await detail(page)).toMatch(/answered by\s+hello_ok/)
    await page.getByRole('button', { name: 'hello_ok' }).click()
    expect(await detail(page)).toMatch(/answers\s+hello, 80 ms later/)

    // A lost one is drawn as if it had taken the median time, and ends a little after half of its way.
    await click(0.3, 60 + 0.3 * 40)
    expect(await detail(page)).toMatch(/lost\s+by a partition/)
    await click(0.9, 3)
    expect(await detail(page)).toContain('Nothing chosen')
  })

  describe('in the picture', () => {
    const nemesis = (time: number, f: string, value: unknown) => ({
      time: time * MS,
      type: 'info' as const,
      process: 'nemesis' as const,
      f,
      value,
    })
    const hello = (sent: number, fate: Pick<GivenMessage, 'received' | 'lost' | 'copyOf'>) => ({
      src: 'n1',
      dest: 'n2',
      sent: sent * MS,
      ...fate,
    })
    /** How dark a pixel is beside the paper, 0 to 765, at a place between the lines of n1 (0) and n2 (1) and a time in milliseconds. */
    let inkAt: (points: readonly (readonly [share: number, ms: number])[]) => Promise<number[]>

    beforeAll(async () => {
      const run = writeRun(join(scratch, 'picture'), {
        nodes: ['n1', 'n2'],
        messages: [
          hello(2, { received: 8 * MS }),
          hello(10, { lost: 'partition' }),
          hello(80, { received: 92 * MS, copyOf: 0 }),
        ],
        operations: [
          nemesis(20, 'start-partition', null),
          nemesis(20, 'start-partition', { partition: 'n1 │ n2' }),
          nemesis(40, 'stop-partition', null),
          nemesis(40, 'stop-partition', 'healed'),
          nemesis(50, 'start-kill', null),
          nemesis(50, 'start-kill', ['n2']),
          nemesis(70, 'stop-kill', null),
          nemesis(70, 'stop-kill', ['n2']),
        ],
        more: { duration: 100 * MS },
      })
      await writePage(readRun(run), run)
    })

    async function look(): Promise<void> {
      const page = await show(join(scratch, 'picture'))
      await page.getByRole('button', { name: 'Show the whole run' }).click()
      await picture(page)
      inkAt = points =>
        inPage<number[]>(
          page,
          `(() => {
            const canvas = document.getElementById('lamport')
            const { width, height } = canvas
            // Read once: more often, and the browser says that this is slow.
            const pixels = window.pixels ??= canvas.getContext('2d').getImageData(0, 0, width, height).data
            // One strip at the right, in which faults have their names.
            const [left, right, top, bottom] = [78, width - 20 - 12, 32, height - 10]
            const ink = (x, y) => [0, 1, 2].reduce((sum, i) => sum + 255 - pixels[4 * (Math.round(y) * width + Math.round(x)) + i], 0)
            return ${JSON.stringify(points)}.map(([share, ms]) => {
              const x = left + (right - left) * (0.25 + share / 2)
              const y = top + ((bottom - top) * (ms + 1)) / 102
              // Lines are thin, and stand on whole pixels or between them.
              return Math.max(...[-2, -1, 0, 1, 2].flatMap(d => [ink(x + (share === 0 || share === 1 ? d : 0), y), ink(x, y + d)]))
            })
          })()`,
        )
    }
    const along = (n: number, point: (i: number) => readonly [number, number]) =>
      Array.from({ length: n }, (_, i) => point(i / n))
    const INK = 150
    const inked = (inks: readonly number[]) => inks.filter(ink => ink > INK).length / inks.length

    it('a message is a line from its sender to its receiver, a duplicate is a dashed one', async () => {
      await look()
      expect(inked(await inkAt(along(200, i => [0.06 + 0.24 * i, 2 + 6 * (0.06 + 0.24 * i)])))).toBe(1)
      const dashes = inked(await inkAt(along(200, i => [0.06 + 0.24 * i, 80 + 12 * (0.06 + 0.24 * i)])))
      expect(dashes).toBeGreaterThan(0.3)
      expect(dashes).toBeLessThan(0.95)
    })

    it('a lost one ends in a cross on its way', async () => {
      await look()
      // Drawn as if it had taken the median time.
      const end = 10 + 0.58 * 12
      const [x, y] = [4 / 500, 0.35]
      const corners = [
        [0.58 - x, end - y],
        [0.58 + x, end - y],
        [0.58 - x, end + y],
        [0.58 + x, end + y],
      ] as const
      expect(inked(await inkAt(corners))).toBe(1)
      expect(inked(await inkAt(along(100, i => [0.63 + 0.3 * i, 10 + 12 * (0.63 + 0.3 * i)])))).toBe(0)
    })

    it('a fault is a band as long as it lasts', async () => {
      await look()
      const [before, first, last, after] = await inkAt([
        [0.5, 18],
        [0.3, 23],
        [0.7, 37],
        [0.5, 43],
      ])
      for (const within of [first!, last!])
        for (const outside of [before!, after!]) expect(within).toBeGreaterThan(outside + 5)
    })

    it('a node that is down has a gap in its line, and the other one has none', async () => {
      await look()
      const down = along(100, i => [1, 56 + 12 * i] as const)
      const up = along(100, i => [0, 56 + 12 * i] as const)
      const again = along(100, i => [1, 93.5 + 6 * i] as const)
      expect(inked(await inkAt(down))).toBeLessThan(0.9)
      expect(inked(await inkAt(up))).toBe(1)
      expect(inked(await inkAt(again))).toBe(1)
    })
  })

  it('can be walked through by keys alone', async () => {
    const page = await show(folders.passing)
    await page.locator('#lamport').focus()
    const before = await inView(page)
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => inView(page)).not.toBe(before)
    const moved = await inView(page)
    await page.keyboard.press('+')
    await expect.poll(() => inView(page)).not.toBe(moved)
    await page.keyboard.press('0')
    const whole = /^-?0\.0\d* s – (\d+\.\d+) s of (\d+\.\d+) s/
    await expect.poll(() => inView(page)).toMatch(whole)
    const [, to, end] = whole.exec(await inView(page))!
    expect(Number(to)).toBeGreaterThanOrEqual(Number(end))
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    const first = await detail(page)
    expect(first).toMatch(/ → /)
    await page.keyboard.press('ArrowRight')
    expect(await detail(page)).not.toBe(first)
    await page.keyboard.press('Escape')
    expect(await detail(page)).toContain('Nothing chosen')
    await page.locator('#timeline').focus()
    await page.keyboard.press('ArrowRight')
    expect(await detail(page)).toMatch(/^c\d+ at n\d/)
  })

  it('filters by line, type, operation and words, and shows the same in the table', async () => {
    const page = await show(folders['stale-read'])
    const table = page.locator('#message-table')
    await table.locator('summary').click()
    await page.getByText('Filter', { exact: true }).click()
    const cells = (column: number) => table.locator(`tbody tr td:nth-child(${column})`).allInnerTexts()
    await expect.poll(async () => (await cells(2)).length).toBeGreaterThan(20)

    await page.getByRole('checkbox', { name: 'n3' }).uncheck()
    await expect.poll(async () => [...(await cells(2)), ...(await cells(3))].includes('n3')).toBe(false)
    await page.getByRole('checkbox', { name: 'n3' }).check()

    await page.getByRole('checkbox', { name: /^append_entries \d/ }).uncheck()
    await expect.poll(async () => (await cells(4)).includes('append_entries')).toBe(false)
    await page.getByRole('checkbox', { name: /^append_entries \d/ }).check()

    await page.getByRole('combobox', { name: 'Operations' }).selectOption('f:cas')
    await expect.poll(async () => new Set(await cells(4))).toEqual(new Set(['cas', 'error']))
    await page.getByRole('combobox', { name: 'Operations' }).selectOption('')

    const terms = async () => (await cells(6)).flatMap(text => /"term":\d+/.exec(text) ?? [])
    await expect.poll(async () => (await terms()).length).toBeGreaterThan(0)
    const [words = ''] = await terms()
    await page.getByRole('button', { name: 'Show the whole run' }).click()
    const search = page.getByRole('searchbox')
    await search.fill(words)
    await expect.poll(() => read(page.locator('#filters [role=status]'))).toMatch(/^\d+ messages$/)
    const bodies = async () => (await cells(6)).every(text => text.includes(words))
    await expect.poll(async () => (await cells(6)).length > 0 && (await bodies())).toBe(true)
  })

  it('fades what has nothing to do with a chosen operation', async () => {
    const page = await show(folders['stale-read'])
    expect(await detail(page)).toContain('without hearing from anyone else')
    await page.getByRole('button', { name: 'Show the whole run' }).click()
    const meanwhile = await picture(page)
    await page.getByRole('button', { name: 'causes' }).click()
    expect(await detail(page)).toMatch(/[\d,]+ messages: all that the reply may have depended on/)
    expect(await picture(page)).not.toBe(meanwhile)
  })

  it('zooms by the wheel only once the picture was chosen, so that the page can be scrolled', async () => {
    const page = await show(folders.passing)
    const canvas = page.locator('#lamport')
    await canvas.hover()
    const before = await inView(page)
    await page.mouse.wheel(0, 240)
    await page.waitForTimeout(100)
    expect(await inView(page)).toBe(before)
    await canvas.focus()
    await canvas.hover()
    await page.mouse.wheel(0, 240)
    await expect.poll(() => inView(page)).not.toBe(before)
  })

  it('changes from light to dark by hand, pictures and all', async () => {
    const page = await show(folders['g-single'])
    const paper = () => inPage<string>(page, 'getComputedStyle(document.body).backgroundColor')
    const plot = () => inPage<string>(page, `getComputedStyle(document.querySelector('.plots text')).fill`)
    const [light, lightPlot, lightPicture] = [await paper(), await plot(), await picture(page)]
    await page.getByRole('button', { name: 'Dark' }).click()
    expect(await paper()).not.toBe(light)
    expect(await plot()).not.toBe(lightPlot)
    expect(await picture(page)).not.toBe(lightPicture)
    await page.getByRole('button', { name: 'Dark' }).click()
    expect([await paper(), await plot(), await picture(page)]).toEqual([light, lightPlot, lightPicture])
  })

  it('copies the line that runs it again', async () => {
    const page = await show(folders.passing)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const button = page.locator('button[data-copies=replay]')
    await button.click()
    await expect.poll(() => read(button)).toMatch(/Copied|Selected/)
  })

  it('shows what a node logged in the stretch in view', async () => {
    const page = await show(folders['lost-broadcast'])
    await page.getByRole('button', { name: 'Show the whole run' }).click()
    await expect.poll(() => page.locator('#log-lines li').count()).toBeGreaterThan(2)
    expect(await read(page.locator('#log-lines li').first())).toMatch(/^1\.\d+ s.*did not answer/)
  })

  it('lets nothing run that a node, a client or a program says', async () => {
    const evil = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'\u2028<!--`
    const folder = writeRun(join(scratch, 'evil'), {
      nodes: [evil, 'n2'],
      messages: [
        { src: evil, dest: 'n2', sent: 1 * MS, received: 2 * MS, body: { type: evil, [evil]: evil } },
        { src: 'c0', dest: evil, sent: 1 * MS, received: 1 * MS, body: { type: 'read', msg_id: 1 } },
      ],
      operations: [
        { time: 1 * MS, type: 'invoke', process: 0, f: evil, value: evil, node: evil },
        {
          time: 2 * MS,
          type: 'fail',
          process: 0,
          f: evil,
          value: evil,
          node: evil,
          error: { code: 1, name: evil, text: evil },
        },
        { time: 2 * MS, type: 'info', process: 'nemesis', f: `start-${evil}`, value: null },
      ],
      valid: false,
      anomalies: [{ type: evil, message: evil, operations: [0], story: [evil] }],
      more: { replay: evil, workload: evil, options: { nodes: [evil, 'n2'], bin: evil } },
    })
    // The name of a file cannot have a slash.
    writeFileSync(join(folder, 'node-logs', 'n2.log'), `${evil}\n`)
    await writePage(readRun(folder), folder)
    const page = await show(folder)
    await page.locator('#message-table summary').click()
    await page.locator('#operation-table summary').click()
    await page.locator('#lamport').focus()
    await page.keyboard.press('0')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => page.locator('#message-table tbody tr').count()).toBe(2)
    expect(await detail(page)).toContain('<img src=x onerror=alert(2)>')
    expect(await inPage(page, `document.querySelectorAll('img, script:not([type]), iframe').length`)).toBe(1)
  })

  it('stays usable with 100,000 messages', async () => {
    const folder = join(scratch, 'long')
    writeLongRun(folder, 100_000)
    await writePage(readRun(folder), folder)
    const started = performance.now()
    const page = await show(folder)
    const ready = performance.now() - started
    await page.getByRole('button', { name: 'Show the whole run' }).click()
    await expect.poll(() => inView(page)).toContain('100,000 messages, zoom in to tell them apart')
    console.log(`100,000 messages: ready after ${ready.toFixed(0)} ms (npm run bench -- page measures it)`)
  })
})
