/** The whole run in one strip: messages over time, lost ones, faults, where the anomalies are, and the stretch that the other pictures show. */

import type { Colors, Surface } from './surface.ts'
import { faultColor } from './surface.ts'
import type { View } from './view.ts'

const BINS = 320
const SIDE = 8

export class Overview {
  readonly #view: View
  readonly #surface: Surface
  readonly #sent = new Float64Array(BINS)
  readonly #lost = new Float64Array(BINS)
  readonly #most: number

  constructor(view: View, surface: Surface) {
    this.#view = view
    this.#surface = surface
    const { messages, lanes, duration } = view.run
    for (let m = 0; m < messages.count; m++) {
      if (lanes[messages.src[m]!]!.kind === 'engine' || lanes[messages.dest[m]!]!.kind === 'engine') continue
      const bin = Math.min(BINS - 1, Math.floor((messages.sent[m]! / Math.max(1, duration)) * BINS))
      this.#sent[bin]!++
      if (messages.fate[m] !== 0) this.#lost[bin]!++
    }
    this.#most = Math.max(1, ...this.#sent)
  }

  #x(time: number): number {
    return SIDE + (time / Math.max(1, this.#view.run.duration)) * (this.#surface.width - 2 * SIDE)
  }

  timeAt(x: number): number {
    return ((x - SIDE) / Math.max(1, this.#surface.width - 2 * SIDE)) * this.#view.run.duration
  }

  paint(colors: Colors): void {
    const context = this.#surface.begin(colors.raised)
    const { width, height } = this.#surface
    if (width === 0) return
    for (const { name, span } of this.#view.run.faults) {
      context.fillStyle = faultColor(name, colors)
      context.globalAlpha = 0.18
      context.fillRect(this.#x(span[0]), 0, Math.max(1, this.#x(span[1]) - this.#x(span[0])), height)
    }
    const bar = (width - 2 * SIDE) / BINS
    const column = (column: Float64Array, color: string, alpha: number) => {
      context.fillStyle = color
      context.globalAlpha = alpha
      for (let bin = 0; bin < BINS; bin++) {
        if (column[bin] === 0) continue
        // Few messages beside many should still be seen.
        const high = Math.max(1.5, Math.sqrt(column[bin]! / this.#most) * (height - 14))
        context.fillRect(SIDE + bin * bar, height - high, Math.max(1, bar - 0.4), high)
      }
    }
    column(this.#sent, colors.faint, 0.55)
    column(this.#lost, colors.bad, 1)
    context.globalAlpha = 1
    context.fillStyle = colors.bad
    for (const { operations } of this.#view.run.anomalies.slice(0, 50)) {
      for (const at of operations) {
        const x = this.#x(this.#view.run.operations[at]!.invoked)
        context.beginPath()
        context.moveTo(x - 4, 1)
        context.lineTo(x + 4, 1)
        context.lineTo(x, 8)
        context.fill()
      }
    }
    const [from, to] = this.#view.span
    const left = Math.max(1, this.#x(from))
    const wide = Math.max(4, Math.min(width - 1, this.#x(to)) - left)
    context.fillStyle = colors.accent
    context.globalAlpha = 0.16
    context.fillRect(left, 0, wide, height)
    context.globalAlpha = 1
    context.strokeStyle = colors.accent
    context.lineWidth = 2
    context.strokeRect(left, 1, wide, height - 2)
  }

  /** Drag to move the stretch in view. */
  watch(): void {
    const { canvas } = this.#surface
    const centre = (event: PointerEvent) => {
      const time = this.timeAt(event.offsetX)
      const [from, to] = this.#view.span
      this.#view.showSpan(time - (to - from) / 2, time + (to - from) / 2)
    }
    canvas.addEventListener('pointerdown', event => {
      canvas.setPointerCapture(event.pointerId)
      centre(event)
    })
    canvas.addEventListener('pointermove', event => {
      if (event.buttons > 0) centre(event)
    })
  }
}
