/** The timeline: a row for each client, a bar for each operation from its invocation to its completion, over the stretch that the Lamport diagram shows. */

import { moment, tickStep } from './format.ts'
import { operationLabel } from './operation-label.ts'
import type { Operation } from './run.ts'
import { type Colors, faultColor, fitted, outcomeColor, type Surface } from './surface.ts'
import type { View } from './view.ts'

const ROW = 22
const HEAD = 22
const LABELS = 64

interface Row {
  readonly operations: Operation[]
  until: number
}

export class Timeline {
  readonly #view: View
  readonly #surface: Surface
  readonly #rows: readonly Row[]
  readonly #rowOf = new Map<number, number>()

  constructor(view: View, surface: Surface) {
    this.#view = view
    this.#surface = surface
    this.#rows = rowsOf(view.run.operations)
    for (const [row, { operations }] of this.#rows.entries()) for (const { at } of operations) this.#rowOf.set(at, row)
  }

  /** In pixels, for all rows. */
  get height(): number {
    return HEAD + Math.max(1, this.#rows.length) * ROW + 4
  }

  range(): { readonly start: number; readonly length: number } {
    return { start: LABELS, length: Math.max(1, this.#surface.width - LABELS - 8) }
  }

  #x(time: number): number {
    const [from, to] = this.#view.span
    const { start, length } = this.range()
    return start + ((time - from) / Math.max(1, to - from)) * length
  }

  paint(colors: Colors): void {
    const context = this.#surface.begin(colors.paper)
    const { width, height } = this.#surface
    if (width === 0) return
    const [from, to] = this.#view.span
    context.save()
    context.beginPath()
    context.rect(LABELS, 0, width - LABELS, height)
    context.clip()
    for (const { name, span } of this.#view.run.faults) {
      const [left, right] = [this.#x(span[0]), this.#x(span[1])]
      if (right < LABELS || left > width) continue
      context.fillStyle = faultColor(name, colors)
      context.globalAlpha = 0.1
      context.fillRect(left, HEAD, Math.max(2, right - left), height)
      context.globalAlpha = 1
    }
    const step = tickStep(to - from, Math.floor((width - LABELS) / 110))
    context.font = `12px ${colors.font}`
    context.textAlign = 'left'
    for (let at = Math.ceil(from / step) * step; at <= to && step > 0; at += step) {
      const x = this.#x(at)
      context.fillStyle = colors.line
      context.fillRect(Math.round(x), 0, 1, height)
      context.fillStyle = colors.faint
      context.fillText(moment(at, step), x + 4, HEAD / 2)
    }
    for (const [row, { operations }] of this.#rows.entries()) this.#paintRow(context, colors, row, operations)
    context.restore()
    this.#paintNames(context, colors)
  }

  #paintRow(context: CanvasRenderingContext2D, colors: Colors, row: number, operations: readonly Operation[]): void {
    const { width } = this.#surface
    const { chosen, about } = this.#view
    const [from, to] = this.#view.span
    const top = HEAD + row * ROW + 2
    let covered = Number.NEGATIVE_INFINITY
    for (const operation of operations) {
      if (operation.completed < from) continue
      if (operation.invoked > to) break
      const left = this.#x(operation.invoked)
      const right = operation.completed === Number.POSITIVE_INFINITY ? width + 10 : this.#x(operation.completed)
      const isChosen = chosen?.kind === 'operation' && chosen.at === operation.at
      // Thousands of operations in one pixel look like one.
      if (right <= covered && !isChosen) continue
      covered = right
      const aside =
        (about.startsWith('f:') && about.slice(2) !== operation.f) ||
        (about.startsWith('p:') && about.slice(2) !== String(operation.process))
      context.globalAlpha = aside ? 0.2 : 1
      const color = outcomeColor(operation.outcome, colors)
      const long = Math.max(3, right - left)
      context.fillStyle = color
      context.globalAlpha *= 0.25
      context.fillRect(left, top, long, ROW - 4)
      context.globalAlpha = aside ? 0.2 : 1
      context.fillRect(left, top, 3, ROW - 4)
      if (operation.outcome === 'ok' || operation.outcome === 'fail') context.fillRect(left + long - 2, top, 2, ROW - 4)
      if (isChosen) {
        context.strokeStyle = colors.ink
        context.lineWidth = 1.5
        context.strokeRect(left, top, long, ROW - 4)
      }
      if (long > 30) {
        context.font = `12px ${colors.font}`
        context.fillStyle = colors.ink
        const start = Math.max(left, LABELS)
        const text = fitted(context, operationLabel(operation), Math.min(right, width) - start - 12)
        if (text !== '') context.fillText(text, start + 7, top + (ROW - 4) / 2)
      } else if (!aside) this.#labelShort(context, colors, operation, operations, left + long, top)
      context.globalAlpha = 1
    }
  }

  /** Beside the bar, where there is room until the next one. */
  #labelShort(
    context: CanvasRenderingContext2D,
    colors: Colors,
    operation: Operation,
    row: readonly Operation[],
    x: number,
    top: number,
  ): void {
    const next = row[row.indexOf(operation) + 1]
    const room =
      Math.min(this.#surface.width, next === undefined ? Number.POSITIVE_INFINITY : this.#x(next.invoked)) - x - 8
    if (room < 26) return
    context.font = `12px ${colors.font}`
    context.fillStyle = colors.soft
    context.fillText(fitted(context, operationLabel(operation), Math.min(room, 160)), x + 4, top + (ROW - 4) / 2)
  }

  #paintNames(context: CanvasRenderingContext2D, colors: Colors): void {
    const [from, to] = this.#view.span
    context.fillStyle = colors.paper
    context.fillRect(0, 0, LABELS - 2, this.#surface.height)
    context.font = `12px ${colors.font}`
    for (const [row, { operations }] of this.#rows.entries()) {
      const current =
        operations.find(({ completed, invoked }) => completed >= from && invoked <= to) ?? operations.at(-1)
      if (current === undefined) continue
      context.fillStyle = colors.soft
      const name = `c${current.process}${current.node === '' ? '' : ` ${current.node}`}`
      context.fillText(fitted(context, name, LABELS - 12), 8, HEAD + row * ROW + ROW / 2)
    }
  }

  /** The operation at a place of the screen; -1: none. */
  operationAt(x: number, y: number): number {
    const { operations } = this.#rows[Math.floor((y - HEAD) / ROW)] ?? { operations: [] }
    const hit = operations.findLast(
      ({ invoked, completed }) =>
        x >= this.#x(invoked) - 3 && x <= Math.max(this.#x(completed), this.#x(invoked) + 3) + 3,
    )
    return hit?.at ?? -1
  }
}

/** A process after an `info` is a new one: it takes the row of the one before it. */
function rowsOf(operations: readonly Operation[]): Row[] {
  const ofProcess = new Map<number, Operation[]>()
  for (const operation of operations) {
    const own = ofProcess.get(operation.process)
    if (own === undefined) ofProcess.set(operation.process, [operation])
    else own.push(operation)
  }
  const rows: Row[] = []
  for (const own of [...ofProcess.values()].sort((a, b) => a[0]!.process - b[0]!.process)) {
    const until = own.at(-1)!.completed
    const free = rows.find(row => row.until < own[0]!.invoked && row.operations[0]!.node === own[0]!.node)
    if (free === undefined) rows.push({ operations: [...own], until })
    else {
      free.operations.push(...own)
      free.until = until
    }
  }
  return rows
}
