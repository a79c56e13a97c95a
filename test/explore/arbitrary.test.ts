/** How schedules shrink: judged by properties of the schedule itself, without a run. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noteFacts, schedule } from '../../src/explore/arbitrary.ts'
import type { Schedule } from '../../src/schedule.ts'

const FAULTS = ['a', 'b', 'c']
const OPERATIONS = Array.from({ length: 40 }, (_, number) => number)

/** The smallest schedule for which `fails` was found to hold, and in how many runs. */
function shrink(
  fails: (faults: readonly string[], operations: readonly number[]) => boolean,
  involved: readonly number[] = [],
) {
  let runs = 0
  const details = fc.check(
    fc.property(schedule({ firstSeed: 1 }), (tried: Schedule) => {
      runs++
      const [faults, operations] = [tried.faults ?? FAULTS, tried.operations ?? OPERATIONS]
      noteFacts(tried, { faults, operations, involved: involved.filter(number => operations.includes(number)) })
      return !fails(faults, operations)
    }),
    { numRuns: 1 },
  )
  const { faults, operations } = details.counterexample![0]
  return { faults, operations, runs }
}

describe('a schedule', () => {
  it('shrinks to the faults and operations that matter, in tens of runs', () => {
    const { faults, operations, runs } = shrink((faults, operations) => faults.includes('b') && operations.includes(17))
    expect([faults, operations]).toEqual([['b'], [17]])
    expect(runs).toBeLessThan(40)
  })

  it('goes to the operations that the verdict names at once', () => {
    const { operations, runs } = shrink((_faults, operations) => operations.includes(17), [17])
    expect(operations).toEqual([17])
    expect(runs).toBeLessThan(10)
  })

  it('loses a fault that only an operation needed that is gone', () => {
    const { faults, operations } = shrink(
      (faults, operations) => operations.includes(5) && (faults.includes('a') || !operations.includes(9)),
    )
    expect([faults, operations]).toEqual([[], [5]])
  })

  it('ends where nothing can be left out, whatever matters', () => {
    const some = <T>(of: readonly T[]) => fc.subarray([...of], { maxLength: Math.min(4, of.length) })
    fc.assert(
      fc.property(some(FAULTS), some(OPERATIONS), (faults, operations) => {
        const left = shrink((f, o) => faults.every(x => f.includes(x)) && operations.every(x => o.includes(x)))
        expect([left.faults, left.operations]).toEqual([faults, operations])
      }),
      { numRuns: 50 },
    )
  })
})
