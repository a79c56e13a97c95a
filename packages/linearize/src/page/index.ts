/** A result as one HTML page that needs nothing else: no server, no network. */
import { CLIENT } from './client/index.ts'
import { type PageData, type PageHistory, pageData } from './data.ts'
import { STYLE } from './style.ts'

export type { PageData, PageHistory, PageOrder, PagePart } from './data.ts'
export { pageData }

export interface PageOptions {
  /** Default: `Linearizability`. */
  readonly title?: string
}

/**
 * A page on which to look at histories: partitions, operations on a time axis, every longest legal prefix with its order and states, the minimal
 * core. Results made with `core: true` and `witness: true` show more.
 */
export function renderPage(histories: PageHistory | readonly PageHistory[], options: PageOptions = {}): string {
  const { title = 'Linearizability' } = options
  const list = 'result' in histories ? [histories] : histories
  const fragment = renderFragment(pageData(list, title))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>html, body { margin: 0; height: 100%; } body > .linearize { min-height: 100%; }</style>
</head>
<body>
${fragment}
</body>
</html>
`
}

/** The same without the page around it, to be put into another one. Any number of them may stand on a page. */
export function renderFragment(data: PageData): string {
  // "<" cannot end the script, and no line separator can break it.
  const json = JSON.stringify(data)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
  return `<div class="linearize">
<style>${STYLE}</style>
<script type="application/json">${json}</script>
<noscript>This view of a history needs JavaScript.</noscript>
<script>${CLIENT}</script>
</div>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
