/**
 * messages.svg: the Lamport diagram of a run. Time runs downwards; nodes, services and clients are vertical lines, messages are arrows between them,
 * lost ones end in a cross, copies are dashed; faults are bands, and a node that does not run has a gap in its line.
 */

import { MILLISECOND } from '../../time/clock.ts'
import type { RunData } from '../run-data.ts'
import { chooseMessages } from './choose-messages.ts'
import { type Column, layOutColumns } from './columns.ts'
import { exchangesOf } from './exchanges.ts'
import { lanesOf, tellWindow } from './fault-lanes.ts'
import { type Flow, type FlowEvent, layOutFlow } from './flow.ts'
import { heading, nameOfRun, verdictWord } from './heading.ts'
import { exchangeBar, lifelines } from './lifelines.ts'
import { type Arrow, arrowLabel, drawArrow, MESSAGE_STYLE, markers, messageLegend } from './message-arrows.ts'
import { formatLatency, formatSeconds } from './scale.ts'
import { element, escapeText, fitting, label, picture, px, widthOf } from './svg.ts'
import { faultColour, STYLE } from './theme.ts'
import { legend } from './time-plot.ts'
import { deedOf } from './timeline.ts'

export interface MessagesOptions {
  /** How many messages to draw at most. Default 500. */
  readonly messages?: number
}

const TIMES = 70
const LANE = 16
const HEADS = 24
const LEGEND = 66
/** Room for the words beside an operation that is part of an anomaly. */
const FINDING = 200

export function messages(run: RunData, { messages: most = 500 }: MessagesOptions = {}): string {
  const chosen = chooseMessages(run, most)
  const shown = chosen.messages
  const lanes = lanesOf(run.faultWindows)
  const left = TIMES + 12 + lanes.length * LANE
  const exchanges = exchangesOf(run, shown)
  const columns = layOutColumns(run, shown, exchanges, left)
  const exchangeOf = new Map(exchanges.flatMap(exchange => exchange.messages.map(i => [i, exchange] as const)))
  const indexOf = new Map(shown.map((i, k) => [i, k] as const))
  const evidence = new Set(run.anomalies.flatMap(({ operations }) => operations))

  const arrows = shown.map((i): Arrow => {
    const place = (endpoint: number) => {
      const { kind } = run.endpoints[endpoint]!
      const exchange = exchangeOf.get(i)
      return kind === 'client' && exchange?.client === endpoint ? columns.atExchange(exchange) : columns.at(endpoint)
    }
    return { message: i, from: place(run.messages.src[i]!), to: place(run.messages.dest[i]!) }
  })
  const events: FlowEvent[] = []
  const add = (event: FlowEvent) => events.push(event) - 1
  const skipped = skippedBefore(run, shown)
  const sends = arrows.map((arrow, k) =>
    add({
      time: run.messages.sent[arrow.message]!,
      rank: run.messages.id[arrow.message]! * 2,
      ...(skipped[k]! > 0 && k > 0 ? { omitted: skipped[k]! } : {}),
      ...arrowLabel(run, arrow)?.space,
    }),
  )
  const receipts = arrows.map(({ message, to }, k) =>
    Number.isNaN(run.messages.received[message]!)
      ? undefined
      : add({
          time: run.messages.received[message]!,
          rank: run.messages.id[message]! * 2 + 1,
          below: sends[k]!,
          ...(to === undefined ? {} : { head: to }),
        }),
  )
  const findings = exchanges.flatMap(exchange => {
    if (exchange.operation === undefined || !evidence.has(exchange.operation)) return []
    const operation = run.operations[exchange.operation]!
    const text = fitting(deedOf(operation), FINDING)
    const x = columns.atExchange(exchange) + 10
    const end = x + widthOf(text) * 1.15 + 20
    // Right below the answer, or where the client gave up waiting for one.
    const rank = run.messages.id[exchange.messages.at(-1)!]! * 2 + 1.5
    return [{ x, end, text, event: add({ time: exchange.to, rank, label: [x, end] }) }]
  })

  const top = LEGEND + 26 + HEADS
  const flow = layOutFlow(events, top + 14)
  const bottom = Math.max(flow.bottom, top + 60)
  const right = columns.right
  const heads = (y: number) => columns.all.map(column => head(column, y))
  const hidden = run.messages.total - shown.length

  const body = [
    ...heading(20, 'Messages', [nameOfRun(run), verdictWord(run), chosen.note].filter(Boolean).join('; ')),
    ...legend(messageLegend(run, shown), 20, LEGEND),
    ...bands(lanes, flow, { top, bottom, left, right }),
    ...lifelines(run, columns.all, flow, top, bottom),
    ...exchanges.map(exchange => {
      const first = indexOf.get(exchange.messages[0]!)!
      const last = indexOf.get(exchange.messages.at(-1)!)!
      const answered = exchange.messages.length > 1 && receipts[last] !== undefined
      const y = flow.places[sends[first]!]!
      const end = answered ? flow.places[receipts[last]!]! : Math.max(y, Math.min(bottom, flow.at(exchange.to)))
      return exchangeBar(run, exchange, columns.atExchange(exchange), y, end, evidence)
    }),
    ...times(events, flow.places, right, left),
    ...flow.breaks.map(({ y, duration, omitted }) => {
      const what = [
        duration > 0 ? `${formatLatency(Number(duration.toPrecision(3)))} later` : '',
        omitted > 0 ? `${omitted.toLocaleString('en')} messages are not shown` : '',
      ]
      return element(
        'g',
        { class: 'break' },
        element('rect', { x: left - 4, y: y - 10, width: right - left + 8, height: 20, class: 'cut' }),
        element('path', { d: `M${px(left)} ${px(y - 10)}H${px(right)}M${px(left)} ${px(y + 10)}H${px(right)}` }),
        label((left + right) / 2, y + 4, what.filter(Boolean).join('; '), { class: 'muted middle' }),
      )
    }),
    ...arrows.map((arrow, k) =>
      drawArrow(
        run,
        arrow,
        flow.places[sends[k]!]!,
        receipts[k] === undefined ? undefined : flow.places[receipts[k]!]!,
      ),
    ),
    ...findings.map(({ x, text, event }) => label(x, flow.places[event]! + 4, `◀ ${text}`, { class: 'finding halo' })),
    ...heads(top - 8),
    ...heads(bottom + 18),
  ]
  if (shown.length === 0) body.push(label(left + 8, top + 30, 'No message was sent in this run.', { class: 'muted' }))
  else if (hidden > 0)
    body.push(
      label(
        left,
        bottom + 42,
        `${hidden.toLocaleString('en')} more messages are in messages.jsonl and in index.html.`,
        {
          class: 'muted',
        },
      ),
    )
  return picture({
    name: 'messages',
    title: `Messages: ${nameOfRun(run)}`,
    description: describe(run, shown, chosen.note),
    width: Math.max(right, ...findings.map(({ end }) => end)) + 24,
    height: bottom + 56,
    style: STYLE + MESSAGE_STYLE,
    definitions: markers(),
    body,
  })
}

function describe(run: RunData, shown: readonly number[], note: string): string {
  const lost = shown.filter(i => run.messages.fate[i] !== 0).length
  const copies = shown.filter(i => !Number.isNaN(run.messages.copyOf[i]!)).length
  const faults = run.faultWindows.map(tellWindow).slice(0, 10).join('; ')
  return `A Lamport diagram: time runs downwards, stretched where much happens. ${shown.length} messages are arrows between the lines of nodes, clients and services; ${lost} of them did not arrive, ${copies} are copies.${note === '' ? '' : ` Shown are ${note}.`}${faults === '' ? '' : ` Faults: ${faults}.`} The run is ${verdictWord(run)}.`
}

/** How many messages of the journal, sent between each shown one and the one before it, are not shown. */
function skippedBefore(run: RunData, shown: readonly number[]): number[] {
  const { sent } = run.messages
  return shown.map((i, k) => {
    if (k === 0) return i
    const before = shown[k - 1]!
    const notHeld = run.omitted
      .filter(({ from, to }) => from >= sent[before]! && to <= sent[i]!)
      .reduce((sum, { messages }) => sum + messages, 0)
    return i - before - 1 + notHeld
  })
}

function head({ kind, name, x }: Column, y: number): string {
  const text = fitting(name, 120, 12)
  return label(x, y, text, { class: kind === 'client' ? 'muted middle' : `head middle ${kind}` })
}

interface Area {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/** Lanes on the left; through the diagram those of the network, and over its line those of a node. */
function bands(lanes: ReturnType<typeof lanesOf>, flow: Flow, { top, bottom, left, right }: Area) {
  const clamp = (time: number) => Math.max(top, Math.min(bottom, flow.at(time)))
  return lanes.flatMap(({ fault, windows }, lane) =>
    windows.map(window => {
      const y = clamp(window.from)
      const height = Math.max(2, clamp(window.to) - y)
      const x = TIMES + 6 + lane * LANE
      const colour = faultColour(fault)
      const text = fitting(`${fault} ${window.detail}`.trim(), height - 8, 10)
      return element(
        'g',
        { class: 'fault', 'data-fault': fault },
        element('title', {}, escapeText(tellWindow(window))),
        element('rect', { x, y, width: LANE - 3, height, rx: 2, fill: colour, 'fill-opacity': '0.28' }),
        ...(window.nodes.length > 0
          ? []
          : [
              element('rect', {
                x: left - 4,
                y,
                width: right - left + 8,
                height,
                fill: colour,
                'fill-opacity': '0.07',
              }),
            ]),
        ...(text === ''
          ? []
          : [
              element(
                'g',
                { transform: `translate(${px(x + 3.5)} ${px(y + 4)}) rotate(90)` },
                label(0, 0, text, { 'font-size': '10' }),
              ),
            ]),
      )
    }),
  )
}

/** Times on the left, as many as stand clear of each other. */
function times(events: readonly FlowEvent[], places: Float64Array, right: number, left: number): string[] {
  const order = Array.from(places.keys()).sort((a, b) => places[a]! - places[b]!)
  const found: string[] = []
  let last = Number.NEGATIVE_INFINITY
  let before = ''
  for (const i of order) {
    const y = places[i]!
    const text = formatSeconds(events[i]!.time, MILLISECOND)
    if (y - last < 46 || text === before) continue
    last = y
    before = text
    found.push(
      label(TIMES, y + 4, text, { class: 'tick end' }),
      element('path', { class: 'grid', d: `M${px(left - 4)} ${px(y)}H${px(right)}` }),
    )
  }
  return found
}
