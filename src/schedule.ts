/**
 * What makes one run different from another: its seed, and, once it has been shrunk, which of the faults and operations that the seed brings about
 * are kept. A schedule has a short text, which replays it: `7~/partition.0,kill.2/3-7,19` (all faults or operations: `*`, none: `-`; `~`: faults as `explore()`
 * draws them).
 */

import { pointing } from './explanations/pointer.ts'

export interface Schedule {
  readonly seed: number | string
  /** Occasions of faults that are kept, as `partition.0` for the first partition; undefined: all. */
  readonly faults?: readonly string[] | undefined
  /** Operations that are kept, by their number in the order in which the generator makes them; undefined: all. */
  readonly operations?: readonly number[] | undefined
  /** Whether the seed also draws which kinds of fault there are and how they come, as `explore()` has it. */
  readonly varied?: boolean | undefined
}

/** A replay text that is not one. */
export class ReplayFormatError extends Error {
  override readonly name = 'ReplayFormatError'
  constructor(text: string, problem: string) {
    super(
      pointing(
        'ReplayFormatError',
        `${JSON.stringify(text)} is no replay text: ${problem}. It looks like 7~/partition.0,kill.2/3-7,19, and is printed by a failed explore().`,
      ),
    )
  }
}

export function formatSchedule({ seed, faults, operations, varied }: Schedule): string {
  return [
    varied === true ? `${seed}~` : String(seed),
    faults === undefined ? '*' : faults.join(',') || '-',
    operations === undefined ? '*' : ranges(operations) || '-',
  ].join('/')
}

/** Throws ReplayFormatError. */
export function parseSchedule(text: string): Schedule {
  const parts = text.trim().split('/')
  const operations = parts.pop()
  const faults = parts.pop()
  const seed = parts.join('/')
  if (seed === '' || faults === undefined || operations === undefined)
    throw new ReplayFormatError(text, 'it has not three parts')
  const varied = seed.endsWith('~')
  const named = varied ? seed.slice(0, -1) : seed
  return {
    seed: /^-?\d{1,15}$/.test(named) ? Number(named) : named,
    ...(varied ? { varied } : {}),
    ...(faults === '*' ? {} : { faults: faults === '-' ? [] : faults.split(',') }),
    ...(operations === '*' ? {} : { operations: operations === '-' ? [] : numbers(operations, text) }),
  }
}

/** `3-7,19` for 3, 4, 5, 6, 7, 19. */
function ranges(sorted: readonly number[]): string {
  const parts: string[] = []
  for (let i = 0; i < sorted.length; ) {
    let j = i
    while (j + 1 < sorted.length && sorted[j + 1] === sorted[j]! + 1) j++
    parts.push(i === j ? `${sorted[i]}` : `${sorted[i]}-${sorted[j]}`)
    i = j + 1
  }
  return parts.join(',')
}

function numbers(list: string, text: string): number[] {
  return list.split(',').flatMap(part => {
    const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part)
    if (match === null) throw new ReplayFormatError(text, `${JSON.stringify(part)} is neither a number nor a range`)
    const from = Number(match[1])
    const to = match[2] === undefined ? from : Number(match[2])
    if (to < from || to - from > 10_000_000) throw new ReplayFormatError(text, `the range ${part} is no range`)
    return Array.from({ length: to - from + 1 }, (_, i) => from + i)
  })
}
