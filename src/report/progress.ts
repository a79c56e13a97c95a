/** How far a run has come, in one line. */

import pc from 'picocolors'
import type { Progress } from '../environment.ts'
import { SECOND } from '../time/clock.ts'

const WIDTH = 20

/** `▕██████              ▏ 3.2 of 10 s  412 operations  partition, kill`. */
export function formatProgress(progress: Progress): string {
  const { elapsed, total, operations, faults, recovering, runs } = progress
  const seconds = (elapsed / SECOND).toFixed(1)
  const time = total === undefined ? `${seconds} s` : `${seconds} of ${Number((total / SECOND).toFixed(1))} s`
  const what =
    runs === undefined
      ? `${operations} operations`
      : runs.of === undefined
        ? `shrinking: ${runs.done} runs`
        : `${runs.done} of ${runs.of} runs`
  const now = recovering === true ? pc.dim('recovering') : faults.length === 0 ? '' : pc.red(faults.join(', '))
  const share =
    runs?.of !== undefined ? runs.done / runs.of : total === undefined ? undefined : elapsed / Math.max(1, total)
  return [...(share === undefined ? [] : [bar(share)]), `${time}  ${what}${now === '' ? '' : `  ${now}`}`].join(' ')
}

function bar(share: number): string {
  const done = Math.max(0, Math.min(WIDTH, Math.floor(share * WIDTH)))
  return `${pc.dim('▕')}${'█'.repeat(done)}${' '.repeat(WIDTH - done)}${pc.dim('▏')}`
}

/** Runs that are over sooner are not worth a line; in nanoseconds. */
export const WORTH_SHOWING = SECOND
