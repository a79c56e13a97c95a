/** A verdict on session guarantees as text for a terminal. */
import type { SessionResult, SessionViolation } from '../session/index.ts'
import type { Operation } from '../types.ts'
import { describe, type ExplainOptions, PLAIN, plural, processName, type SomeModel } from './words.ts'

const MOST_VIOLATIONS = 4
const MOST_OPERATIONS = 6

export function explainSessionGuarantees(
  model: SomeModel,
  result: SessionResult,
  options: ExplainOptions = {},
): string {
  const { subject = 'The history', palette = PLAIN } = options
  const asked = Object.keys(result.guarantees).map(words)
  if (result.valid === true) return palette.good(`${subject} keeps ${list(asked)}.`)
  if (result.valid === 'unknown')
    return palette.strong(`${subject} may or may not keep ${list(asked)}: ${result.cause?.message}`)
  const lines = [palette.strong(palette.bad(`${subject} does not keep ${list(brokenOf(result))}.`))]
  const operations: readonly Operation[] = result.operations
  for (const violation of result.violations.slice(0, MOST_VIOLATIONS)) {
    lines.push('', `  ${violation.why}`)
    const shown = violation.operations.slice(0, MOST_OPERATIONS)
    for (const i of shown)
      lines.push(palette.faint(`    ${processName(operations[i]!.process)}  ${describe(model, operations[i]!)}`))
    const more = violation.operations.length - shown.length
    if (more > 0) lines.push(palette.faint(`    … and ${plural(more, 'operation')} more`))
  }
  const more = result.violations.length - MOST_VIOLATIONS
  if (more > 0) lines.push('', palette.faint(`  … and ${plural(more, 'violation')} more`))
  return lines.join('\n')
}

/** What is certainly broken, or, if nothing is by itself, the sets of which something is. */
function brokenOf({ violations }: { violations: readonly SessionViolation[] }): string[] {
  const sets = [...new Set(violations.map(({ guarantees }) => guarantees.map(words).join(' or ')))]
  return sets.includes('') ? ['any guarantee: it reads what cannot be read'] : sets
}

const words = (guarantee: string) => guarantee.replaceAll('-', ' ')

function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'anything') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
