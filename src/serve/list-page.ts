/** The list of runs. */

import { type Html, html } from '../report/page/html.ts'
import { count, seconds } from '../report/page/words.ts'
import { badge, layout, linkOf } from './layout.ts'
import type { ListedRun } from './runs.ts'

/** `query`: words that must all occur in the path, the workload, the verdict or the faults of a run that is shown. */
export function listPage(root: string, runs: readonly ListedRun[], query: string): string {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '')
  const shown = runs.filter(run => {
    const text = textOf(run)
    return words.every(word => text.includes(word))
  })
  const header = html`<h1>Runs</h1><p class="soft">${root}</p>`
  if (runs.length === 0)
    return layout(
      'Runs',
      header,
      html`<p>There is no run here yet. Each run of <code>cluster()</code> and of <code>npx maelstrom test</code> leaves a folder.</p>`,
    )
  return layout(
    'Runs',
    header,
    html`
<form class="tools" action="/" role="search">
<input type="search" name="q" value="${query}" aria-label="Search: words of test, workload, fault or verdict" placeholder="test, workload, fault, verdict">
<button>Search</button>
<span class="soft">${shown.length === runs.length ? count(runs.length, 'run') : `${shown.length} of ${count(runs.length, 'run')}`}, newest first</span>
</form>
<form action="/compare">
<div class="scroll"><table>
<thead><tr><th scope="col"><span aria-label="compare">⇆</span></th><th scope="col">verdict</th><th scope="col">test</th><th scope="col">seed</th><th scope="col">workload</th><th scope="col">faults</th><th scope="col" class="number">duration</th><th scope="col" class="number">operations</th><th scope="col">anomalies</th><th scope="col">when</th></tr></thead>
<tbody>${shown.map(row)}</tbody>
</table></div>
<div class="tools"><button>Compare the two that are ticked</button></div>
</form>`,
  )
}

function row(run: ListedRun): Html {
  const { path, valid, seed, workload, nodes, faults, duration, operations, anomalies, anomaly, time, reason } = run
  const name = path.split('/').slice(0, -1).join(' / ') || path
  return html`<tr>
<td><input type="checkbox" name="run" value="${path}" aria-label="compare ${path}"></td>
<td title="${reason}">${badge(valid)}</td>
<td class="test"><a href="${linkOf(path)}">${name}</a></td>
<td>${seed}</td>
<td>${workload} <span class="soft nowrap">${count(nodes, 'node')}</span></td>
<td>${faults.join(', ')}</td>
<td class="number">${seconds(duration)}</td>
<td class="number">${operations.toLocaleString('en')}</td>
<td>${anomalies === 0 ? '' : anomalies.toLocaleString('en')}${valid === true ? '' : html` <span class="soft">${anomaly}</span>`}</td>
<td class="nowrap soft">${formatTime(time)}</td>
</tr>
`
}

function textOf({ path, workload, valid, faults, anomaly }: ListedRun): string {
  const verdict = valid === true ? 'valid' : valid === false ? 'invalid' : 'unknown'
  return `${path} ${workload} ${verdict} ${faults.join(' ')} ${anomaly ?? ''}`.toLowerCase()
}

/** `2026-11-24 04:26:10`, local time. */
export function formatTime(time: number): string {
  return new Date(time).toLocaleString('sv-SE')
}
