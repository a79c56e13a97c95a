/** How far a run has come, in one line. */

import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import type { Progress } from '../../src/environment.ts'
import { formatProgress } from '../../src/report/progress.ts'
import { SECOND } from '../../src/time/clock.ts'

const shown = (progress: Partial<Progress>) =>
  stripVTControlCharacters(
    formatProgress({ elapsed: 2.5 * SECOND, wall: 0, total: 10 * SECOND, operations: 41, faults: [], ...progress }),
  )

it('has a bar, the time of how much, and the operations', () => {
  expect(shown({})).toBe('▕█████               ▏ 2.5 of 10 s  41 operations')
})

it('names the faults that are under way', () => {
  expect(shown({ faults: ['kill', 'partition:one'] })).toMatch(/41 operations {2}kill, partition:one$/)
})

it('says that it waits for recovery, with a bar that is full', () => {
  expect(shown({ elapsed: 12 * SECOND, recovering: true })).toBe(
    '▕████████████████████▏ 12.0 of 10 s  41 operations  recovering',
  )
})

it('counts the runs of explore(), then those that shrink a failure', () => {
  expect(shown({ runs: { done: 50, of: 100 } })).toBe('▕██████████          ▏ 2.5 of 10 s  50 of 100 runs')
  expect(shown({ runs: { done: 7 } })).toBe('▕█████               ▏ 2.5 of 10 s  shrinking: 7 runs')
})

it('has no bar where nobody knows how long it takes', () => {
  const { total: _, ...rest }: Progress = { elapsed: SECOND, wall: 0, total: 1, operations: 3, faults: [] }
  expect(stripVTControlCharacters(formatProgress(rest))).toBe('1.0 s  3 operations')
})
