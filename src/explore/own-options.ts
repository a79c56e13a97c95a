/** The options that `explore()` takes beside those of `cluster()`: checked, and the seed made a number. */

import { randomInt } from 'node:crypto'
import { type OptionMistake, OptionsError, shown } from '../options.ts'
import { random } from '../random.ts'
import { parseDuration } from '../time/duration.ts'

/** Seeds that are drawn or made of a text lie below. */
const SEEDS = 2 ** 31

interface OwnOptions {
  readonly runs?: unknown
  readonly maxTime?: unknown
  readonly seed?: unknown
  readonly threads?: unknown
}

/** Throws OptionsError. Options that are no object are left to `cluster`'s own check. */
export function checkOwnOptions(given: OwnOptions | null | undefined, property: unknown): void {
  const { runs, maxTime, seed, threads } = given ?? {}
  const mistakes: OptionMistake[] = []
  const wrong = (option: string, expected: string, value: unknown) =>
    mistakes.push({ option, message: `expected ${expected}; got ${shown(value)}` })
  const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 1
  if (runs !== undefined && !isCount(runs)) wrong('runs', 'a whole number, 1 or more', runs)
  if (maxTime !== undefined && parseDuration(maxTime) === undefined)
    wrong('maxTime', "a duration: '10s', '250ms', or a number of milliseconds", maxTime)
  if (threads !== undefined && !isCount(threads)) wrong('threads', 'a whole number, 1 or more', threads)
  if (seed !== undefined && typeof seed !== 'string' && !Number.isSafeInteger(seed)) {
    wrong('seed', 'a whole number or a text', seed)
  } else {
    const first = fixedSeed(seed as number | string | undefined, process.env.MAELSTROM_SEED)
    const count = isCount(runs) ? Number(runs) : 100
    if (first !== undefined && !Number.isSafeInteger(first + count))
      wrong('seed', `a whole number from which ${count} seeds can be counted up`, first)
  }
  if (typeof property !== 'function') {
    wrong('property', 'a function that throws when a history is wrong, as the second argument', property)
  }
  if (mistakes.length > 0) throw new OptionsError(mistakes, 'explore()')
}

/** The seed of the first run: as given, as in MAELSTROM_SEED, or drawn. */
export function firstSeedOf(seed: number | string | undefined, variable: string | undefined, runs: number): number {
  return fixedSeed(seed, variable) ?? randomInt(Math.max(1, SEEDS - runs - 1))
}

function fixedSeed(seed: number | string | undefined, variable: string | undefined): number | undefined {
  if (typeof seed === 'number') return seed
  const text = seed ?? (variable || undefined)
  if (text === undefined) return undefined
  // The seeds count up, so a text has to become a number.
  return /^-?\d{1,16}$/.test(text) ? Number(text) : random(text).fork('explore').int(SEEDS)
}
