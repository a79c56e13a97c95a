/** The controls above the diagram: which lanes, which types, which operations, which words; zoom and scale. */

import type { LaneKind } from '../page-data.ts'
import { colorOfType } from './arrows.ts'
import { el } from './dom.ts'
import { count } from './format.ts'
import { messageTexts } from './payload.ts'
import type { Scale, View } from './view.ts'

/** Types with a chip of their own; there may be any number of them. */
const CHIPS = 24

export function makeControls(view: View): { readonly bar: Node[]; readonly filters: Node[] } {
  return { bar: [moves(view), scales(view)], filters: [lanes(view), types(view), operations(view), search(view)] }
}

function moves(view: View): Node {
  const button = (label: string, name: string, action: () => void) =>
    el('button', { type: 'button', 'aria-label': name, title: name, onclick: action }, label)
  return el(
    'div',
    { class: 'segments', role: 'group', 'aria-label': 'Zoom' },
    button('−', 'Zoom out (key −)', () => view.zoom(1.6)),
    button('+', 'Zoom in (key +)', () => view.zoom(1 / 1.6)),
    button('All', 'Show the whole run (key 0)', () => view.setStretch(view.bounds)),
  )
}

function scales(view: View): Node {
  const names: readonly (readonly [Scale, string, string])[] = [
    ['clock', 'by clock', 'Distances are times'],
    ['order', 'by order', 'One step for each event, so that what happens at one moment stands apart'],
  ]
  const buttons = names.map(([scale, label, title]) =>
    el(
      'button',
      {
        type: 'button',
        title,
        'aria-pressed': String(view.scale === scale),
        onclick: () => {
          view.setScale(scale)
          for (const [i, button] of buttons.entries())
            button.setAttribute('aria-pressed', String(names[i]![0] === scale))
        },
      },
      label,
    ),
  )
  return el('div', { class: 'segments', role: 'group', 'aria-label': 'Vertical axis' }, ...buttons)
}

/** A check box that looks like a chip. */
function chip(label: string, checked: boolean, change: (checked: boolean) => void, swatch?: string): HTMLLabelElement {
  const box = el('input', { type: 'checkbox', checked, onchange: () => change(box.checked) })
  return el(
    'label',
    { class: 'chip' },
    box,
    swatch !== undefined && el('i', { class: 'swatch', style: `background: var(--${swatch})`, 'aria-hidden': 'true' }),
    label,
  )
}

const KIND_NAMES: Readonly<Record<LaneKind, string>> = {
  node: 'Nodes',
  service: 'Services',
  client: 'Clients',
  engine: 'The engine’s own clients',
}

function lanes(view: View): Node {
  const groups = (['node', 'service', 'client', 'engine'] as const).flatMap(kind => {
    const own = view.run.lanes.map((lane, at) => ({ ...lane, at })).filter(lane => lane.kind === kind)
    if (own.length === 0) return []
    const set = (at: number, shown: boolean) => (shown ? view.hiddenLanes.delete(at) : view.hiddenLanes.add(at))
    // Of the many clients of a long run, and of those of the engine, nobody wants to see one alone.
    if (kind === 'engine' || (kind === 'client' && own.length > 16))
      return [
        chip(
          `${KIND_NAMES[kind]} (${own.length})`,
          own.some(({ at }) => !view.hiddenLanes.has(at)),
          shown => {
            for (const { at } of own) set(at, shown)
            view.refilter()
          },
        ),
      ]
    return own.map(({ id, at }) =>
      chip(id, !view.hiddenLanes.has(at), shown => {
        set(at, shown)
        view.refilter()
      }),
    )
  })
  return fieldset('Lines', groups)
}

function types(view: View): Node {
  const { messages, lanes, types } = view.run
  const counts = new Float64Array(types.length)
  const between = new Uint8Array(types.length)
  for (let m = 0; m < messages.count; m++) {
    const ends = [lanes[messages.src[m]!]!.kind, lanes[messages.dest[m]!]!.kind]
    if (ends.includes('engine')) continue
    counts[messages.type[m]!]!++
    if (!ends.includes('client')) between[messages.type[m]!] = 1
  }
  const order = types
    .map((_, i) => i)
    .filter(i => counts[i]! > 0)
    .sort((a, b) => between[b]! - between[a]! || counts[b]! - counts[a]!)
  const chips = order.slice(0, CHIPS).map(type =>
    chip(
      `${types[type]} ${counts[type]!.toLocaleString('en')}`,
      true,
      shown => {
        if (shown) view.hiddenTypes.delete(type)
        else view.hiddenTypes.add(type)
        view.refilter()
      },
      between[type] === 1 ? `kind${colorOfType(view, type)}` : 'client',
    ),
  )
  const rest = order.slice(CHIPS)
  if (rest.length > 0)
    chips.push(
      chip(`${rest.length} further types`, true, shown => {
        for (const type of rest)
          if (shown) view.hiddenTypes.delete(type)
          else view.hiddenTypes.add(type)
        view.refilter()
      }),
    )
  return fieldset('Types', chips)
}

function operations(view: View): Node {
  const fs = [...new Set(view.run.operations.map(({ f }) => f))].sort()
  const processes = [...new Set(view.run.operations.map(({ process }) => process))].sort((a, b) => a - b)
  const select = el(
    'select',
    {
      onchange: () => {
        view.about = select.value
        view.refilter()
      },
    },
    el('option', { value: '' }, 'all messages'),
    el('option', { value: 'servers' }, 'between nodes and services only'),
    group(
      'requests and replies of',
      fs.map(f => [`f:${f}`, f] as const),
    ),
    group(
      'of one client',
      processes.slice(0, 300).map(process => [`p:${process}`, `c${process}`] as const),
    ),
  )
  return el('label', { class: 'field' }, el('span', {}, 'Operations'), select)
}

function group(label: string, options: readonly (readonly [value: string, text: string])[]): Node {
  return el('optgroup', { label }, ...options.map(([value, text]) => el('option', { value }, text)))
}

function search(view: View): Node {
  const result = el('span', { class: 'faint', role: 'status' })
  const input = el('input', { type: 'search', placeholder: 'in the bodies, as "value":3', spellcheck: 'false' })
  let last = 0
  input.addEventListener('input', () => {
    const words = input.value
    const own = ++last
    if (words === '') {
      view.found = new Uint8Array(0)
      result.textContent = ''
      view.refilter()
      return
    }
    messageTexts().then(texts => {
      if (own !== last) return
      const found = new Uint8Array(view.run.messages.count)
      let hits = 0
      for (const [m, text] of texts.entries()) {
        if (!text.includes(words)) continue
        found[m] = 1
        hits++
      }
      view.found = found
      result.textContent = count(hits, 'message')
      view.refilter()
    })
  })
  return el('label', { class: 'field' }, el('span', {}, 'Text'), input, result)
}

function fieldset(name: string, children: readonly Node[]): Node {
  return el('fieldset', {}, el('legend', {}, name), el('div', { class: 'chips' }, ...children))
}
