/** `npm run bench [-- engine|virtual|log|report|page]`: what things cost. Default: the engine, in which the report and the page are parts. */

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

const [asked] = process.argv.splice(2, 1)
const name = asked ?? 'engine'
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined
if (benchmark !== undefined) {
  await benchmark()
  if (asked === undefined) {
    const others = Object.keys(BENCHMARKS).filter(other => other !== name)
    console.log(`\nMore: npm run bench -- ${others.join(' | ')}`)
  }
} else {
  console.error(`There is no benchmark ${name}; there are ${Object.keys(BENCHMARKS).join(', ')}.`)
  process.exitCode = 1
}
