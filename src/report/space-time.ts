/**
 * A small space-time diagram in plain text: a row for each client, each operation a bar from its invocation to its completion, on one axis of
 * time.
 *
 *     12.010 s                         12.310 s
 *     c2  ├ write 4 ──────┤ ok
 *     c5         ├ cas 4 → 1 ───────┤ ok
 */

import { count, processName } from '../checkers/story.ts'
import type { Operation, Pair } from '../history/operation.ts'
import { attempts } from '../history/pairing.ts'
import { formatJson } from '../network/message.ts'
import { SECOND } from '../time/clock.ts'
import { deedOf } from './page/client/operation-label.ts'

/** Characters of a label. */
const LONGEST = 48

/** An operation in few words: `write 0 = 4`, `cas 0: 1 → 2`, `read → [1 2 3]`. */
export function briefly({ invocation, completion }: Pair): string {
  const told = keyedDeed({ invocation, completion })
  if (told !== undefined) return told
  const given = short(invocation.value)
  const got = completion?.type === 'ok' ? short(completion.value) : undefined
  const asked = given === '' ? invocation.f : `${invocation.f} ${given}`
  return got === undefined || got === given || got === '' ? asked : `${asked} → ${got}`
}

/** Of a request without fields. */
const isEmpty = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0

/** A value in few characters; a list too long for that shows how many elements it has, and the last ones. */
function short(value: unknown): string {
  if (value === null || value === undefined || isEmpty(value)) return ''
  const text = Array.isArray(value) ? `[${value.map(element => formatJson(element)).join(' ')}]` : formatJson(value)
  if (text.length <= 24) return text
  if (Array.isArray(value))
    return `[${count(value.length, 'element')}, the last ${value
      .slice(-2)
      .map(element => formatJson(element))
      .join(' ')
      .slice(0, 12)}]`
  return `${text.slice(0, 23)}…`
}

/** `write 0 = 4`, `read 0 → 3`, `cas 0: 4 → 1` of a key-value store, the steps of a transaction, cut if need be; undefined of others. */
export function keyedDeed({ invocation, completion }: Pair): string | undefined {
  const { f, value } = invocation
  if (!Array.isArray(value) || !(f === 'txn' || (KEYED.test(f) && value.length === 2))) return undefined
  const got = completion?.type === 'ok' && completion.value !== null ? formatJson(completion.value) : ''
  const outcome = completion === undefined || completion.type === 'invoke' ? 'open' : completion.type
  const told = deedOf({ f, asked: formatJson(value), got, outcome })
  return told.length <= LONGEST ? told : `${told.slice(0, LONGEST - 1)}…`
}

const KEYED = /^(?:read|write|cas)$/

const OUTCOMES = { ok: 'ok', fail: 'failed', info: 'no answer', invoke: '' } as const

export interface SpaceTimeOptions {
  /** Of the time axis, in characters. */
  readonly width?: number
  /** By index of an operation: what is wrong with it, beside its row; what it is called, instead of what it does. */
  readonly notes?: Readonly<Record<number, string>> | undefined
  readonly names?: Readonly<Record<number, string>> | undefined
}

/** Rows of the diagram, for at most a dozen operations. Completions alone are drawn as moments. */
export function spaceTime(
  operations: readonly Operation[],
  { width = 56, notes = {}, names: called = {} }: SpaceTimeOptions = {},
): string[] {
  const shown = attempts(operations.filter(({ process }) => typeof process === 'number')).slice(0, 12)
  if (shown.length === 0) return []
  const start = Math.min(...shown.map(({ invocation }) => invocation.time))
  const last = Math.max(...shown.map(({ invocation, completion }) => completion?.time ?? invocation.time))
  const span = Math.max(1, last - start)
  const column = (time: number) => Math.round(((time - start) / span) * (width - 1))
  const names = shown.map(
    ({ invocation }) =>
      `${processName(invocation.process)}${invocation.node === undefined ? '' : ` at ${invocation.node}`}`,
  )
  const margin = Math.max(...names.map(name => name.length)) + 2
  const from = `${(start / SECOND).toFixed(3)} s`
  const to = `${(last / SECOND).toFixed(3)} s`
  const axis = `${' '.repeat(margin)}${from}${' '.repeat(Math.max(1, width - from.length - to.length))}${to}`
  const rows = shown.map((pair, i) => {
    const left = column(pair.invocation.time)
    const right = pair.completion === undefined ? width : column(pair.completion.time)
    const of = (texts: Readonly<Record<number, string>>) =>
      texts[pair.invocation.index] ?? (pair.completion === undefined ? undefined : texts[pair.completion.index])
    const bar = drawn(left, right, of(called) ?? briefly(pair), width)
    return { text: `${names[i]!.padEnd(margin)}${bar} ${outcomeOf(pair)}`.trimEnd(), note: of(notes) }
  })
  const widest = Math.max(...rows.map(({ text }) => text.length))
  return [axis, ...rows.map(({ text, note }) => (note === undefined ? text : `${text.padEnd(widest)}   ${note}`))]
}

/** The bar with its label: within where there is room, before it at the end of the axis, behind it otherwise. */
function drawn(left: number, right: number, label: string, width: number): string {
  const indent = ' '.repeat(left)
  if (right - left >= label.length + 4) return `${indent}├ ${label} ${'─'.repeat(right - left - label.length - 3)}┤`
  const bar = `├${'─'.repeat(Math.max(0, right - left - 1))}┤`
  return left > width / 2 && label.length < left ? `${label.padStart(left - 1)} ${bar}` : `${indent}${bar} ${label}`
}

/** How it ended; of one that failed, why. */
function outcomeOf({ completion }: Pair): string {
  const outcome = OUTCOMES[completion?.type ?? 'info']
  return completion?.type === 'fail' && completion.error !== undefined
    ? `${outcome}: ${completion.error.name}`
    : outcome
}
