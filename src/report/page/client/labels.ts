/** Messages in few words, and what became of operations. */

import { cut } from './format.ts'
import type { Run } from './run.ts'

/** `append_entries term: 4 entries: […]`: the type and, where the text of the message is at hand, what it says. */
export function messageLabel({ messages, types }: Run, m: number, text: string | undefined): string {
  const type = types[messages.type[m]!]!
  if (text === undefined || text === '') return type
  return cut(`${type} ${fieldsOf(text)}`.trim(), 80)
}

function fieldsOf(text: string): string {
  try {
    const { type, msg_id, in_reply_to, ...fields } = (JSON.parse(text) as { body: Record<string, unknown> }).body
    const named = Object.entries(fields)
    if (named.length === 1) return JSON.stringify(named[0]![1])
    return named.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(' ')
  } catch {
    return ''
  }
}

export const OUTCOME_WORDS = {
  ok: 'ok',
  fail: 'failed: it did not happen',
  info: 'no answer: it may or may not have happened',
  open: 'still open at the end of the run',
} as const
