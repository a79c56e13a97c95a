/** A verdict on sequential consistency as text for a terminal. */
import type { SequentialFailure, SequentialResult } from '../sequential/index.ts'
import type { Operation } from '../types.ts'
import { lastOf, shorten } from './rows.ts'
import {
  count,
  crashed,
  describe,
  type ExplainOptions,
  noun,
  type Palette,
  PLAIN,
  plural,
  processName,
  type SomeModel,
} from './words.ts'

const MOST_PROCESSES = 8
const MOST_CORE = 60
const MOST_STEPS = 8
const MOST_STUCK = 5

export function explainSequential(model: SomeModel, result: SequentialResult, options: ExplainOptions = {}): string {
  const { subject = 'The history', palette = PLAIN, width = 100 } = options
  const operations: readonly Operation[] = result.operations
  if (result.valid === true)
    return palette.good(`${subject} is sequentially consistent: ${plural(operations.length, 'operation')}.`)
  if (result.valid === 'unknown') {
    return palette.strong(
      `${subject} may or may not be sequentially consistent: ${result.cause?.message ?? 'the search was cut short'}`,
    )
  }
  const { failure } = result
  // A core that the time did not suffice to make small tells less than the circle.
  const core = result.core !== undefined && result.core.length <= MOST_CORE ? result.core : undefined
  const shown = core ?? involved(failure) ?? operations.map((_, i) => i)
  const these =
    core === undefined
      ? `no interleaving of its ${plural(operations.length, 'operation')}`
      : core.length === 1
        ? 'nothing'
        : `no interleaving of these ${count(core.length)} operations`
  const target = core?.length === 1 ? ` this ${noun(operations[core[0]!]!)}` : ' what was read'
  const lines = [
    palette.strong(palette.bad(`${subject} is not sequentially consistent: ${these} explains${target}.`)),
    '',
  ]
  lines.push(...programs(model, operations, shown, palette, width))
  if (failure?.unwritten !== undefined)
    lines.push('', `  ${title(model, operations, failure.unwritten)}: nobody wrote that.`)
  if (failure?.cycle !== undefined) lines.push('', ...circle(model, operations, failure.cycle, palette))
  else if (failure?.unwritten === undefined && failure !== undefined)
    lines.push('', ...stuck(model, operations, failure, palette))
  return lines.join('\n')
}

function involved(failure: SequentialFailure | undefined): readonly number[] | undefined {
  if (failure?.unwritten !== undefined) return [failure.unwritten]
  if (failure?.cycle === undefined) return undefined
  const all = failure.cycle.flatMap(({ before, after, read }) => [before, after, ...(read === undefined ? [] : [read])])
  return [...new Set(all)]
}

/** `c2 read → 4`. */
function title(model: SomeModel, operations: readonly Operation[], i: number): string {
  return `${processName(operations[i]!.process)} ${describe(model, operations[i]!)}`
}

/** The operations of each process in its order. */
function programs(
  model: SomeModel,
  operations: readonly Operation[],
  shown: readonly number[],
  palette: Palette,
  width: number,
): string[] {
  const rows = new Map<string, string[]>()
  for (const i of [...shown].sort((a, b) => operations[a]!.call - operations[b]!.call || a - b)) {
    const name = processName(operations[i]!.process)
    const text = describe(model, operations[i]!) + (crashed(operations[i]!) ? ' (crashed)' : '')
    rows.set(name, [...(rows.get(name) ?? []), text])
  }
  const margin = Math.max(...[...rows.keys()].map(name => name.length)) + 2
  const lines = [...rows].map(
    ([name, texts]) =>
      `  ${palette.strong(name)}${' '.repeat(margin - name.length)}${shorten(texts.join('  ─▶  '), width - margin - 2)}`,
  )
  if (lines.length <= MOST_PROCESSES) return lines
  return [
    ...lines.slice(0, MOST_PROCESSES),
    palette.faint(`  … and ${plural(lines.length - MOST_PROCESSES, 'process')}`),
  ]
}

function circle(
  model: SomeModel,
  operations: readonly Operation[],
  steps: NonNullable<SequentialFailure['cycle']>,
  palette: Palette,
): string[] {
  const texts = steps.map(({ before, after, because }) => ({
    order: `${title(model, operations, before)}  before  ${title(model, operations, after)}`,
    because,
  }))
  const margin = Math.max(...texts.map(({ order }) => order.length))
  const lines = texts
    .slice(0, MOST_STEPS)
    .map(({ order, because }) => `    ${order.padEnd(margin)}   ${palette.faint(because)}`)
  if (texts.length > MOST_STEPS)
    lines.push(palette.faint(`    … and ${plural(texts.length - MOST_STEPS, 'step')} more`))
  return ['  Every interleaving would have to keep these orders, and they go in a circle:', ...lines]
}

function stuck(
  model: SomeModel,
  operations: readonly Operation[],
  { prefixes }: SequentialFailure,
  palette: Palette,
): string[] {
  const [prefix] = prefixes
  if (prefix === undefined) return []
  const { order, stuck } = prefix
  const names = order.map(i => title(model, operations, i))
  const lines = [
    `  The longest legal interleaving has ${plural(order.length, 'operation')}, and nothing can come next:`,
    `    ${lastOf(names, 90) || 'nothing'}`,
  ]
  for (const { operation, legal, why } of stuck.slice(0, MOST_STUCK)) {
    lines.push(`      ${legal ? '·' : palette.bad('✗')} ${title(model, operations, operation)}: ${shorten(why, 90)}`)
  }
  if (stuck.length > MOST_STUCK)
    lines.push(palette.faint(`        … and ${plural(stuck.length - MOST_STUCK, 'process')} more`))
  return lines
}
