/** What is known of the chosen message or operation, in words. */

import { el } from './dom.ts'
import { cut, duration, moment } from './format.ts'
import { messageLabel, OUTCOME_WORDS } from './labels.ts'
import { operationLabel } from './operation-label.ts'
import { messageTexts } from './payload.ts'
import type { Chosen, Highlight, View } from './view.ts'

const FINE = 1_000

export class Detail {
  readonly #view: View
  readonly #panel: HTMLElement

  constructor(view: View, panel: HTMLElement) {
    this.#view = view
    this.#panel = panel
  }

  show(): void {
    const { chosen, journey } = this.#view
    if (journey !== undefined) {
      this.#panel.replaceChildren(...this.#journey(journey))
      return
    }
    if (chosen === undefined) {
      this.#panel.replaceChildren(
        el('h3', {}, 'Nothing chosen'),
        el('p', { class: 'faint' }, 'Click an arrow or a bar to see what it says, and what led to it.'),
      )
      return
    }
    this.#panel.replaceChildren(...(chosen.kind === 'message' ? this.#message(chosen.at) : this.#operation(chosen.at)))
  }

  #journey(anomaly: number): Node[] {
    const { type, operations, messages = [] } = this.#view.run.anomalies[anomaly]!
    const { fate } = this.#view.run.messages
    const lost = messages.filter(m => fate[m] !== 0).length
    const first = this.#view.run.operations[operations[0]!]!
    return [
      el('h3', {}, `Journey of ${cut(first.asked, 30)}`, el('span', { class: 'type' }, ` ${type}`)),
      el(
        'p',
        {},
        `${many(messages.length)} carried it, ${lost === 0 ? 'none of which was lost' : `${lost.toLocaleString('en')} of which ${lost === 1 ? 'was' : 'were'} lost`}. All others are faded.`,
      ),
      el(
        'p',
        { class: 'jumps' },
        el(
          'button',
          { type: 'button', onclick: () => this.#view.goTo({ kind: 'operation', at: first.at }) },
          `c${first.process}’s ${first.f}`,
        ),
        el('button', { type: 'button', onclick: () => this.#view.choose(undefined) }, 'All messages'),
      ),
    ]
  }

  #message(m: number): Node[] {
    const { run } = this.#view
    const { messages, lanes, types, fates } = run
    const { src, dest, sent, end, fate, request, reply, copyOf, duplicate, operation, id } = messages
    const [from, to] = [lanes[src[m]!]!.id, lanes[dest[m]!]!.id]
    const body = el('pre', { class: 'body', tabindex: 0, 'aria-label': 'Body of the message' }, '…')
    messageTexts().then(texts => {
      body.textContent = pretty(texts[m] ?? '')
    })
    return [
      el('h3', {}, `${from} → ${to}`, el('span', { class: 'type' }, ` ${types[messages.type[m]!]!}`)),
      facts([
        ['sent', moment(sent[m]!, FINE)],
        fate[m] === 0
          ? ['received', `${moment(end[m]!, FINE)}, after ${duration(end[m]! - sent[m]!)}`]
          : ['lost', WHY_LOST[fates[fate[m]!]!] ?? fates[fate[m]!]!],
        duplicate[m] === 1 && [
          'duplicate',
          copyOf[m]! >= 0 ? this.#link('message', copyOf[m]!, 'of this one') : 'of a message that is not here',
        ],
        request[m]! >= 0 && [
          'answers',
          this.#link('message', request[m]!, messageLabel(run, request[m]!, undefined)),
          `, ${duration(end[m]! - sent[request[m]!]!)} later`,
        ],
        reply[m]! >= 0 && ['answered by', this.#link('message', reply[m]!, messageLabel(run, reply[m]!, undefined))],
        operation[m]! >= 0 && ['operation', this.#operationLink(operation[m]!)],
        ['number', `${id[m]!.toLocaleString('en')} in messages.jsonl`],
      ]),
      this.#highlights({ kind: 'message', at: m }),
      body,
    ]
  }

  #operation(at: number): Node[] {
    const { run } = this.#view
    const operation = run.operations[at]!
    const { f, process, node, asked, got, error, outcome, invoked, completed, request, reply, final, index } = operation
    return [
      el('h3', {}, `c${process}`, node === '' ? '' : ` at ${node}`, el('span', { class: 'type' }, ` ${f}`)),
      facts([
        asked !== '' && ['asked', el('code', {}, asked)],
        got !== '' && ['got', el('code', {}, got)],
        ['outcome', el('span', { class: `outcome ${outcome}` }, OUTCOME_WORDS[outcome])],
        error !== '' && ['error', error],
        ['invoked', moment(invoked, FINE)],
        Number.isFinite(completed) && [
          'completed',
          `${moment(completed, FINE)}, after ${duration(completed - invoked)}`,
        ],
        final && ['phase', 'final: after all faults were undone'],
        request >= 0 && ['request', this.#link('message', request, messageLabel(run, request, undefined))],
        reply >= 0 && ['reply', this.#link('message', reply, messageLabel(run, reply, undefined))],
        ['index', `${index} in history.jsonl`],
      ]),
      this.#highlights({ kind: 'operation', at }),
    ]
  }

  /** Which other messages stand out. */
  #highlights({ kind }: Chosen): Node {
    const choices: readonly (readonly [Highlight, string])[] =
      kind === 'message'
        ? [
            ['itself', 'itself'],
            ['causes', 'causes'],
            ['effects', 'effects'],
          ]
        : [
            ['between', 'meanwhile'],
            ['itself', 'itself'],
            ['causes', 'causes'],
            ['effects', 'effects'],
          ]
    const { highlight, marks } = this.#view
    const marked = marks?.reduce((sum, mark) => sum + mark, 0) ?? 0
    return el(
      'div',
      { class: 'highlights' },
      el(
        'div',
        { class: 'segments', role: 'group', 'aria-label': 'Highlight' },
        ...choices.map(([value, label]) =>
          el(
            'button',
            {
              type: 'button',
              'aria-pressed': String(value === highlight),
              onclick: () => {
                this.#view.setHighlight(value)
                this.#panel.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus()
              },
            },
            label,
          ),
        ),
      ),
      el('p', { class: 'faint' }, HIGHLIGHT_WORDS[kind][highlight](marked)),
    )
  }

  #link(kind: Chosen['kind'], at: number, text: string): Node {
    return el('button', { type: 'button', class: 'link', onclick: () => this.#view.goTo({ kind, at }) }, text)
  }

  #operationLink(at: number): Node {
    const operation = this.#view.run.operations[at]!
    return this.#link('operation', at, `c${operation.process}’s ${operationLabel(operation, 40)}`)
  }
}

const WHY_LOST: Readonly<Record<string, string>> = {
  partition: 'by a partition',
  loss: 'by the fault loss',
  'node-down': 'its receiver was down',
  'node-stuck': 'its receiver no longer read',
  'unknown-destination': 'there is nobody of that name',
  'in-flight': 'still under way at the end of the run',
}

const many = (n: number) => (n === 1 ? '1 message' : `${n.toLocaleString('en')} messages`)
const HIGHLIGHT_WORDS: Readonly<Record<Chosen['kind'], Readonly<Record<Highlight, (n: number) => string>>>> = {
  message: {
    itself: n => (n > 1 ? `${many(n)}: with its request, its reply and its copies.` : ''),
    between: () => '',
    causes: n => `${many(n)}: those from which this one may have followed, by happened-before.`,
    effects: n => `${many(n)}: those that may have followed from this one, by happened-before.`,
  },
  operation: {
    itself: n => `${many(n)}: its request and its reply.`,
    between: n =>
      n <= 2
        ? 'The node answered at once, without hearing from anyone else.'
        : `${many(n)}: after its request reached the node and before the reply was sent, in the order of happened-before.`,
    causes: n => `${many(n)}: all that the reply may have depended on.`,
    effects: n => `${many(n)}: all that may have followed from the request.`,
  },
}

type Fact = readonly [term: string, ...what: (Node | string)[]] | false

function facts(list: readonly Fact[]): Node {
  const known = list.filter(fact => fact !== false)
  return el(
    'dl',
    { class: 'facts' },
    ...known.map(([term, ...what]) => el('div', {}, el('dt', {}, term), el('dd', {}, ...what))),
  )
}

/** The body, indented, unless that would change what its numbers say. */
function pretty(text: string): string {
  if (text === '') return 'The page does not hold this text; messages.jsonl does.'
  // Beyond 2^53 a number that was parsed is another number.
  if (/\d{16}/.test(text)) return text
  try {
    const { body } = JSON.parse(text) as { body: unknown }
    const short = JSON.stringify(body)
    return short.length <= 36 ? short : JSON.stringify(body, null, 2)
  } catch {
    return text
  }
}
