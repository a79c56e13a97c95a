/** What a user chooses for a new project, and what a word that names no choice could have meant. */

import { distance } from 'fastest-levenshtein'
import { pointing } from '../explanations/pointer.ts'
import { WORKLOADS, type WorkloadName } from '../workloads/index.ts'
import { LANGUAGES, type Language } from './languages.ts'

export type Runner = 'vitest' | 'jest'
export const RUNNERS: readonly Runner[] = ['vitest', 'jest']

export interface Choices {
  readonly language: Language
  readonly workload: WorkloadName
  readonly runner: Runner
}

/** What a project is about when nobody says. */
export const DEFAULTS: Choices = { language: LANGUAGES[0]!, workload: 'echo', runner: 'vitest' }

/** A word names no choice. */
export class ChoiceError extends Error {
  override readonly name = 'ChoiceError'
  constructor(what: string, given: string, names: readonly string[]) {
    const [nearest = ''] = names.toSorted((a, b) => distance(a, given) - distance(b, given))
    const guess = distance(nearest, given) <= Math.max(2, given.length / 3) ? ` Did you mean ${nearest}?` : ''
    super(
      pointing('ChoiceError', `There is no ${what} ${JSON.stringify(given)}.${guess} There are: ${names.join(', ')}.`),
    )
  }
}

/** By its id, or any other word for it. */
export function languageNamed(given: string): Language {
  const word = given.toLowerCase()
  const found = LANGUAGES.find(({ id, aliases }) => id === word || aliases.includes(word))
  if (found !== undefined) return found
  throw new ChoiceError(
    'language',
    given,
    LANGUAGES.map(({ id }) => id),
  )
}

export function workloadNamed(given: string): WorkloadName {
  if (Object.hasOwn(WORKLOADS, given)) return given as WorkloadName
  throw new ChoiceError('workload', given, Object.keys(WORKLOADS))
}

export function runnerNamed(given: string): Runner {
  const found = RUNNERS.find(runner => runner === given.toLowerCase())
  if (found !== undefined) return found
  throw new ChoiceError('test runner', given, RUNNERS)
}
