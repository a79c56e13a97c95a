/** One page for a run, `index.html` in its folder: one file that needs nothing else, neither a server nor a network. */

import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import type { RunData } from '../run-data.ts'
import { clientProgram } from './client-program.ts'
import { cycleGraphs } from './cycles.ts'
import { type Content, type Html, html, trusted } from './html.ts'
import { journeysOf } from './journey.ts'
import { explainKeys } from './linearizability.ts'
import { packRun } from './pack.ts'
import { drawnSection, filesSection, headSection, optionsSection, plotsSection } from './sections.ts'
import { readTexts } from './texts.ts'
import { verdictSection } from './verdict.ts'

/** Writes `index.html` into `folder`, by default that of the run. */
export async function writePage(run: RunData, folder: string = run.folder): Promise<void> {
  writeFileSync(join(folder, 'index.html'), await renderPage(run))
}

export async function renderPage(run: RunData): Promise<string> {
  const texts = readTexts(run)
  const journeys = journeysOf(run, texts)
  const data = packRun(run, new Map([...journeys].map(([anomaly, { messages }]) => [anomaly, messages])))
  const [program, cycles] = await Promise.all([clientProgram(), cycleGraphs(run)])
  const keys = explainKeys(run)
  const title = `${run.workload} ${run.seed}`
  const body = html`<a class="skip" href="#main">Skip to the verdict</a>
${headSection(run)}
<main id="main">
${verdictSection(run, { journeys, cycles, keys })}
${drawnSection(run)}
${plotsSection(run)}
${optionsSection(run)}
${filesSection(run)}
</main>
<div id="tip" hidden></div>
<script type="text/plain" id="run-data">${trusted(packed(JSON.stringify(data)))}</script>
<script type="text/plain" id="run-texts">${trusted(packed(texts.join('\n')))}</script>`
  return page(title, program.style, [program.script, ...scriptsOf(keys?.fragment)], body)
}

/** What base64 is made of cannot end a script element. */
function packed(text: string): string {
  return deflateRawSync(text, { level: text.length > 1 << 22 ? 3 : 6 }).toString('base64')
}

/** Those of a fragment that its renderer wrote. */
function scriptsOf(fragment = ''): string[] {
  return [...fragment.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text]) => text!)
}

/** The first of the scripts is the page's own. */
function page(title: string, style: string, scripts: readonly string[], body: Html): string {
  // Should anything get through the escaping: only the scripts that we wrote may run.
  const hashes = new Set(scripts.map(text => `'sha256-${createHash('sha256').update(text).digest('base64')}'`))
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${[...hashes].join(' ')}; base-uri 'none'; form-action 'none'`
  const head: Content[] = [
    html`<meta charset="utf-8">`,
    html`<meta name="viewport" content="width=device-width, initial-scale=1">`,
    html`<meta name="color-scheme" content="light dark">`,
    html`<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    html`<link rel="icon" href="data:,">`,
    html`<title>${title}</title>`,
    html`<style>${trusted(style)}</style>`,
    html`<script>${trusted(scripts[0]!)}</script>`,
  ]
  return String(html`<!doctype html>
<html lang="en">
<head>
${head.map(
  element => html`${element}
`,
)}</head>
<body>
${body}
</body>
</html>
`)
}
