/** How processes, operations, times and counts are written in explanations. */
import { show } from '../models/text.ts'
import type { Model, Operation, PartitionKey, Process } from '../types.ts'
import { canonicalText } from '../values.ts'

/** A model of any state, input and output: one that is only asked for words. */
// biome-ignore lint/suspicious/noExplicitAny: only `any` is both co- and contravariant.
export type SomeModel = Model<any, any, any>

/** `c3` for the process 3, the name of one that has a name. */
export function processName(process: Process | undefined): string {
  if (process === undefined) return 'someone'
  return typeof process === 'number' ? `c${process}` : process
}

/** `write 4`. Within a key that the reader knows already, without saying the key again. */
export function describe(model: SomeModel, { input, output }: Operation, key?: PartitionKey): string {
  const text =
    model.describe?.(input, output) ?? `${canonicalText(input)} → ${output === undefined ? '?' : canonicalText(output)}`
  const suffix = ` at ${show(key)}`
  return key !== undefined && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text
}

/** Why an operation cannot come next, without its name in front. */
export function bareReason(model: SomeModel, operation: Operation, why: string): string {
  const name = describe(model, operation)
  return why.startsWith(`${name} is `) ? why.slice(name.length + 4) : why
}

export function describeState(model: SomeModel, state: unknown): string {
  return model.describeState?.(state) ?? canonicalText(state)
}

/** The kind of an operation as a noun: `read`, `cas`; `operation` if its input does not say. */
export function noun({ input }: Operation): string {
  const f = typeof input === 'object' && input !== null && 'f' in input ? input.f : undefined
  return typeof f === 'string' ? f.replaceAll('_', ' ') : 'operation'
}

const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

/** `three`, `13`, `1,000`. */
export function count(n: number): string {
  return NUMBERS[n] ?? n.toLocaleString('en')
}

/** `1 operation`, `412 operations`. */
export function plural(n: number, word: string): string {
  return `${n.toLocaleString('en')} ${word}${n === 1 ? '' : 's'}`
}

/** Whether an operation never returned. */
export function crashed(operation: Operation): boolean {
  return !Number.isFinite(operation.return ?? Number.POSITIVE_INFINITY)
}

/** When an operation was called and returned: in nanoseconds if its events say so, else in the unit of its history. */
export interface Span {
  readonly call: number
  readonly return: number
  readonly unit: 'ns' | 'own' | 'position'
}

export function spanOf(operation: Operation): Span {
  const { events } = operation
  if (events === undefined)
    return { call: operation.call, return: operation.return ?? Number.POSITIVE_INFINITY, unit: 'own' }
  const [from, to] = [events.invocation.time, events.completion?.time]
  if (from === undefined || from < 0) {
    return { call: operation.call, return: operation.return ?? Number.POSITIVE_INFINITY, unit: 'position' }
  }
  return { call: from, return: crashed(operation) ? Number.POSITIVE_INFINITY : (to ?? from), unit: 'ns' }
}

/** `12.010 s` for nanoseconds, with as many digits as the distance between times asks for; `entry 17`; or the bare number. */
export function formatTime(time: number, unit: Span['unit'], distance = 1e9): string {
  if (unit === 'position') return `entry ${time}`
  if (unit === 'own') return String(time)
  const digits = distance <= 0 ? 3 : Math.min(9, Math.max(3, Math.ceil(11 - Math.log10(distance))))
  return `${(time / 1e9).toFixed(digits)} s`
}

/** How text is coloured; each function wraps its argument. Plain by default. */
export interface Palette {
  strong(text: string): string
  faint(text: string): string
  bad(text: string): string
  good(text: string): string
}

const same = (text: string) => text
export const PLAIN: Palette = { strong: same, faint: same, bad: same, good: same }

export interface ExplainOptions {
  readonly palette?: Palette
  /** Columns of the terminal. Default 100. */
  readonly width?: number
  /** What the history is called in the first sentence. Default: `The history`. */
  readonly subject?: string
}
