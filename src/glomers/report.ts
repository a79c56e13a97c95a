/** What a challenge shows when it is over, and what a part says that was not passed. */

import type { Anomaly, Verdict } from '../checkers/verdict.ts'
import type { History } from '../history/history.ts'
import { formatFailure, type Palette } from '../report/failure.ts'
import type { Part } from './challenges.ts'
import type { Finding } from './criteria.ts'

/** A part that has run: what was found, or why there is nothing to find. */
export interface PartResult {
  readonly part: Part
  readonly passed: boolean
  /** The verdict on the run first, then what else was asked for. */
  readonly findings: readonly Finding[]
}

/** The parts that have run, a line for each figure. */
export function formatParts(results: readonly PartResult[], palette: Palette): string {
  const width = Math.max(...results.map(({ part }) => part.title.length))
  const idWidth = Math.max(...results.map(({ part }) => part.id.length))
  const lines = results.flatMap(({ part, passed, findings }) => {
    const name = `${part.id.padEnd(idWidth)}  ${part.title.padEnd(width)}`
    return findings.map(({ text, passed: good }, i) => {
      const start = i === 0 ? `${passed ? '✓' : palette.bad('✗')} ${name}` : ' '.repeat(name.length + 2)
      return `  ${start}  ${good === true ? text : palette.bad(`${text} ✗`)}`
    })
  })
  return lines.join('\n')
}

/** The text of a part that was not passed: every figure that is out of bounds, and what was wrong with the run. */
export function formatPartFailure(
  { id, title }: Part,
  history: History,
  findings: readonly Finding[],
  palette: Palette,
): string {
  const { verdict } = history
  const ofRun = new Set(verdict.anomalies.map(({ type }) => type))
  // Of availability the verdict tells itself, and which operations it was that failed.
  const outOfBounds = findings.slice(1).filter(({ passed }) => passed === false && !ofRun.has('unavailable'))
  const anomalies: Anomaly[] = outOfBounds.map(({ text }) => ({
    type: 'out-of-bounds',
    message: `${text[0]!.toUpperCase()}${text.slice(1)}.`,
    operations: [],
  }))
  const wrong = verdict.valid === false ? verdict.anomalies : []
  const told: Verdict =
    verdict.valid === 'unknown'
      ? { ...verdict, anomalies: [...verdict.anomalies, ...anomalies] }
      : { valid: false, anomalies: [...wrong, ...anomalies], figures: {} }
  const within = findings.filter(({ passed }) => passed === true).map(({ text }) => text)
  const besides = within.length === 0 ? '' : ` So far so good: ${within.join('; ')}.`
  return formatFailure(history, `Challenge ${id} (${title}) is not passed.${besides}`, told, palette)
}
