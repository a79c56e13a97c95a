/** Two runs side by side: what was asked for, what was counted, what was found, and their plots. */

import { outcomeText } from '../checkers/stats.ts'
import { hitsOf } from '../nemesis/fault.ts'
import { type Content, type Html, html } from '../report/page/html.ts'
import { count, latency, seconds } from '../report/page/words.ts'
import { type RunResults, readResults } from '../report/run-data.ts'
import { badge, layout, linkOf } from './layout.ts'
import { formatTime } from './list-page.ts'
import type { ListedRun } from './runs.ts'

/** Diagrams that are shown beside each other. */
const PLOTS = [
  ['rate.svg', 'Operations a second'],
  ['latency-quantiles.svg', 'Latency quantiles'],
  ['latency-raw.svg', 'Latency of each operation'],
] as const

/** Anomalies that are told in full of each run. */
const TOLD = 3

interface Row {
  readonly name: string
  readonly values: readonly [string, string]
}

export function comparePage(runs: readonly [ListedRun, ListedRun]): string {
  const [a, b] = [readResults(runs[0].folder), readResults(runs[1].folder)]
  const both = <T>(of: (results: RunResults) => T): readonly [T, T] => [of(a), of(b)]
  const fs = [...new Set(both(({ stats }) => Object.keys(stats['by-f'] ?? {})).flat())].sort()
  const losses = [...new Set(both(({ network }) => Object.keys(network.lost)).flat())]
  const optionNames = [...new Set(both(({ options }) => Object.keys(options)).flat())]
  const numbers: Row[] = [
    { name: 'duration', values: both(({ durationNanos }) => seconds(durationNanos)) },
    { name: 'operations', values: both(({ stats }) => outcomeText(stats) || 'none') },
    ...fs.flatMap(f => {
      const group = both(({ stats }) => stats['by-f'][f])
      const quantile = (q: '0.5' | '0.99' | '1') =>
        group.map(outcomes => latency(outcomes?.latencies?.[q])) as [string, string]
      return [
        { name: f, values: group.map(g => (g === undefined ? '–' : outcomeText(g))) as [string, string] },
        { name: `${f}, median latency`, values: quantile('0.5') },
        { name: `${f}, latency 0.99`, values: quantile('0.99') },
        { name: `${f}, slowest`, values: quantile('1') },
      ]
    }),
    { name: 'messages between nodes', values: both(({ network }) => network.servers.sent.toLocaleString('en')) },
    { name: '… for each operation', values: both(({ network }) => network.servers.perOperation.toFixed(2)) },
    ...losses
      .map(reason => ({
        name: `lost: ${reason}`,
        values: both(({ network }) => String(network.lost[reason as keyof typeof network.lost] ?? 0)),
      }))
      .filter(({ values }) => values.some(value => value !== '0')),
    { name: 'faults', values: both(({ faults }) => faults.map(tellFault).join('; ') || 'none') },
  ]
  const options = optionNames
    .map(name => ({ name, values: both(results => shown(results.options[name])) }))
    .sort((x, y) => Number(x.values[0] === x.values[1]) - Number(y.values[0] === y.values[1]))
  const title = 'Two runs'
  return layout(
    title,
    html`<p><a href="/">← all runs</a></p><h1>${title}</h1>`,
    html`
<h2>Options</h2>${table('option', runs, options)}
<h2>Numbers</h2>${table('', runs, numbers)}
<h2>Anomalies</h2><div class="pair">${[a, b].map(anomaliesOf)}</div>
<h2>Plots</h2>
${PLOTS.map(
  ([file, name]) =>
    html`<div class="pair">${runs.map(({ path }) => html`<a href="${linkOf(path, file)}"><img src="${linkOf(path, file)}" alt="${name} of ${path}" loading="lazy"></a>`)}</div>`,
)}`,
  )
}

/** Rows whose values differ stand out. */
function table(name: string, runs: readonly [ListedRun, ListedRun], rows: readonly Row[]): Html {
  return html`<div class="scroll"><table class="compared">
<thead><tr><th scope="col">${name}</th>${runs.map(headOf)}</tr></thead>
<tbody>${rows.map(
    ({ name, values }) =>
      html`<tr class="${values[0] === values[1] ? 'same' : 'differs'}"><th scope="row">${name}</th>${values.map(value => html`<td>${value}</td>`)}</tr>`,
  )}</tbody></table></div>`
}

function headOf({ path, valid, time }: ListedRun): Content {
  return html`<th scope="col">${badge(valid)} <a href="${linkOf(path)}">${path}</a><br><span class="soft">${formatTime(time)}</span></th>`
}

function anomaliesOf({ anomalies, valid, reason }: RunResults): Html {
  if (anomalies.length === 0)
    return html`<div><p class="soft">None.${valid === 'unknown' ? ` Unknown: ${reason}` : ''}</p></div>`
  const rest = anomalies.length - TOLD
  return html`<div>${anomalies
    .slice(0, TOLD)
    .map(
      ({ type, message, story }) =>
        html`<p><strong>${type}</strong> ${message}</p>${story === undefined ? '' : html`<pre class="story">${story.join('\n')}</pre>`}`,
    )}${rest > 0 ? html`<p class="soft">… and ${count(rest, 'more')}</p>` : ''}</div>`
}

function tellFault(report: RunResults['faults'][number]): string {
  return `${report.fault} ×${report.started}, ${hitsOf(report)}`
}

function shown(value: unknown): string {
  if (value === undefined) return '–'
  if (Array.isArray(value)) return value.map(shown).join(' ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
