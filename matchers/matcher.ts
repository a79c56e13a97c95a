/** What a matcher is, for either test runner, and how a verdict becomes a pass or an explained failure. */

import pc from 'picocolors'
import { checkVacuous } from '../src/checkers/vacuous.ts'
import type { Verdict } from '../src/checkers/verdict.ts'
import { pointing } from '../src/explanations/pointer.ts'
import { History } from '../src/history/history.ts'
import type { Operation } from '../src/history/operation.ts'
import { betweenNodes } from '../src/report/between-nodes.ts'
import { formatFailure, type Palette } from '../src/report/failure.ts'

/** The little that both runners hand to a matcher. */
export interface MatcherState {
  readonly isNot?: boolean
  readonly utils: {
    matcherHint(name: string, received?: string, expected?: string, options?: { readonly isNot?: boolean }): string
  }
}

export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** What matchers judge: what `cluster()` returned, or the operations that `readHistory()` read. */
export type Judged = History | readonly Operation[]

const palette: Palette = { title: pc.bold, bad: pc.red, dim: pc.dim }

/** The received value is nothing that this matcher can judge. */
export class NotAHistoryError extends TypeError {
  override readonly name = 'NotAHistoryError'
  constructor(message: string) {
    super(pointing('NotAHistoryError', message))
  }
}

export function operationsOf(received: unknown, matcher: string): readonly Operation[] {
  if (received instanceof History) return received.operations
  if (
    Array.isArray(received) &&
    received.every(entry => typeof entry === 'object' && entry !== null && 'type' in entry && 'f' in entry)
  ) {
    return received as readonly Operation[]
  }
  const hint = received instanceof Promise ? ' It is a promise: write `expect(await cluster(…))`.' : ''
  throw new NotAHistoryError(
    `${matcher} judges what cluster() returned, or the operations that readHistory() read; it was given ${describe(received)}.${hint}`,
  )
}

export function historyOf(received: unknown, matcher: string): History {
  if (received instanceof History) return received
  operationsOf(received, matcher)
  throw new NotAHistoryError(
    `${matcher} needs what the network did, which only the history that cluster() returned knows; it was given a list of operations.`,
  )
}

/** That nothing succeeded says more than what a checker misses then: "no transaction depends on another". */
function withPlainestReason(verdict: Verdict, history: History | undefined): Verdict {
  // The verdict on the whole run has said it, and more.
  if (verdict.valid !== 'unknown' || verdict === history?.verdict) return verdict
  if (!history?.pairs.some(({ completion }) => completion !== undefined)) return verdict
  const { reason } = checkVacuous(history.operations)
  return reason === undefined ? verdict : { ...verdict, reason }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return typeof value === 'object' ? `an object of class ${value.constructor?.name ?? 'unknown'}` : `a ${typeof value}`
}

/** What `check` says, or unknown where there is a reason why the history holds nothing that it could judge. */
export function judgeWhere(nothing: string | undefined, check: () => Verdict): Verdict {
  return nothing === undefined ? check() : { valid: 'unknown', reason: nothing, anomalies: [], figures: {} }
}

/**
 * A pass or an explained failure. A verdict that is unknown fails with and without `.not`: whoever does not know proves neither. `expectation` says what
 * must hold, `opposite` what `.not` asks for.
 */
export function judge(
  state: MatcherState,
  received: unknown,
  matcher: string,
  expectation: string,
  opposite: string,
  verdict: Verdict,
): MatcherResult {
  const history = received instanceof History ? received : undefined
  const doubt = history?.doubt
  const settled: Verdict =
    verdict.valid === true && doubt !== undefined
      ? { ...verdict, valid: 'unknown', reason: doubt }
      : withPlainestReason(verdict, history)
  const isNot = state.isNot === true
  const pass = settled.valid === 'unknown' ? isNot : settled.valid
  return {
    pass,
    message: () => {
      const hint = state.utils.matcherHint(matcher, 'history', '', { isNot })
      const shown: Verdict = settled.valid === true ? { ...settled, anomalies: [] } : settled
      const text = formatFailure(history, isNot ? opposite : expectation, shown, palette, anomaly =>
        history === undefined ? [] : betweenNodes(history, anomaly, palette.dim),
      )
      return `${hint}\n\n${text}`
    },
  }
}
