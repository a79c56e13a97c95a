/** An operation in few words, on the page and in its pictures: `write 4`, `read 0 → 3`, `cas 0: 4 → 1`, `r 12 = 4, w 8 3`. */

export interface Described {
  readonly f: string
  /** What was asked and what came back, as JSON, perhaps cut; empty for nothing. */
  readonly asked: string
  readonly got: string
  readonly outcome: 'ok' | 'fail' | 'info' | 'open'
}

const SIGNS = { ok: '', fail: ' ✗', info: ' ?', open: ' ?' } as const

/** At most `limit` characters, with a sign for one that failed (✗) or was not answered (?). */
export function operationLabel(operation: Described, limit = 60): string {
  return `${cut(deedOf(operation), limit)}${SIGNS[operation.outcome]}`
}

/** Likewise without the sign. */
export function deedOf({ f, asked, got, outcome }: Described): string {
  // A number beyond 2^53 that was parsed is another number.
  const exact = !/\d{16}/.test(asked + got)
  // What came back is left out where it says the same as what was asked: a read that found nothing.
  const [question, answer] = exact ? [parsed(asked), parsed(got === '' && outcome === 'ok' ? asked : got)] : []
  const steps = Array.isArray(answer) ? answer : question
  if (f === 'txn' && Array.isArray(steps) && steps.every(step => Array.isArray(step) && step.length === 3))
    return (steps as [string, unknown, unknown][]).map(each => step(each, outcome === 'ok')).join(', ')
  if (/^(read|write|cas)$/.test(f) && Array.isArray(question) && question.length === 2) {
    const [key, value] = question as [unknown, unknown]
    const result = Array.isArray(answer) && answer.length === 2 ? (answer as unknown[])[1] : undefined
    if (f === 'read') return `read ${show(key)}${result === undefined ? '' : ` → ${show(result)}`}`
    if (f === 'cas' && Array.isArray(value)) return `cas ${show(key)}: ${value.map(show).join(' → ')}`
    return `${f} ${show(key)} = ${show(value)}`
  }
  return [f, asked, ...(got === '' || got === asked ? [] : ['→', got])].filter(word => word !== '').join(' ')
}

function step([f, key, value]: [string, unknown, unknown], done: boolean): string {
  if (f !== 'r') return `${f} ${show(key)} ${show(value)}`
  return done ? `r ${show(key)} = ${show(value)}` : `r ${show(key)}`
}

function show(value: unknown): string {
  if (value === null || value === undefined) return 'nil'
  if (typeof value === 'string') return value
  return Array.isArray(value) ? `[${value.map(show).join(' ')}]` : JSON.stringify(value)
}

/** A text that was cut is no JSON any more. */
function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** A long list shows its end: elements are mostly appended there. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  const end = text.endsWith(']') ? Math.floor(limit / 2) : 0
  return `${text.slice(0, limit - end - 1)}…${end === 0 ? '' : text.slice(-end)}`
}
