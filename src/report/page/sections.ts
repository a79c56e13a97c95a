/** The parts of the page that are written, not drawn: they can be read without the page's program. */

import { relative, sep } from 'node:path'
import { hitsOf } from '../../nemesis/fault.ts'
import { latencyQuantiles } from '../diagrams/latency-quantiles.ts'
import { latencyRaw } from '../diagrams/latency-raw.ts'
import { rate } from '../diagrams/rate.ts'
import type { RunData } from '../run-data.ts'
import { type Content, type Html, html, trusted } from './html.ts'
import { bytes, count, latency, seconds } from './words.ts'

export const VERDICTS = {
  true: { word: 'Valid', sign: '✓', class: 'valid' },
  false: { word: 'Invalid', sign: '✗', class: 'invalid' },
  unknown: { word: 'Unknown', sign: '?', class: 'unknown' },
} as const

export function headSection(run: RunData): Html {
  const { workload, seed, operations, messages, duration, options, valid } = run
  const verdict = VERDICTS[`${valid}`]
  const nodes = Array.isArray(options.nodes) ? options.nodes.length : 0
  const facts = [
    `seed ${seed}`,
    nodes > 0 && count(nodes, 'node'),
    seconds(duration),
    count(operations.length, 'operation'),
    count(messages.total, 'message'),
    options.clock === 'virtual' && 'virtual time',
  ]
  return html`<header class="top">
<div class="title">
<p class="badge ${verdict.class}"><span aria-hidden="true">${verdict.sign}</span> ${verdict.word}</p>
<div><h1>${workload}</h1>
<p class="faint">${facts.filter(fact => fact !== false).join(' · ')}</p></div>
</div>
<nav aria-label="Sections"><a href="#verdict">Verdict</a> <a href="#what-happened">Diagram</a> <a href="#plots">Latency and rate</a> <a href="#options">Options</a> <a href="#files">Files</a></nav>
<button type="button" id="theme" class="theme" aria-label="Dark" aria-pressed="false" hidden><svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M10 2.8a7.2 7.2 0 0 1 0 14.4z" fill="currentColor"/></svg></button>
</header>`
}

/** How the operations fared, what the network carried, and what each fault hit. */
export function summarySection(run: RunData): Html {
  const { stats, network, faults, problems, problemCounts } = run
  const rows = Object.entries(stats['by-f']).map(
    ([f, outcome]) =>
      html`<tr><th scope="row">${f}</th><td>${number(outcome['ok-count'])}</td><td>${number(outcome['fail-count'])}</td><td>${number(outcome['info-count'])}</td><td>${latency(outcome.latencies?.['0.5'])}</td><td>${latency(outcome.latencies?.['0.99'])}</td><td>${latency(outcome.latencies?.['1'])}</td></tr>`,
  )
  const lost = Object.entries(network.lost).filter(([, n]) => n > 0)
  return html`<div class="figure-cards">
<section class="figures wide" aria-labelledby="operations-title"><h3 id="operations-title">Operations</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Operations by function"><table class="numbers"><thead><tr><th scope="col">function</th><th scope="col">ok</th><th scope="col">failed</th><th scope="col"><abbr title="no answer: it may or may not have happened">unknown</abbr></th><th scope="col">median</th><th scope="col">99 %</th><th scope="col">longest</th></tr></thead><tbody>${rows}</tbody></table></div></section>
<section class="figures" aria-labelledby="messages-title"><h3 id="messages-title">Messages</h3>
<dl class="facts">${fact('in all', number(network.all.sent))}${fact('between nodes', number(network.servers.sent))}${fact('… an operation', network.servers.perOperation.toFixed(2))}${fact('lost', lost.length === 0 ? 'none' : lost.map(([why, n]) => `${number(n)} ${why}`).join(', '))}${network.duplicated > 0 && fact('duplicated', number(network.duplicated))}${network.delayed > 0 && fact('delayed', number(network.delayed))}</dl></section>
<section class="figures" aria-labelledby="faults-title"><h3 id="faults-title">Faults</h3>
${
  faults.length === 0
    ? html`<p class="faint">None were injected.</p>`
    : html`<ul class="plain">${faults.map(report => html`<li><strong>${report.fault}</strong> started ${count(report.started, 'time')}: ${report.hits === 0 ? html`<span class="warn">it hit nothing, so this run says nothing about it</span>` : hitsOf(report)}</li>`)}</ul>`
}</section>
${
  problems.length > 0 &&
  html`<section class="figures wide" aria-labelledby="problems-title"><h3 id="problems-title">Problems of nodes</h3>
<ul class="plain">${problems.slice(0, 12).map(({ node, kind, time, message, excerpt, stderr }) => html`<li><strong>${node}</strong> ${kind} at ${seconds(time)}: ${message}${excerpt !== undefined && html` <code>${excerpt}</code>`}${stderr.length > 0 && html`<pre tabindex="0" aria-label="The last lines of ${node}">${stderr.join('\n')}</pre>`}</li>`)}</ul>
${problems.length > 12 && html`<p class="faint">… and ${problems.length - 12} more.</p>`}
<p class="faint">${Object.entries(problemCounts)
    .map(([what, n]) => `${what}: ${n}`)
    .join(', ')}</p></section>`
}
</div>`
}

/** Where the program draws; without it, where the same can be seen. */
export function drawnSection(run: RunData): Html {
  const timed = run.logs.length > 0
  return html`<section id="what-happened" aria-labelledby="what-happened-title"><h2 id="what-happened-title">What happened</h2>
<noscript><p>This diagram needs JavaScript. <a href="messages.svg">messages.svg</a> and <a href="timeline.svg">timeline.svg</a> show the same without.</p></noscript>
<p id="diagram-status" role="status" class="faint"></p>
${run.omitted.length > 0 && html`<p class="note">This page holds ${number(run.messages.count)} of ${number(run.messages.total)} messages: those around the anomalies, then those from the beginning. <a href="messages.jsonl">messages.jsonl</a> has all of them.</p>`}
<div id="diagram" class="diagram" hidden>
<canvas id="overview" class="overview" aria-hidden="true"></canvas>
<div class="toolbar"><div id="moves" class="group"></div><p id="in-view" class="faint"></p>
<details class="menu"><summary>Filter</summary><div id="filters"></div></details>
<details class="menu"><summary>Keys and signs</summary>${legend()}</details></div>
<section class="timeline" aria-labelledby="timeline-title"><h3 id="timeline-title">Operations</h3>
<div class="scroll timeline-scroll"><canvas id="timeline" tabindex="0" role="application" aria-roledescription="timeline" aria-label="Operations by client" aria-describedby="keys"></canvas></div>
<details id="operation-table" class="behind"><summary>Operations in view as a table</summary></details></section>
<section class="lamport" aria-labelledby="lamport-title"><h3 id="lamport-title">Messages</h3>
<canvas id="lamport" tabindex="0" role="application" aria-roledescription="Lamport diagram" aria-label="Messages between clients, nodes and services" aria-describedby="keys"></canvas>
<details id="message-table" class="behind"><summary>Messages in view as a table</summary></details></section>
<aside class="side" aria-label="What is chosen"><div id="detail" aria-live="polite"></div>
${timed && logs(run)}</aside>
</div></section>`
}

function legend(): Html {
  return html`<div class="keys"><dl class="facts" id="keys">${fact('drag, arrow keys ↑ ↓', 'move')}${fact('wheel (after a click), + −, two fingers', 'zoom')}${fact('click, ← →', 'choose a message or an operation')}${fact('0', 'the whole run')}${fact('Escape', 'choose nothing')}</dl>
<dl class="facts">${fact('solid arrow', 'a message that arrived')}${fact('red, dashed, with a cross', 'a message that was lost')}${fact('dashed arrow', 'a duplicate')}${fact('bar on a client’s line', 'an operation: blue ok, red failed, amber no answer')}${fact('band', 'a fault')}${fact('gap in a node’s line', 'the node did not run')}</dl></div>`
}

function logs({ logs }: RunData): Html {
  const first = logs.find(({ bytes: size }) => size > 0)?.node
  if (first === undefined) return html`<p class="logs faint">No node wrote anything to stderr.</p>`
  return html`<section class="logs" aria-labelledby="logs-title"><h3 id="logs-title">Log of <select id="log-node" aria-label="Node">${logs.map(({ node, bytes: size }) => html`<option value="${node}"${node === first && html` selected`}>${node}${size === 0 ? ' (empty)' : ''}</option>`)}</select></h3>
<p class="faint" id="log-note"></p>
<ol id="log-lines" class="log" tabindex="0" aria-label="Lines of the log"></ol></section>`
}

export function plotsSection(run: RunData): Html {
  if (run.operations.length === 0) return html``
  const plots = [rate(run), latencyRaw(run), latencyQuantiles(run)]
  return html`<section id="plots" aria-labelledby="plots-title"><h2 id="plots-title">Latency and rate</h2>
<div class="plots">${plots.map(svg => html`<div class="scroll" tabindex="0" role="region" aria-label="Plot">${trusted(svg.slice(svg.indexOf('<svg')))}</div>`)}</div></section>`
}

export function optionsSection({ options }: RunData): Html {
  const rows = Object.entries(options).map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${shown(value)}</td></tr>`,
  )
  return html`<section id="options" aria-labelledby="options-title"><h2 id="options-title">Options</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Options"><table class="options"><tbody>${rows}</tbody></table></div></section>`
}

function shown(value: unknown): Content {
  if (Array.isArray(value)) return value.map(String).join(' ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const FILE_WORDS: Readonly<Record<string, string>> = {
  'history.jsonl': 'what clients did and saw, one operation a line',
  'history.edn': 'the same for Jepsen’s tools',
  'messages.jsonl': 'every message, when it was sent and received, or why it was lost',
  'results.json': 'the verdict, figures, statistics and options',
  'messages.svg': 'the Lamport diagram as a file',
  'timeline.svg': 'the operations as a file',
  'latency-raw.svg': 'latency of each operation',
  'latency-quantiles.svg': 'latency quantiles over time',
  'rate.svg': 'operations per second over time',
}

export function filesSection({ files }: RunData): Html {
  const listed = files.filter(({ path }) => path !== 'index.html')
  return html`<section id="files" aria-labelledby="files-title"><h2 id="files-title">Files</h2>
<ul class="files">${listed.map(({ path, bytes: size }) => html`<li><a href="${path.split('/').map(encodeURIComponent).join('/')}">${path}</a> <span class="faint">${bytes(size)}${FILE_WORDS[path] !== undefined && `, ${FILE_WORDS[path]}`}${path.startsWith('node-logs/') && ', what the node wrote to stderr'}</span></li>`)}</ul></section>`
}

/** Where the run lies, as short as that can be said. */
export function folderOf({ folder }: RunData): string {
  const short = relative(process.cwd(), folder)
  return short === '' || short.startsWith(`..${sep}`) ? folder : short
}

function fact(term: string, what: Content): Html {
  return html`<div><dt>${term}</dt><dd>${what}</dd></div>`
}

const number = (n: number) => n.toLocaleString('en')
