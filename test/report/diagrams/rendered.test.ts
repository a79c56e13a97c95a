/** The diagrams as Chromium draws them: nothing is cut off, everything can be read in light and in dark surroundings. */

import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cluster } from '../../../src/cluster.ts'
import { DIAGRAMS } from '../../../src/report/diagrams/index.ts'
import { writeReport } from '../../../src/report/write-report.ts'
import { CHROMIUM, openBrowser } from '../page/browser.ts'
import { scratchFolder, writeRun } from '../run-folder.ts'

const scratch = scratchFolder('rendered')
let browser: Browser | undefined
const folders: Record<string, string> = {}

beforeAll(async () => {
  if (CHROMIUM === undefined) return
  browser = await openBrowser()
  const history = await cluster({
    bin: resolve('examples/broadcast/broken-no-retry.js'),
    clock: 'virtual',
    nodes: 5,
    workload: 'broadcast',
    rate: 30,
    timeLimit: '3s',
    recovery: '1s',
    nemesis: ['partition', 'kill', 'pause'],
    nemesisInterval: '700ms',
    seed: 7,
    results: scratch,
  })
  expect(history.verdict.valid).toBe(false)
  folders.faults = history.folder!
  folders.empty = writeRun(join(scratch, 'empty'), {})
  await writeReport(folders.empty)
})
afterAll(async () => {
  await browser?.close()
  rmSync(scratch, { recursive: true, force: true })
})

/** Texts that reach beyond the picture, and those that stand out from its background by less than 4.5 to 1 (WCAG 2.2, 1.4.3). */
const INSPECT = `(() => {
  const svg = document.documentElement
  const frame = svg.getBoundingClientRect()
  const luminance = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const paper = luminance(getComputedStyle(document.querySelector('.background')).fill)
  const texts = [...document.querySelectorAll('text')].filter(text => text.textContent !== '')
  const outside = texts.filter(text => {
    const box = text.getBoundingClientRect()
    return box.left < frame.left - 1 || box.top < frame.top - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1
  })
  const faint = texts.filter(text => {
    const ink = luminance(getComputedStyle(text).fill)
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05) < 4.5
  })
  const said = list => [...new Set(list.map(text => text.textContent))]
  return { texts: texts.length, paper, outside: said(outside), faint: said(faint) }
})()`

interface Inspected {
  readonly texts: number
  readonly paper: number
  readonly outside: readonly string[]
  readonly faint: readonly string[]
}

const which = CHROMIUM === undefined ? it.skip : it
const why = CHROMIUM === undefined ? ' (skipped: there is no Chromium; MAELSTROM_CHROMIUM says where one is)' : ''

describe('the diagrams', () => {
  which.each(['light', 'dark'] as const)(
    `in %s surroundings have every text within their frames, and legible${why}`,
    async colorScheme => {
      const page = await browser!.newPage({ colorScheme })
      try {
        for (const [name, folder] of Object.entries(folders)) {
          for (const file of Object.keys(DIAGRAMS)) {
            await page.goto(pathToFileURL(join(folder, file)).href)
            const { texts, paper, outside, faint } = (await page.evaluate(INSPECT)) as Inspected
            expect(texts).toBeGreaterThan(2)
            expect(paper > 0.5).toBe(colorScheme === 'light')
            expect({ outside, faint }, `${file} of ${name}`).toEqual({ outside: [], faint: [] })
          }
        }
      } finally {
        await page.close()
      }
    },
  )
})
