/** A canvas at the resolution of the screen, in the colours of the page. */

export interface Colors {
  readonly paper: string
  readonly raised: string
  readonly line: string
  readonly edge: string
  readonly ink: string
  readonly soft: string
  readonly faint: string
  readonly accent: string
  readonly ok: string
  readonly fail: string
  readonly info: string
  readonly bad: string
  readonly client: string
  readonly kinds: readonly string[]
  readonly faults: Readonly<Record<string, string>>
  readonly font: string
}

/** Colours by which types of messages are told apart; the last is for all further types. */
export const KINDS = 8
const FAULTS = ['partition', 'kill', 'pause', 'loss', 'duplicate', 'reorder', 'slow', 'clock']

export function readColors(): Colors {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const several = (name: string, n: number) => Array.from({ length: n }, (_, i) => color(`${name}${i}`))
  return {
    paper: color('paper'),
    raised: color('raised'),
    line: color('line'),
    edge: color('edge'),
    ink: color('ink'),
    soft: color('soft'),
    faint: color('faint'),
    accent: color('accent'),
    ok: color('ok'),
    fail: color('fail'),
    info: color('info'),
    bad: color('bad'),
    client: color('client'),
    kinds: several('kind', KINDS),
    faults: Object.fromEntries(FAULTS.map(name => [name, color(`fault-${name}`)])),
    font: getComputedStyle(document.body).fontFamily,
  }
}

export class Surface {
  readonly canvas: HTMLCanvasElement
  readonly context: CanvasRenderingContext2D
  width = 0
  height = 0

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('This browser draws no canvas.')
    this.context = context
  }

  /** Takes the size that the layout gives it, and clears. Returns the context, in units of the layout. */
  begin(paper: string): CanvasRenderingContext2D {
    const { canvas, context } = this
    const ratio = globalThis.devicePixelRatio || 1
    this.width = canvas.clientWidth
    this.height = canvas.clientHeight
    const [width, height] = [Math.round(this.width * ratio), Math.round(this.height * ratio)]
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width
      canvas.height = height
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.fillStyle = paper
    context.fillRect(0, 0, this.width, this.height)
    context.textBaseline = 'middle'
    return context
  }
}

/** The same colour for the same fault on the whole page; those of clocks share one. */
export function faultColor(name: string, colors: Colors): string {
  return colors.faults[name === 'power-loss' ? 'kill' : name] ?? colors.faults.clock!
}

/** Cut so that it is at most `width` wide; empty when not even three characters are. */
export function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (context.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle
    else high = middle - 1
  }
  return low < 3 ? '' : `${text.slice(0, low)}…`
}

/** Labels that must not lie on one another: the first to come has the place. */
export class Places {
  readonly #taken: [left: number, top: number, right: number, bottom: number][] = []

  take(left: number, top: number, width: number, height: number): boolean {
    const [right, bottom] = [left + width, top + height]
    if (this.#taken.some(([l, t, r, b]) => left < r && right > l && top < b && bottom > t)) return false
    this.#taken.push([left, top, right, bottom])
    return true
  }
}

export function outcomeColor(outcome: 'ok' | 'fail' | 'info' | 'open', colors: Colors): string {
  return outcome === 'ok' ? colors.ok : outcome === 'fail' ? colors.fail : colors.info
}

export function stroke(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath()
  context.moveTo(x1, y1)
  context.lineTo(x2, y2)
  context.stroke()
}

export function cross(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  stroke(context, x - size, y - size, x + size, y + size)
  stroke(context, x + size, y - size, x - size, y + size)
}

/** A text that can be read whatever lies behind it. */
export function haloed(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  paper: string,
  ink: string,
): void {
  context.lineJoin = 'round'
  context.lineWidth = 3
  context.strokeStyle = paper
  context.strokeText(text, x, y)
  context.fillStyle = ink
  context.fillText(text, x, y)
}
