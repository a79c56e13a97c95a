/** The verdict with its explanation: each anomaly in words, drawn, and with ways into the diagram. */

import { ANOMALIES, anomalyHeading } from '../../explanations/anomalies.ts'
import type { RunAnomaly, RunData, RunOperation } from '../run-data.ts'
import { cut, deedOf } from './client/operation-label.ts'
import type { CycleGraph } from './cycles.ts'
import { type Html, html, trusted } from './html.ts'
import type { Journey } from './journey.ts'
import type { Explanation } from './linearizability.ts'
import { folderOf, summarySection, VERDICTS } from './sections.ts'
import { count, seconds } from './words.ts'

/** What the page adds to the verdict by looking at the run again. */
export interface Explanations {
  /** By the position of the anomaly. */
  readonly journeys: ReadonlyMap<number, Journey>
  readonly cycles: readonly CycleGraph[]
  readonly keys: Explanation | undefined
}

/** Anomalies told in full; the others have their message only. */
const TOLD = 4
/** Operations drawn for one anomaly. */
const DRAWN = 12

export function verdictSection(run: RunData, explanations: Explanations): Html {
  const { valid, reason, cutShort, anomalies, replay } = run
  const verdict = VERDICTS[`${valid}`]
  const told = anomalies.slice(0, TOLD)
  const rest = anomalies.slice(TOLD)
  return html`<section id="verdict" aria-labelledby="verdict-title"><h2 id="verdict-title"><span class="${verdict.class}">${verdict.word}</span>${headline(run)}</h2>
${reason !== undefined && html`<p class="reason">${reason}</p>`}
${cutShort !== undefined && html`<p class="reason"><strong>Cut short:</strong> ${cutShort}</p>`}
${checks(run)}
<div class="replay"><span class="faint">Replay</span> <code id="replay">${replay}</code><button type="button" data-copies="replay">Copy</button><span class="faint">Folder</span> <code id="folder">${folderOf(run)}</code><button type="button" data-copies="folder">Copy</button></div>
${told.map((anomaly, i) => anomalyArticle(run, anomaly, i, explanations))}
${
  rest.length > 0 &&
  html`<details class="more"><summary>${count(rest.length, 'more anomaly', 'more anomalies')}</summary><ul class="plain">${rest.slice(0, 200).map(({ type, message }) => html`<li><strong>${type}</strong> ${message}</li>`)}</ul></details>`
}
${keysFragment(explanations.keys)}
${summarySection(run)}
</section>`
}

/** What every checker says. */
function checks({ figures }: RunData): Html | undefined {
  const judged = Object.entries(figures).flatMap(([name, figure]) => {
    const { valid, reason } = (figure ?? {}) as { valid?: unknown; reason?: unknown }
    const verdict = valid === true || valid === false || valid === 'unknown' ? VERDICTS[`${valid}`] : undefined
    return verdict === undefined ? [] : [{ name, verdict, reason: typeof reason === 'string' ? reason : undefined }]
  })
  if (judged.length === 0) return undefined
  return html`<ul class="checks" aria-label="Checkers">${judged.map(({ name, verdict, reason }) => html`<li><span class="${verdict.class}"><span aria-hidden="true">${verdict.sign}</span><span class="unseen">${verdict.word}:</span></span> ${name}${reason !== undefined && html` <span class="faint">${reason}</span>`}</li>`)}</ul>`
}

function headline({ valid, anomalies }: RunData): string {
  if (valid === true) return anomalies.length === 0 ? '' : `, with ${count(anomalies.length, 'remark')}`
  if (valid === 'unknown') return ': this run proves nothing'
  return anomalies.length === 0 ? '' : `: ${count(anomalies.length, 'anomaly', 'anomalies')}`
}

/** The first is open: one picture explains, three drown each other. */
function anomalyArticle(run: RunData, anomaly: RunAnomaly, i: number, { journeys, cycles }: Explanations): Html {
  const { type, message, story, operations } = anomaly
  const [first = '', ...others] = message.split('\n')
  const cycle = cycles.find(graph => graph.type === type)
  const journey = journeys.get(i)
  const evidence = html`${others.map(line => html`<p>${line}</p>`)}
${cycle !== undefined && cycleFigure(cycle)}
${story === undefined ? spaceTime(run, operations.slice(0, DRAWN), anomaly.notes) : html`<pre class="story" tabindex="0" aria-label="The story">${undented(story)}</pre>`}
${journey !== undefined && journeyTable(journey)}
${jumps(run, operations, journey === undefined ? undefined : i)}`
  return html`<article class="anomaly ${run.valid === true ? 'remark' : ''}" aria-labelledby="anomaly-${i}"><h3 id="anomaly-${i}">${type}</h3>
<p class="message">${sentence(type, first)}</p>
${i === 0 && whatNext(type)}
${i === 0 ? evidence : html`<details><summary>Evidence</summary>${evidence}</details>`}
</article>`
}

/** What to look at next, as the terminal says it. */
function whatNext(type: string): Html | undefined {
  const heading = anomalyHeading(type)
  if (heading === undefined) return undefined
  return html`<p class="next"><strong>Look at next</strong> ${ANOMALIES[heading]!.advice} <span class="faint">More: <code>npx maelstrom doc ${heading}</code></span></p>`
}

/** The terminal has no headline, so there the message begins with the type. */
function sentence(type: string, message: string): string {
  const rest = message.startsWith(`${type}: `) ? message.slice(type.length + 2) : message
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}

/** Buttons into the diagram. */
function jumps(run: RunData, operations: readonly number[], journey: number | undefined): Html | undefined {
  if (operations.length === 0) return undefined
  const shown = operations.slice(0, 8)
  return html`<p class="jumps"><span class="faint">Show in the diagram:</span> ${journey !== undefined && html`<button type="button" data-journey="${journey}" hidden>its journey</button> `}${shown.map(at => html`<button type="button" data-operation="${at}" hidden>${deed(run.operations[at]!)}</button> `)}${operations.length > shown.length && html`<span class="faint">and ${operations.length - shown.length} more</span>`}</p>`
}

function deed(operation: RunOperation): string {
  return `c${operation.process} ${cut(deedOf(operation), 36)}, ${seconds(operation.invoked)}`
}

const OUTCOMES = { ok: 'ok', fail: 'failed', info: 'no answer', open: 'open' } as const

/** Operations, by their positions, as bars on one axis of time. */
function spaceTime(run: RunData, positions: readonly number[], notes: RunAnomaly['notes']): Html | undefined {
  if (positions.length === 0) return undefined
  const operations = positions.map(at => run.operations[at]!)
  const start = Math.min(...operations.map(({ invoked }) => invoked))
  const end = Math.max(...operations.map(({ invoked, completed }) => completed ?? invoked))
  const share = (time: number) => ((time - start) / Math.max(1, end - start)) * 100
  const rows = operations.map((operation, i) => {
    const { process, node, outcome, invoked, completed, final } = operation
    const left = Math.min(98.5, share(invoked))
    const width = Math.max(1.5, (completed === undefined ? 100 : share(completed)) - left)
    const note = notes[positions[i]!]
    const what = cut(deedOf(operation), note === undefined ? 84 : 64)
    return html`<tr><th scope="row">c${process}${node !== undefined && ` at ${node}`}</th><td class="track"><span class="bar ${outcome}" style="left:${left.toFixed(2)}%;width:${width.toFixed(2)}%"></span></td><td>${final === true && html`<span class="faint">final </span>`}${what} <span class="outcome ${outcome}">${OUTCOMES[outcome]}</span>${note !== undefined && html` <strong class="note">${note}</strong>`}</td></tr>`
  })
  return html`<div class="scroll" tabindex="0" role="region" aria-label="The operations involved"><table class="space-time"><thead><tr><th scope="col"><span class="unseen">client</span></th><th scope="col" class="axis"><span>${seconds(start)}</span><span>${seconds(end)}</span></th><th scope="col"><span class="unseen">operation</span></th></tr></thead><tbody>${rows}</tbody></table></div>`
}

function journeyTable({ element, stops }: Journey): Html {
  const rows = stops.map(({ node, time, from, lost, down }) => {
    const losses = lost.slice(0, 3).map(({ from, time, why }) => `from ${from} at ${seconds(time)} (${why})`)
    const more = lost.length > 3 ? `, and ${lost.length - 3} more` : ''
    const events = [
      lost.length > 0 && `messages with it were lost: ${losses.join(', ')}${more}`,
      down !== undefined && `it ${down.why === 'killed' ? 'was killed' : down.why} at ${seconds(down.time)}`,
    ]
    return html`<tr><th scope="row">${node}</th><td>${time === undefined ? html`<span class="bad">never</span>` : seconds(time)}</td><td>${from ?? ''}</td><td>${events.filter(event => event !== false).join('; ')}</td></tr>`
  })
  return html`<div class="scroll" tabindex="0" role="region" aria-label="The journey of ${element}"><table class="journey"><caption>The journey of ${element}</caption><thead><tr><th scope="col">node</th><th scope="col">had it at</th><th scope="col">from</th><th scope="col">and</th></tr></thead><tbody>${rows}</tbody></table></div>`
}

function cycleFigure({ type, svg, steps }: CycleGraph): Html {
  return html`<figure class="cycle"><div class="scroll" tabindex="0" role="region" aria-label="The cycle as a graph">${trusted(svg)}</div><figcaption class="unseen">${type}: ${steps.join(' ')}</figcaption></figure>`
}

function keysFragment(keys: Explanation | undefined): Html | undefined {
  if (keys === undefined) return undefined
  return html`<section aria-labelledby="keys-title"><h3 id="keys-title">The longest legal orders, and where every continuation fails</h3>${keys.note !== undefined && html`<p class="faint">${keys.note}</p>`}${keys.fragment !== undefined && html`<div class="legal-orders">${trusted(keys.fragment)}</div>`}</section>`
}

/** Without the margin that the terminal has. */
function undented(lines: readonly string[]): string {
  const margins = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length)
  const margin = margins.length === 0 ? 0 : Math.min(...margins)
  return lines.map(line => line.slice(margin)).join('\n')
}
