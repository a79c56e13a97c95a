/** One headless Chromium for a file of tests. */

import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Where a Chromium is; undefined: nowhere, and tests that need one are skipped. */
export const CHROMIUM = [
  process.env.MAELSTROM_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(path => path !== undefined && existsSync(path))

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox', '--hide-scrollbars'] })
}
