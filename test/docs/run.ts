/**
 * For whoever writes a page: `npx tsx test/docs/run.ts docs/guide/02-echo.md` follows it and tells what is not as it says; with `--update` what was printed takes
 * the place of each shown output that differs; look at what it did (`git diff docs`), since prose may lean on an output. `--exact`: also where only times and
 * numbers differ.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { installedPackage } from '../installed-package.ts'
import type { Block } from './blocks.ts'
import { differenceOf } from './output.ts'
import { runPage } from './page-run.ts'
import { renewal } from './renewal.ts'

const words = process.argv.slice(2)
const exact = words.includes('--exact')
const update = exact || words.includes('--update')
const modules = join(await installedPackage(), 'node_modules')
for (const path of words.filter(word => !word.startsWith('--')).map(word => resolve(word))) {
  const { findings, skipped, printed, seconds, folder } = await runPage(path, modules)
  console.log(
    `${path}: ${findings.length === 0 ? 'as it says' : `${findings.length} findings`} (${seconds.toFixed(1)} s, ${folder})`,
  )
  for (const reason of skipped) console.log(`  not run: ${reason}`)
  for (const { line, message } of findings) console.log(`\n${path}:${line}\n${message}`)
  if (update) renew(path, printed)
  if (findings.length > 0) process.exitCode = 1
}

function renew(path: string, printed: ReadonlyMap<Block, string>): void {
  let source = readFileSync(path, 'utf8')
  for (const [{ output: shown }, text] of [...printed].reverse()) {
    if (shown === undefined || shown.notRun !== undefined) continue
    if (!exact && differenceOf(shown.text, text) === undefined) continue
    const fence = `\`\`\`${shown.language}\n${renewal(shown.text, text)}\n\`\`\``
    source = source.slice(0, shown.start) + fence + source.slice(shown.end)
  }
  writeFileSync(path, source)
}
