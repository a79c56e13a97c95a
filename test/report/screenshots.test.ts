/** The README shows a page of each kind of run, in words too, and no picture that is heavy to load. */

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RUNS } from './page/runs.ts'

const ROOT = join(import.meta.dirname, '../..')
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')

describe.each(Object.keys(RUNS))('the screenshot of %s', name => {
  const path = `docs/screenshots/${name}.png`

  it('stands in the README, with what it shows in words', () => {
    const [, alt = ''] = new RegExp(`<img src="${path}"[^>]* alt="([^"]*)"`).exec(readme) ?? []
    expect(alt.length).toBeGreaterThan(60)
  })

  it('is a small PNG', () => {
    expect(readFileSync(join(ROOT, path)).subarray(1, 4).toString()).toBe('PNG')
    expect(statSync(join(ROOT, path)).size).toBeLessThan(300_000)
  })
})
