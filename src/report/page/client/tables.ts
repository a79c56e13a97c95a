/** The tables behind the pictures: the same messages and operations, for who cannot see the pictures or wants to copy from them. Filled while they are open. */

import { el } from './dom.ts'
import { cut, duration, moment } from './format.ts'
import { operationLabel } from './operation-label.ts'
import { messageTexts } from './payload.ts'
import type { View } from './view.ts'

const MOST_ROWS = 200

export class Tables {
  readonly #view: View
  readonly #messages: HTMLDetailsElement
  readonly #operations: HTMLDetailsElement

  constructor(view: View, messages: HTMLDetailsElement, operations: HTMLDetailsElement) {
    this.#view = view
    this.#messages = messages
    this.#operations = operations
    for (const table of [messages, operations]) table.addEventListener('toggle', () => this.fill())
  }

  fill(): void {
    if (this.#messages.open) this.#fillMessages()
    if (this.#operations.open) this.#fillOperations()
  }

  #fillMessages(): void {
    const { run, shown, span, marks } = this.#view
    const { messages, lanes, types, fates } = run
    const inView: number[] = []
    for (let m = 0; m < messages.count; m++)
      if (shown[m] === 1 && messages.sent[m]! <= span[1] && messages.end[m]! >= span[0]) inView.push(m)
    const rows = inView.slice(0, MOST_ROWS).map(m => {
      const body = el('td', { class: 'body' })
      messageTexts().then(texts => {
        body.textContent = cut(bodyOf(texts[m] ?? ''), 160)
      })
      return el(
        'tr',
        { class: marks?.[m] === 1 ? 'marked' : undefined },
        el('td', {}, this.#button('message', m, moment(messages.sent[m]!, 1e5))),
        el('td', {}, lanes[messages.src[m]!]!.id),
        el('td', {}, lanes[messages.dest[m]!]!.id),
        el('td', {}, types[messages.type[m]!]!),
        el(
          'td',
          { class: messages.fate[m] === 0 ? undefined : 'bad' },
          messages.fate[m] === 0
            ? `${duration(messages.end[m]! - messages.sent[m]!)}${messages.duplicate[m] === 1 ? ', a duplicate' : ''}`
            : `lost: ${fates[messages.fate[m]!]!}`,
        ),
        body,
      )
    })
    fill(this.#messages, 'Messages in view', ['sent', 'from', 'to', 'type', 'under way', 'body'], rows, inView.length)
  }

  #fillOperations(): void {
    const { run, span, chosen } = this.#view
    const inView = run.operations.filter(({ invoked, completed }) => completed >= span[0] && invoked <= span[1])
    const rows = inView
      .slice(0, MOST_ROWS)
      .map(operation =>
        el(
          'tr',
          { class: chosen?.kind === 'operation' && chosen.at === operation.at ? 'marked' : undefined },
          el('td', {}, this.#button('operation', operation.at, moment(operation.invoked, 1e5))),
          el('td', {}, `c${operation.process}`),
          el('td', {}, operation.node),
          el('td', {}, operationLabel(operation, 120)),
          el('td', { class: operation.outcome === 'ok' ? undefined : operation.outcome }, operation.outcome),
          el('td', {}, Number.isFinite(operation.completed) ? duration(operation.completed - operation.invoked) : '—'),
        ),
      )
    const columns = ['invoked', 'client', 'node', 'operation', 'outcome', 'took']
    fill(this.#operations, 'Operations in view', columns, rows, inView.length)
  }

  #button(kind: 'message' | 'operation', at: number, text: string): Node {
    return el('button', { type: 'button', class: 'link', onclick: () => this.#view.goTo({ kind, at }) }, text)
  }
}

function fill(
  details: HTMLDetailsElement,
  name: string,
  columns: readonly string[],
  rows: readonly Node[],
  total: number,
): void {
  details.querySelector('.table')?.remove()
  const more =
    total > rows.length &&
    el(
      'p',
      { class: 'faint' },
      `${total.toLocaleString('en')} in view; the first ${rows.length} are listed. Zoom in to see others.`,
    )
  details.append(
    el(
      'div',
      { class: 'table scroll', tabindex: 0, role: 'region', 'aria-label': name },
      el(
        'table',
        {},
        el('caption', { class: 'unseen' }, name),
        el('thead', {}, el('tr', {}, ...columns.map(column => el('th', { scope: 'col' }, column)))),
        el('tbody', {}, ...rows),
      ),
      more,
    ),
  )
}

function bodyOf(text: string): string {
  const at = text.indexOf('"body":')
  return at === -1 ? text : text.slice(at + 7, -1)
}
