/** Time until the page of a run with 100,000 messages can be used: the diagram is drawn, and a click on it is answered. */

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { writePage } from '../../src/report/page/write-page.ts'
import { readRun } from '../../src/report/run-data.ts'
import { CHROMIUM, openBrowser } from '../report/page/browser.ts'
import { writeLongRun } from '../report/page/long-run.ts'

const MESSAGES = 100_000
const ROUNDS = Number(process.env.ROUNDS ?? 5)

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

/** In the page, from the click on: what it takes until the next frame is painted. */
const untilPainted = (action: string) => `new Promise(done => {
  const began = performance.now()
  ${action}
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))
})`

const MEASURES = {
  'page open, diagram drawn': 'Number(document.documentElement.dataset.ready)',
  'a message chosen by a key': untilPainted(
    `document.getElementById('lamport').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }))`,
  ),
  'cause and effect of it': untilPainted(`document.querySelector('.highlights button:last-child').click()`),
  'the whole run in view': untilPainted(`document.querySelector('[aria-label^="Show the whole run"]').click()`),
} as const

export async function page(scratch: string, print: (line: string) => void): Promise<void> {
  print(
    `\nThe page of a run with ${MESSAGES.toLocaleString('en')} messages in headless Chromium, ${ROUNDS} rounds (median, slowest)`,
  )
  if (CHROMIUM === undefined) {
    print('  (no Chromium: left out)')
    return
  }
  const folder = join(scratch, 'page')
  writeLongRun(folder, MESSAGES)
  await writePage(readRun(folder), folder)
  const browser = await openBrowser()
  try {
    const times = new Map<string, number[]>()
    for (let round = 0; round < ROUNDS; round++) {
      const opened = await browser.newPage({ viewport: { width: 1280, height: 800 } })
      await opened.goto(pathToFileURL(join(folder, 'index.html')).href)
      await opened.locator('html[data-ready]').waitFor()
      for (const [name, script] of Object.entries(MEASURES)) {
        const taken = (await opened.evaluate(script)) as number
        times.set(name, [...(times.get(name) ?? []), taken])
      }
      await opened.close()
    }
    for (const [name, taken] of times)
      print(
        `  ${name.padEnd(28)}${median(taken).toFixed(0).padStart(5)} ms${Math.max(...taken)
          .toFixed(0)
          .padStart(7)} ms`,
      )
  } finally {
    await browser.close()
  }
}
