/**
 * A small space-time diagram in plain text: a row for each client, each operation a bar from its invocation to its completion, on one axis of
 * time.
 *
 *     12.010 s                         12.310 s
 *     c2  ├ write 4 ──────┤ ok
 *     c5         ├ cas 4 → 1 ───────┤ ok
 */

import { processName } from '../checkers/story.ts'
import type { Operation, Pair } from '../history/operation.ts'
import { pairs } from '../history/pairing.ts'
import { formatJson } from '../network/message.ts'
import { SECOND } from '../time/clock.ts'

/** An operation in few words: `write 4`, `cas 1 → 2`, `read → [1 2 3]`. */
export function briefly({ invocation, completion }: Pair): string {
  const given = short(invocation.value)
  const got = completion?.type === 'ok' ? short(completion.value) : undefined
  const asked = given === '' ? invocation.f : `${invocation.f} ${given}`
  return got === undefined || got === given || got === '' ? asked : `${asked} → ${got}`
}

/** A value in few characters; a list too long for that shows how many elements it has, and the last ones. */
function short(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = Array.isArray(value) ? `[${value.map(element => formatJson(element)).join(' ')}]` : formatJson(value)
  if (text.length <= 24) return text
  if (Array.isArray(value))
    return `[${value.length} elements, the last ${value
      .slice(-2)
      .map(element => formatJson(element))
      .join(' ')
      .slice(0, 12)}]`
  return `${text.slice(0, 23)}…`
}

const OUTCOMES = { ok: 'ok', fail: 'failed', info: 'no answer', invoke: '' } as const

/** Rows of the diagram, for at most a dozen operations; `width` is that of the time axis, in characters. */
export function spaceTime(operations: readonly Operation[], width = 56): string[] {
  const shown = pairs(operations.filter(({ process }) => typeof process === 'number')).slice(0, 12)
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
  return [
    axis,
    ...shown.map((pair, i) => {
      const left = column(pair.invocation.time)
      const right = pair.completion === undefined ? width : column(pair.completion.time)
      const label = briefly(pair)
      const bar =
        right - left >= label.length + 4
          ? `├ ${label} ${'─'.repeat(right - left - label.length - 3)}┤`
          : `├${'─'.repeat(Math.max(0, right - left - 1))}┤ ${label}`
      const outcome = OUTCOMES[pair.completion?.type ?? 'info']
      return `${names[i]!.padEnd(margin)}${' '.repeat(left)}${bar} ${outcome}`.trimEnd()
    }),
  ]
}
