/** One message in a Lamport diagram: an arrow, with a cross where it was lost, dashed when it is a copy, and a label where there is room. */

import { FATES, type RunData } from '../run-data.ts'
import { exactTime } from './scale.ts'
import { element, escapeText, fitting, label, px, widthOf } from './svg.ts'
import type { LegendEntry } from './time-plot.ts'

export interface Arrow {
  /** Position in `RunData.messages`. */
  readonly message: number
  /** Where its sender and its receiver stand; undefined for one that does not exist. */
  readonly from: number | undefined
  readonly to: number | undefined
}

const KINDS = ['server', 'client', 'service', 'copy', 'lost'] as const
type Kind = (typeof KINDS)[number]

export const MESSAGE_STYLE = `
${KINDS.map(kind => `.maelstrom-messages .${kind} path,.maelstrom-messages .${kind} circle{stroke:var(--${kind})}`).join('\n')}
.maelstrom-messages .message path{fill:none;stroke-width:1.2}
.maelstrom-messages .message text{font-size:10px}
.maelstrom-messages .copy path:first-of-type,.maelstrom-messages .in-flight path:first-of-type{stroke-dasharray:5 3}
.maelstrom-messages .in-flight path,.maelstrom-messages .in-flight circle{stroke:var(--muted)}
.maelstrom-messages .message circle{fill:var(--background);stroke-width:1.4}
.maelstrom-messages .message .cross{stroke-width:2.2}
.maelstrom-messages .lifeline{stroke:var(--line);stroke-width:1.4;fill:none}
.maelstrom-messages .lifeline.node{stroke-width:2}
.maelstrom-messages .lifeline.client{stroke:var(--faint)}
.maelstrom-messages .lifeline.service{stroke-dasharray:8 3}
.maelstrom-messages text.service{fill:var(--service)}
.maelstrom-messages .downtime rect{fill:var(--kill);fill-opacity:.1}
.maelstrom-messages .downtime.paused rect{fill:var(--pause);fill-opacity:.14}
.maelstrom-messages .downtime text{font-size:10px;fill:var(--kill)}
.maelstrom-messages .downtime.paused text{fill:var(--pause)}
.maelstrom-messages .stopped{stroke:var(--kill);stroke-width:2.4}
.maelstrom-messages .pausing{stroke:var(--pause);stroke-width:3;stroke-dasharray:2 5}
.maelstrom-messages .downtime circle{fill:var(--background);stroke:var(--line);stroke-width:2}
.maelstrom-messages .exchange rect{fill:var(--ok);fill-opacity:.55}
.maelstrom-messages .exchange.outcome-info rect{fill:var(--info)}
.maelstrom-messages .exchange.outcome-fail rect{fill:var(--fail);fill-opacity:.4}
.maelstrom-messages .exchange.outcome-open rect{fill:var(--open)}
.maelstrom-messages .exchange.evidence rect{stroke:var(--fail);stroke-width:2.5}
.maelstrom-messages .finding{fill:var(--fail);font-weight:650}
.maelstrom-messages .cut{fill:var(--background)}
.maelstrom-messages .break path{stroke:var(--line);stroke-dasharray:1 4;fill:none}
`

const id = (kind: string) => `maelstrom-messages-head-${kind}`

/** Heads of arrows, one for each colour: a head cannot take the colour of its line. */
export function markers(): string[] {
  return KINDS.map(kind =>
    element(
      'marker',
      { id: id(kind), viewBox: '0 0 8 8', refX: 7.5, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' },
      element('path', { d: 'M0 .8L8 4L0 7.2z', style: `fill:var(--${kind});stroke:none` }),
    ),
  )
}

const KIND_WORDS: Readonly<Record<Kind, string>> = {
  server: 'between nodes',
  client: 'client and node',
  service: 'with a service',
  copy: 'a copy',
  lost: 'lost',
}

/** The kinds of arrows that there are. */
export function messageLegend(run: RunData, shown: readonly number[]): LegendEntry[] {
  const present = new Set(shown.map(i => kindOf(run, i)))
  return KINDS.filter(kind => present.has(kind)).map(kind => ({
    text: KIND_WORDS[kind],
    sign: (x, y) => (kind === 'lost' ? lostSample(x, y) : sample(kind, x, y)),
  }))
}

function kindOf({ messages, endpoints }: RunData, i: number): Kind {
  if (messages.fate[i] !== 0) return 'lost'
  if (!Number.isNaN(messages.copyOf[i]!)) return 'copy'
  const kinds = [endpoints[messages.src[i]!]!.kind, endpoints[messages.dest[i]!]!.kind]
  return kinds.includes('client') ? 'client' : kinds.includes('service') ? 'service' : 'server'
}

function lostSample(x: number, y: number): string {
  return element(
    'g',
    { class: 'message lost' },
    element('path', { d: `M${px(x - 12)} ${px(y)}H${px(x + 4)}` }),
    cross(x + 6, y),
  )
}

function sample(kind: Kind, x: number, y: number): string {
  return element(
    'g',
    { class: `message ${kind}` },
    element('path', { d: `M${px(x - 12)} ${px(y)}H${px(x + 10)}`, 'marker-end': `url(#${id(kind)})` }),
  )
}

function cross(x: number, y: number): string {
  return element('path', { class: 'cross', d: `M${px(x - 4)} ${px(y - 4)}l8 8m0 -8l-8 8` })
}

/** A client's name takes room that the type of its message needs more; the head of its line mostly has it too. */
const ROOM_FOR_NAMES = 70

/** What a message says, in few words: `append_entries term:3, index:14`. */
function words(run: RunData, i: number, room: number): string {
  const { messages, endpoints } = run
  const { kind, id: src } = endpoints[messages.src[i]!]!
  const type = messages.types[messages.type[i]!]!
  const fields = messages.brief[i]!.replace(/^\{|\}$/g, '').replace(/"(\w+)":/g, '$1:')
  return `${kind === 'client' && room >= ROOM_FOR_NAMES ? `${src} ` : ''}${type}${fields === '' ? '' : ` ${fields}`}`
}

/** Where a message ends on the horizontal axis: at its receiver, or, of one that is lost, before it. */
function endOf(run: RunData, { message, from, to }: Arrow): { start: number; end: number } {
  // A sender that has no line has its arrow begin shortly before the receiver.
  const start = from ?? (to ?? 100) - 40
  const receiver = to ?? start + 46
  if (run.messages.fate[message] === 0) return { start, end: receiver }
  // Close enough to tell for whom it was, and well clear of that line.
  const distance = receiver - start
  const short = Math.min(26, Math.abs(distance) * 0.4)
  return { start, end: distance === 0 ? start + 26 : receiver - Math.sign(distance) * short }
}

const LONGEST_LABEL = 190

/** The label and the space that it takes on the horizontal axis; undefined when there is no room for one. */
export function arrowLabel(
  run: RunData,
  arrow: Arrow,
): { text: string; space: { label: readonly [number, number] } } | undefined {
  const { start, end } = endOf(run, arrow)
  const room = start === end ? 110 : Math.min(LONGEST_LABEL, Math.abs(end - start) - 10)
  const text = fitting(words(run, arrow.message, room), room, 10)
  if (text === '') return undefined
  const width = widthOf(text, 10)
  return { text, space: { label: end >= start ? [start + 4, start + 6 + width] : [start - 6 - width, start - 4] } }
}

export function drawArrow(run: RunData, arrow: Arrow, sent: number, received: number | undefined): string {
  const { messages, endpoints } = run
  const { message: i } = arrow
  const { start, end } = endOf(run, arrow)
  const fate = FATES[messages.fate[i]!]!
  const copy = !Number.isNaN(messages.copyOf[i]!)
  const arrived = fate === 'received'
  const kind = kindOf(run, i)
  const bottom = received ?? sent + Math.max(8, Math.min(30, Math.abs(end - start) * 0.12))
  const to = arrived ? end - Math.sign(end - start) : end
  // A message to oneself is a loop.
  const line =
    start === end
      ? `M${px(start)} ${px(sent)}c34 0 34 ${px(bottom - sent)} 1 ${px(Math.max(6, bottom - sent))}`
      : `M${px(start)} ${px(sent)}L${px(to)} ${px(bottom)}`
  const text = arrowLabel(run, arrow)
  const { src, dest } = { src: endpoints[messages.src[i]!]!.id, dest: endpoints[messages.dest[i]!]!.id }
  return element(
    'g',
    {
      class: `message ${kind}${copy && kind !== 'copy' ? ' copy' : ''}${fate === 'in-flight' ? ' in-flight' : ''}`,
      'data-id': messages.id[i]!,
      'data-fate': fate,
    },
    element('title', {}, escapeText(tellMessage(run, i))),
    element('path', { d: line, ...(arrived ? { 'marker-end': `url(#${id(kind)})` } : {}) }),
    ...(arrived
      ? []
      : fate === 'in-flight'
        ? [element('circle', { cx: end, cy: bottom, r: 3.5 })]
        : [cross(end, bottom)]),
    ...(copy ? [element('circle', { class: 'twice', cx: start, cy: sent, r: 3.5 })] : []),
    ...(text === undefined
      ? []
      : [
          label(end >= start ? start + 6 : start - 6, sent - 3, text.text, {
            class: end >= start ? 'halo' : 'halo end',
          }),
        ]),
    ...(arrow.to === undefined ? [label(end + 8, bottom + 4, `→ ${fitting(dest, 60, 10)}`, { class: 'halo' })] : []),
    ...(arrow.from === undefined ? [label(start - 6, sent + 4, fitting(src, 60, 10), { class: 'halo end' })] : []),
  )
}

/** All there is to say of a message. */
export function tellMessage(run: RunData, i: number): string {
  const { messages, endpoints } = run
  const fate = FATES[messages.fate[i]!]!
  const src = endpoints[messages.src[i]!]!.id
  const dest = endpoints[messages.dest[i]!]!.id
  const ids = [
    Number.isNaN(messages.msgId[i]!) ? '' : `msg_id ${messages.msgId[i]}`,
    Number.isNaN(messages.inReplyTo[i]!) ? '' : `in_reply_to ${messages.inReplyTo[i]}`,
    Number.isNaN(messages.copyOf[i]!) ? '' : `a copy of message ${messages.copyOf[i]}`,
  ].filter(Boolean)
  const end =
    fate === 'received'
      ? `received ${exactTime(messages.received[i]!)}`
      : fate === 'in-flight'
        ? 'under way when the run ended'
        : `lost: ${fate}`
  return [
    `${src} → ${dest}  ${messages.types[messages.type[i]!]}`,
    messages.brief[i]!,
    ids.join(', '),
    `sent ${exactTime(messages.sent[i]!)}, ${end}`,
  ]
    .filter(Boolean)
    .join('\n')
}
