/** `npm run bench [-- engine|virtual|log|report|page]`: what things cost; without a name all of it, one after the other. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A benchmark that needs a folder to write runs into, and removes nothing of it. */
type Measured = (scratch: string, print: (line: string) => void) => Promise<void>

const BENCHMARKS: Readonly<Record<string, () => Promise<unknown>>> = {
  engine: () => import('./engine.ts'),
  virtual: () => import('./virtual.ts'),
  log: () => import('../../packages/isolation/bench/log.ts'),
  report: async () => inScratch((await import('./report.ts')).report),
  page: async () => inScratch((await import('./page.ts')).page),
}

async function inScratch(measure: Measured): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'maelstrom-bench-'))
  try {
    await measure(scratch, console.log)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

const asked = process.argv.splice(2)
const unknown = asked.find(name => !Object.hasOwn(BENCHMARKS, name))
if (unknown !== undefined) {
  console.error(`There is no benchmark ${unknown}; there are ${Object.keys(BENCHMARKS).join(', ')}.`)
  process.exitCode = 1
} else {
  const names = asked.length === 0 ? Object.keys(BENCHMARKS) : asked
  for (const [i, name] of names.entries()) {
    if (names.length > 1) console.log(`${i === 0 ? '' : '\n'}== ${name}`)
    await BENCHMARKS[name]!()
  }
}
