/** What the nodes wrote to stderr. Where the times of the lines are known, those of the stretch in view; where they are not, the whole end of the log. */

import type { PackedLog } from '../page-data.ts'
import { byId, el } from './dom.ts'
import { moment } from './format.ts'
import { lowerBound } from './run.ts'
import type { View } from './view.ts'

const MOST_LINES = 400

export class Logs {
  readonly #view: View
  readonly #panel = byId('log-lines')
  readonly #note = byId('log-note')
  readonly #choice = byId<HTMLSelectElement>('log-node')

  constructor(view: View) {
    this.#view = view
    this.#choice.addEventListener('change', () => this.show())
    view.on(change => {
      if (change === 'stretch') this.show()
      if (change === 'chosen') this.#follow()
    })
  }

  /** The log of the node that the chosen message was sent from, or that the chosen operation asked. */
  #follow(): void {
    const { chosen, run } = this.#view
    if (chosen === undefined) return
    const { messages, lanes, operations } = run
    const ends = chosen.kind === 'message' ? [messages.dest[chosen.at]!, messages.src[chosen.at]!] : []
    const node =
      chosen.kind === 'operation'
        ? operations[chosen.at]!.node
        : lanes[ends.find(i => lanes[i]!.kind === 'node') ?? -1]?.id
    if (node !== undefined && run.logs.some(log => log.node === node)) this.#choice.value = node
    this.show()
  }

  show(): void {
    const log = this.#view.run.logs.find(({ node }) => node === this.#choice.value)
    if (log === undefined) return
    this.#note.textContent =
      log.lines.length === 0
        ? ''
        : log.times === undefined
          ? 'What it wrote to stderr; when is not known.'
          : 'What it wrote to stderr, in the stretch in view.'
    this.#panel.replaceChildren(
      ...(log.times === undefined || log.lines.length === 0 ? untimed(log) : this.#timed(log, log.times)),
    )
  }

  #timed({ lines }: PackedLog, times: readonly number[]): Node[] {
    const [from, to] = this.#view.span
    const [first, last] = [lowerBound(times, from), lowerBound(times, to)]
    if (first === last)
      return [el('li', { class: 'faint' }, `No line of ${lines.length.toLocaleString('en')} in the stretch in view.`)]
    const shown = lines.slice(first, Math.min(last, first + MOST_LINES))
    return [
      ...shown.map((line, i) => el('li', {}, el('time', {}, moment(times[first + i]!, 1e5)), line)),
      ...(last - first > MOST_LINES
        ? [el('li', { class: 'faint' }, `… ${(last - first - MOST_LINES).toLocaleString('en')} more lines in view`)]
        : []),
    ]
  }
}

function untimed({ lines, omitted }: PackedLog): Node[] {
  if (lines.length === 0) return [el('li', { class: 'faint' }, 'This node wrote nothing to stderr.')]
  const left = omitted + Math.max(0, lines.length - MOST_LINES)
  return [
    ...(left > 0 ? [el('li', { class: 'faint' }, '… the lines before are in the file')] : []),
    ...lines.slice(-MOST_LINES).map(line => el('li', {}, line)),
  ]
}
