/**
 * The text of a failed assertion: what was expected, what happened, the operations that contradict each other, what to look at next, how to run it again,
 * where everything is.
 * Pure: colours are handed in.
 */

import { isAbsolute, relative } from 'node:path'
import type { Anomaly, Verdict } from '../checkers/verdict.ts'
import { ANOMALIES, anomalyHeading } from '../explanations/anomalies.ts'
import { POINTER_TO_UNKNOWN, pointerToAnomaly } from '../explanations/pointer.ts'
import type { History } from '../history/history.ts'
import { spaceTime } from './space-time.ts'

/** How pieces of the text are emphasised; the identity leaves them plain. */
export interface Palette {
  readonly title: (text: string) => string
  readonly bad: (text: string) => string
  readonly dim: (text: string) => string
}

const plain = (text: string) => text
export const PLAIN: Palette = { title: plain, bad: plain, dim: plain }

const SHOWN_ANOMALIES = 3
/** Operations that are drawn above a story: more of them leave no room for it. */
const MOST_DRAWN = 4
const SHOWN_LINES = 36

/**
 * `expectation` is one sentence: "Every element must reach every node." `meanwhile` tells what went on between the nodes during the first anomaly that is
 * shown, in lines without indentation.
 */
export function formatFailure(
  history: History | undefined,
  expectation: string,
  verdict: Verdict,
  palette: Palette = PLAIN,
  meanwhile: (anomaly: Anomaly) => readonly string[] = () => [],
): string {
  const lines: string[] = [`  ${expectation}`, '']
  if (verdict.valid === 'unknown')
    lines.push(`  ${palette.bad('That is unknown:')} ${verdict.reason ?? 'the checker gave no reason'}`)
  const told = oneOfEachType(verdict.anomalies).slice(0, SHOWN_ANOMALIES)
  for (const [i, anomaly] of told.entries()) {
    if (i > 0 || verdict.valid === 'unknown') lines.push('')
    lines.push(...formatAnomaly(anomaly, palette, i === 0))
    const around = i === 0 ? meanwhile(anomaly) : []
    if (around.length > 0) lines.push('', ...around.map(line => `  ${line}`))
  }
  const more = verdict.anomalies.length - told.length
  if (more > 0) lines.push('', `  … and ${more} more.`)
  const next = whatNext(told[0]?.type, verdict.valid, palette)
  const body = lines.length > SHOWN_LINES ? [...lines.slice(0, SHOWN_LINES - 1), '  …'] : lines
  const origin =
    history === undefined
      ? next
      : [...next, ...formatOrigin(history, palette, verdict.valid === 'unknown' ? verdict.reason : undefined)]
  return [...body, ...(origin.length === 0 ? [] : ['', ...origin])].join('\n')
}

/** The first of each type before the second of any: a crash must not vanish behind ten wrong replies. */
function oneOfEachType(anomalies: readonly Anomaly[]): Anomaly[] {
  const seen = new Set<string>()
  const isFirst = ({ type }: Anomaly) => !seen.has(type) && seen.add(type) !== undefined
  const firsts = anomalies.filter(isFirst)
  return [...firsts, ...anomalies.filter(anomaly => !firsts.includes(anomaly))]
}

/** Only the first is drawn: one picture explains, three drown each other. */
function formatAnomaly(anomaly: Anomaly, palette: Palette, drawn: boolean): string[] {
  const [first = '', ...rest] = anomaly.message.split('\n')
  const told = drawn ? picture(anomaly) : []
  return [
    `  ${palette.bad('✗')} ${first}`,
    ...rest.map(line => `    ${line}`),
    ...(told.length === 0 ? [] : ['', ...told]),
  ]
}

/** The operations of an anomaly on an axis of time, or the story that its checker tells; both where that gives the operations names. */
function picture({ operations, story, notes, names }: Anomaly): string[] {
  if (story !== undefined && (names === undefined || Object.keys(names).length > MOST_DRAWN)) return [...story]
  const rows = spaceTime(operations, { notes, names }).map(line => `    ${line}`)
  return story === undefined ? rows : [...rows, ...(rows.length === 0 ? [] : ['']), ...story]
}

/** What to look at next, wrapped, and where there is more to read. */
function whatNext(type: string | undefined, valid: Verdict['valid'], { dim }: Palette): string[] {
  if (valid === 'unknown') return [`  ${POINTER_TO_UNKNOWN.replace('Read', dim('Read'))}`]
  const pointer = pointerToAnomaly(type ?? '')
  if (type === undefined || pointer === undefined) return []
  const [first = '', ...rest] = wrapped(ANOMALIES[anomalyHeading(type)!]!.advice, 100)
  return [
    `  ${dim('Next')}    ${first}`,
    ...rest.map(line => `          ${line}`),
    `  ${pointer.replace('Read', dim('Read'))}`,
  ]
}

/** Lines of at most `width` characters, as far as words allow. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Relative to the current folder, where it is below that. */
export function fromHere(folder: string): string {
  const path = relative(process.cwd(), folder)
  return path === '' || path.startsWith('..') || isAbsolute(path) ? folder : path
}

/** Where the run can be seen, and how it is repeated. `reason` is what has been told already of why a verdict is unknown. */
export function formatOrigin(history: History, palette: Palette, reason?: string): string[] {
  const problems = history.problems.length
  return [
    ...(history.cutShort === undefined || reason?.includes(history.cutShort)
      ? []
      : [`  ${palette.bad('Cut short:')} ${history.cutShort}`]),
    ...(problems === 0 || history.verdict.anomalies.some(({ operations }) => operations.length === 0)
      ? []
      : [
          `  Besides, nodes had ${problems === 1 ? 'a problem' : `${problems} problems`}: ${history.problems[0]!.message}`,
        ]),
    `  ${palette.dim('Replay')}  ${history.replay}`,
    ...(history.folder === undefined ? [] : [`  ${palette.dim('Look')}    ${fromHere(history.folder)}`]),
  ]
}
