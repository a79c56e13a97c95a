/** The frame of the server's own pages: no script, one style, everything escaped. */

import type { Validity } from '../checkers/verdict.ts'
import { type Content, type Html, html, trusted } from '../report/page/html.ts'

const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--raised:#f6f7f9;--line:#e1e5eb;--ink:#1b2130;--soft:#5b6678;--accent:#1d5fc4;--valid:#0077bb;--unknown:#96590a;--invalid:#cc3311}
@media (prefers-color-scheme:dark){:root{--paper:#14171f;--raised:#1b1f29;--line:#2a303c;--ink:#e6e9ef;--soft:#98a2b3;--accent:#6fa8f5;--valid:#4cb4f5;--unknown:#f5b041;--invalid:#ff7a5c}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
header,main{max-width:1280px;margin:0 auto;padding:0 20px}
header{padding-top:22px;padding-bottom:6px}
h1{font-size:21px;margin:0}h2{font-size:16px;margin:28px 0 8px}
p{margin:6px 0}.soft{color:var(--soft)}a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:6px 10px;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--soft);white-space:nowrap}
thead th{position:sticky;top:0;background:var(--paper)}
tbody tr:hover{background:var(--raised)}
.test{min-width:300px;overflow-wrap:anywhere}.number{text-align:right;white-space:nowrap}.nowrap{white-space:nowrap}
.badge{display:inline-block;min-width:66px;padding:0 8px;border-radius:99px;border:1.5px solid;font-weight:600;font-size:12.5px;text-align:center}
.valid{color:var(--valid)}.unknown{color:var(--unknown);border-style:dashed}.invalid{color:var(--invalid);border-width:2px}
.tools{display:flex;gap:10px;flex-wrap:wrap;align-items:center;margin:12px 0}
input[type=search]{font:inherit;padding:5px 10px;border:1px solid var(--line);border-radius:6px;background:var(--paper);color:var(--ink);min-width:240px}
button{font:inherit;padding:5px 14px;border:1px solid var(--line);border-radius:6px;background:var(--raised);color:var(--ink);cursor:pointer}
.same td{color:var(--soft)}.differs{background:var(--raised)}.differs th{color:var(--ink)}
.compared{table-layout:fixed;min-width:640px}.compared th{white-space:normal;overflow-wrap:anywhere}.compared th:first-child{width:20%}.compared td{overflow-wrap:anywhere}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:16px}.pair img{width:100%;height:auto;border:1px solid var(--line);border-radius:8px}
.story{font:12px/1.45 ui-monospace,"SF Mono",Menlo,Consolas,monospace;white-space:pre;overflow-x:auto}
@media (max-width:760px){.pair{grid-template-columns:1fr}.test{min-width:180px}}
`

const WORDS = { true: 'valid', false: 'invalid', unknown: 'unknown' } as const

export function badge(valid: Validity): Html {
  const word = WORDS[String(valid) as keyof typeof WORDS] ?? 'unknown'
  return html`<span class="badge ${word}">${word}</span>`
}

/** A link to a file of a run; `path` is that of the run in the list. */
export function linkOf(path: string, file = ''): string {
  return `/runs/${path.split('/').map(encodeURIComponent).join('/')}/${file}`
}

export function layout(title: string, header: Content, main: Content): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>${header}</header>
<main>${main}</main>
</body>
</html>
`)
}
