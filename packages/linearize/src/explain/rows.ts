/** Operations as bars in rows of text, one row for each process, time running to the right. Distances follow the order of events, not the clock. */
import type { Operation, PartitionKey } from '../types.ts'
import { crashed, describe, formatTime, type Palette, processName, type SomeModel, spanOf } from './words.ts'

export interface Mark {
  readonly operation: number
  readonly text: string
}

export interface RowsOptions {
  readonly model: SomeModel
  readonly operations: readonly Operation[]
  /** Which operations to draw. */
  readonly shown: readonly number[]
  readonly key: PartitionKey | undefined
  readonly mark?: Mark
  readonly palette: Palette
  readonly width: number
}

const INDENT = '  '

/** The lines of the picture. Labels stand in the bars; when that gets too wide, before them, and each operation has a row. */
export function drawRows(options: RowsOptions): string[] {
  const wide = layOut(options, true)
  return wide.columns <= options.width ? wide.lines : layOut(options, false).lines
}

interface Layout {
  readonly lines: string[]
  readonly columns: number
}

function layOut(options: RowsOptions, labelled: boolean): Layout {
  const { model, operations, shown, key, mark, palette } = options
  const label = new Map(shown.map(i => [i, shorten(describe(model, operations[i]!, key), 40)]))
  const column = columnsOf(options, i => (labelled ? label.get(i)!.length + 6 : 2))
  const rows: { name: string; of: number[] }[] = []
  for (const i of shown) {
    const { process } = operations[i]!
    const name = labelled ? processName(process) : `${processName(process)}  ${label.get(i)}`
    const row = labelled && process !== undefined ? rows.find(other => other.name === name) : undefined
    if (row === undefined) rows.push({ name, of: [i] })
    else row.of.push(i)
  }
  const margin = Math.max(...rows.map(({ name }) => name.length)) + 2
  const end = Math.max(...[...column.values()].map(({ to }) => to)) + 1
  const lines = rows.map(({ name, of }) => {
    let bars = ''
    let width = 0
    let marked = ''
    for (const i of of) {
      const { from, to } = column.get(i)!
      const bar = drawBar(labelled ? label.get(i)! : '', to - from + 1, crashed(operations[i]!))
      const isMarked = mark?.operation === i
      bars += ' '.repeat(Math.max(0, from - width)) + (isMarked ? palette.bad(bar) : bar)
      width = to + 1
      if (isMarked) marked = `   ${palette.bad(`✗ ${mark.text}`)}`
    }
    return `${INDENT}${palette.strong(name)}${' '.repeat(margin - name.length)}${bars}${marked}`
  })
  const axis = axisOf(options, column)
  const markWidth = mark === undefined ? 0 : mark.text.length + 5
  return {
    lines: axis === '' ? lines : [palette.faint(INDENT + ' '.repeat(margin) + axis), ...lines],
    columns: INDENT.length + margin + end + markWidth,
  }
}

/** Where each bar begins and ends. Every event stands right of those before it, and every bar is as wide as it needs to be. */
function columnsOf(
  { operations, shown }: RowsOptions,
  widthOf: (i: number) => number,
): Map<number, { from: number; to: number }> {
  const events = shown.flatMap(i => [
    { i, at: operations[i]!.call, isCall: true },
    { i, at: operations[i]!.return ?? Number.POSITIVE_INFINITY, isCall: false },
  ])
  // Touching operations are concurrent: at one time calls come first.
  events.sort((a, b) => (a.at === b.at ? Number(b.isCall) - Number(a.isCall) : a.at - b.at))
  const columns = new Map<number, { from: number; to: number }>()
  let x = -1
  let previous: (typeof events)[number] | undefined
  for (const event of events) {
    const { i, isCall } = event
    const step = previous !== undefined && isCall && !previous.isCall ? 2 : 1
    x = Math.max(x + step, isCall ? 0 : columns.get(i)!.from + widthOf(i))
    if (isCall) columns.set(i, { from: x, to: x })
    else columns.set(i, { from: columns.get(i)!.from, to: x })
    previous = event
  }
  return columns
}

/** `├── write 4 ───┤`; a crashed one has no right end. */
function drawBar(label: string, width: number, open: boolean): string {
  const fill = open ? '╌' : '─'
  const middle = label === '' ? '' : `${fill}${fill} ${label} `
  return `├${middle}${fill.repeat(Math.max(0, width - 2 - middle.length))}${open ? '?' : '┤'}`
}

/** Two times: when the first operation was called, and when the marked one (or the last one) was. */
function axisOf({ operations, shown, mark }: RowsOptions, column: ReadonlyMap<number, { from: number }>): string {
  const first = shown.reduce((a, b) => (column.get(b)!.from < column.get(a)!.from ? b : a))
  const last = mark?.operation ?? shown.reduce((a, b) => (column.get(b)!.from > column.get(a)!.from ? b : a))
  const spans = [first, last].map(i => spanOf(operations[i]!))
  const distance = Math.abs(spans[1]!.call - spans[0]!.call)
  const [from, to] = spans.map(({ call, unit }) => formatTime(call, unit, distance)) as [string, string]
  const gap = column.get(last)!.from - from.length
  return first === last || gap < 2 ? from : from + ' '.repeat(gap) + to
}

export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

/** As many names from the end of a list as fit into so many columns, and how many are before them. */
export function lastOf(names: readonly string[], columns: number): string {
  let from = Math.max(0, names.length - 1)
  let width = names[from]?.length ?? 0
  while (from > 0 && width + names[from - 1]!.length + 2 <= columns - (from > 1 ? 14 : 0)) {
    from--
    width += names[from]!.length + 2
  }
  const shown = names
    .slice(from)
    .map(name => shorten(name, columns))
    .join(', ')
  return from === 0 ? shown : `… ${from} more …, ${shown}`
}
